package identity

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/identity/policy"
)

// ErrInvalidMessage says that an encoded authorization message is not one of the
// account's.
var ErrInvalidMessage = errors.New("identity: invalid authorization message")

// maxMessage is how long an encoded message may get; DecodeAuthorizationMessage
// takes no longer ones.
const maxMessage = 10240

// items is how the decoded message writes every list.
type items[T any] struct {
	Items []T `json:"items"`
}

// refusal is what an encoded message says ("DecodeAuthorizationMessage" in the STS
// API reference).
type refusal struct {
	Allowed      bool            `json:"allowed"`
	ExplicitDeny bool            `json:"explicitDeny"`
	Matched      items[matched]  `json:"matchedStatements"`
	Failures     items[struct{}] `json:"failures"`
	Context      struct {
		Principal struct {
			ID   string `json:"id"`
			ARN  string `json:"arn"`
			Name string `json:"name,omitempty"`
		} `json:"principal"`
		Action     string           `json:"action"`
		Resource   string           `json:"resource"`
		Conditions items[condition] `json:"conditions"`
	} `json:"context"`
}

type matched struct {
	StatementID string `json:"statementId"`
	Effect      string `json:"effect"`
	Source      string `json:"sourcePolicyId,omitempty"`
	Type        string `json:"sourcePolicyType"`
}

type condition struct {
	Key    string                `json:"key"`
	Values items[conditionValue] `json:"values"`
}

type conditionValue struct {
	Value string `json:"value"`
}

// encodes tells whether AWS explains a refusal of the action in an encoded
// message: EC2 does, but for what only describes.
func encodes(action string) bool {
	name, ok := strings.CutPrefix(action, "ec2:")
	return ok && !strings.HasPrefix(name, "Describe") && !strings.HasPrefix(name, "Get")
}

// encode seals what a refusal came from, for those who may decode it.
func (s *Store) encode(d *Denied, contexts ...policy.Context) string {
	var r refusal
	r.ExplicitDeny = d.Result.Decision == policy.ExplicitDeny
	r.Matched.Items, r.Failures.Items, r.Context.Conditions.Items = []matched{}, []struct{}{}, []condition{}
	if doc := d.Result.Document; doc != nil {
		r.Matched.Items = append(r.Matched.Items, matched{d.Result.Sid, "DENY", doc.Name(), d.Result.Source.String()})
	}
	c := &r.Context
	c.Principal.ID, c.Principal.ARN, c.Principal.Name = d.Principal.ID, d.Principal.ARN, d.Principal.Name
	c.Action, c.Resource = d.Action, d.Resource
	all := policy.Context{}
	for _, from := range slices.Backward(contexts) {
		maps.Copy(all, from)
	}
	for _, key := range slices.Sorted(maps.Keys(all)) {
		cond := condition{Key: key}
		for _, v := range all[key] {
			cond.Values.Items = append(cond.Values.Items, conditionValue{v})
		}
		c.Conditions.Items = append(c.Conditions.Items, cond)
	}
	plain, err := json.Marshal(&r)
	if err != nil {
		return ""
	}
	sealed, err := s.box.Seal(plain, messageAAD(d.Principal.Account))
	if err != nil || base64.RawURLEncoding.EncodedLen(len(sealed)) > maxMessage {
		return "" // the refusal goes out without it
	}
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// DecodeMessage opens an encoded message of the account: JSON text. The error is
// [ErrInvalidMessage].
func (s *Store) DecodeMessage(account, encoded string) (string, error) {
	sealed, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil {
		return "", ErrInvalidMessage
	}
	plain, err := s.box.Open(sealed, messageAAD(account))
	if err != nil {
		return "", ErrInvalidMessage
	}
	return string(plain), nil
}

func messageAAD(account string) []byte { return []byte("identity/message/" + account) }
