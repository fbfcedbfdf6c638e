package identity

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base32"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity/policy"
)

// managedJSON holds the AWS-managed policies that people attach by habit. They
// grant what AWS's reference of managed policies says of them, in words of our
// own.
//
//go:embed managed.json
var managedJSON []byte

// awsPolicy is a policy of AWS's: read-only, in every account.
type awsPolicy struct {
	PolicyEntity
	compiled func() *policy.Document
}

// AWSAccount is what stands for the account in the ARNs of AWS's own policies.
const AWSAccount = "aws"

// loadManaged reads the embedded policies; they are compiled when first used.
func loadManaged() map[string]*awsPolicy {
	var list []struct {
		Name, Path, Description string
		Created                 time.Time
		Document                json.RawMessage
	}
	if err := json.Unmarshal(managedJSON, &list); err != nil {
		panic("identity: managed.json: " + err.Error()) // a test reads it
	}
	out := make(map[string]*awsPolicy, len(list))
	for _, in := range list {
		sum := sha256.Sum256([]byte(in.Path + in.Name))
		p := &awsPolicy{PolicyEntity: PolicyEntity{
			Common: Common{
				Account: AWSAccount, Name: in.Name, Path: in.Path, Created: in.Created,
				ID: prefixPolicy + base32.StdEncoding.EncodeToString(sum[:])[:17],
			},
			Description: in.Description, Updated: in.Created, Default: "v1", Last: 1,
			Versions: []PolicyVersion{{ID: "v1", Document: string(in.Document), Created: in.Created}},
		}}
		p.compiled = sync.OnceValue(func() *policy.Document {
			return policy.MustParse(policy.Identity, p.Versions[0].Document).Named(p.ARN())
		})
		out[p.ARN()] = p
	}
	return out
}

// Policy finds a managed policy by ARN: AWS's, or one of the account's.
func (s *Store) Policy(tx kv.Tx, account, arn string) (*PolicyEntity, error) {
	if p, ok := s.managed[arn]; ok {
		c := p.PolicyEntity
		return &c, nil
	}
	rest, ok := strings.CutPrefix(arn, "arn:aws:iam::"+account+":policy/")
	if !ok {
		return nil, ErrNotFound
	}
	p, err := s.Policies.Get(tx, account, rest[strings.LastIndexByte(rest, '/')+1:])
	if err == nil && p.ARN() != arn {
		return nil, ErrNotFound
	}
	return p, err
}

// AWSPolicies yields AWS's policies in the order of their names.
func (s *Store) AWSPolicies() iter.Seq[*PolicyEntity] {
	return func(yield func(*PolicyEntity) bool) {
		list := make([]*awsPolicy, 0, len(s.managed))
		for _, p := range s.managed {
			list = append(list, p)
		}
		slices.SortFunc(list, func(a, b *awsPolicy) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
		for _, p := range list {
			c := p.PolicyEntity
			if !yield(&c) {
				return
			}
		}
	}
}

// document compiles the default version of a managed policy.
func (s *Store) document(tx kv.Tx, account, arn string) (*policy.Document, error) {
	if p, ok := s.managed[arn]; ok {
		return p.compiled(), nil
	}
	p, err := s.Policy(tx, account, arn)
	if err != nil {
		return nil, err
	}
	v := p.Version(p.Default)
	if v == nil {
		return nil, ErrNotFound
	}
	d, err := policy.Parse(policy.Identity, v.Document)
	if err != nil {
		return nil, err
	}
	return d.Named(arn), nil
}
