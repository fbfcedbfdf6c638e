package s3

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// target is the bucket of a request with what decides about access to it.
type target struct {
	*object.Bucket
	*access
}

// access is what was compiled from a bucket's documents. It is immutable.
type access struct {
	revision uint64
	policy   *policy.Document // nil where there is none
	block    publicAccess
	blocked  bool // the policy's grants to everybody do not count
}

// accessCache keeps what was compiled, by the bucket's id and revision.
type accessCache struct {
	mu   sync.Mutex
	byID map[uint64]*access
}

// keptAccess bounds how many buckets' policies are kept compiled.
const keptAccess = 4096

func (c *accessCache) get(b *object.Bucket) (*access, error) {
	c.mu.Lock()
	a := c.byID[b.ID]
	c.mu.Unlock()
	if a != nil && a.revision == b.Revision {
		return a, nil
	}
	a, err := compile(b)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byID == nil || len(c.byID) >= keptAccess {
		c.byID = map[uint64]*access{}
	}
	c.byID[b.ID] = a
	return a, nil
}

func compile(b *object.Bucket) (*access, error) {
	a := &access{revision: b.Revision}
	var err error
	if a.block, _, err = publicAccessDoc.of(b); err != nil {
		return nil, err
	}
	if text, ok := b.Config[policyDoc]; ok {
		if a.policy, err = policy.Parse(policy.Resource, string(text)); err != nil {
			return nil, err
		}
		bound, _, err := boundDoc.of(b)
		if err != nil {
			return nil, err
		}
		a.policy = a.policy.Bind(bound)
		a.blocked = a.block.RestrictPublicBuckets && a.policy.Public()
	}
	return a, nil
}

// find gives a bucket with its compiled documents, or S3's error.
func (s *Service) find(ctx context.Context, bucket string) (*target, error) {
	b, err := s.objects.Bucket(ctx, bucket)
	if err != nil {
		return nil, place{bucket: bucket}.fail(err)
	}
	a, err := s.access.get(b)
	if err != nil {
		return nil, err
	}
	return &target{b, a}, nil
}

// target finds the bucket of a request: it must be in the request's region and
// belong to the expected owner.
func (s *Service) target(ctx context.Context, r ref) (*target, error) {
	t, err := s.find(ctx, r.bucket)
	if err != nil {
		return nil, err
	}
	call := gateway.CallFrom(ctx)
	if call.Account == "" {
		call.Account = t.Account // an anonymous call works in the owner's
	}
	record.Resource(ctx, t.arn(r.key))
	if err := t.inRegion(call); err != nil && r.operation != "GetBucketLocation" {
		return nil, err
	}
	if r.owner != "" && r.owner != t.Account {
		return nil, fault("AccessDenied")
	}
	return t, nil
}

// inRegion refuses a signature for another region. Clients find the right one
// in x-amz-bucket-region and in the error's Region, and try again.
func (t *target) inRegion(call *gateway.Call) error {
	if call.Signature == nil || call.Signature.Region == "" || call.Signature.Region == t.Region {
		return nil
	}
	// All regions are here; AWS's own endpoint would be somebody else's cloud.
	e := fault("PermanentRedirect", "Endpoint", call.Host, "Bucket", t.Name)
	if call.Signature.Region == "us-east-1" {
		e = say("AuthorizationHeaderMalformed",
			"The authorization header is malformed; the region 'us-east-1' is wrong; expecting '"+t.Region+"'", "Region", t.Region)
	}
	e.Header = t.regionHeader()
	return e
}

func (t *target) regionHeader() http.Header { return http.Header{"X-Amz-Bucket-Region": {t.Region}} }

// arn names the bucket, or an object of it.
func (t *target) arn(key string) string { return arnOf(t.Name, key) }

func arnOf(bucket, key string) string {
	if key == "" {
		return "arn:aws:s3:::" + bucket
	}
	return "arn:aws:s3:::" + bucket + "/" + key
}

// check asks for one action on the bucket (key "") or an object of it. ctx may
// be shared by several checks.
func (t *target) check(action, key string, ctx policy.Context) identity.Check {
	return identity.Check{
		Action: action, Resource: t.arn(key), Owner: t.Account, Context: ctx,
		ResourcePolicy: t.policy, PublicBlocked: t.blocked,
	}
}

// headerKeys are the condition keys that are request headers of the same name
// (Service Authorization Reference, "Condition keys for Amazon S3").
var headerKeys = map[string]string{ //nolint:gosec // names of headers, no credentials
	"X-Amz-Acl":                         "s3:x-amz-acl",
	"X-Amz-Content-Sha256":              "s3:x-amz-content-sha256",
	"X-Amz-Copy-Source":                 "s3:x-amz-copy-source",
	"X-Amz-Grant-Full-Control":          "s3:x-amz-grant-full-control",
	"X-Amz-Grant-Read":                  "s3:x-amz-grant-read",
	"X-Amz-Grant-Read-Acp":              "s3:x-amz-grant-read-acp",
	"X-Amz-Grant-Write":                 "s3:x-amz-grant-write",
	"X-Amz-Grant-Write-Acp":             "s3:x-amz-grant-write-acp",
	"X-Amz-Metadata-Directive":          "s3:x-amz-metadata-directive",
	"X-Amz-Object-Ownership":            "s3:x-amz-object-ownership",
	"X-Amz-Server-Side-Encryption":      "s3:x-amz-server-side-encryption",
	"X-Amz-Storage-Class":               "s3:x-amz-storage-class",
	"X-Amz-Website-Redirect-Location":   "s3:x-amz-website-redirect-location",
	"X-Amz-Bypass-Governance-Retention": "s3:x-amz-bypass-governance-retention",
	"If-Match":                          "s3:if-match",
	"If-None-Match":                     "s3:if-none-match",
}

// conditions gives the condition keys that every S3 request has.
func conditions(ctx context.Context, account string) policy.Context {
	call := gateway.CallFrom(ctx)
	out := policy.Context{}
	if account != "" {
		out["s3:ResourceAccount"] = []string{account}
	}
	if sig := call.Signature; sig != nil {
		out["s3:authType"] = []string{"REST-HEADER"}
		if sig.Presigned {
			out["s3:authType"] = []string{"REST-QUERY-STRING"}
		}
		out["s3:signatureversion"] = []string{"AWS4-HMAC-SHA256"}
		if sig.Version == 2 {
			out["s3:signatureversion"] = []string{"AWS"}
		}
		if !sig.Time.IsZero() {
			out["s3:signatureAge"] = []string{strconv.FormatInt(max(0, call.Time.Sub(sig.Time).Milliseconds()), 10)}
		}
	}
	if call.HTTP == nil {
		return out
	}
	for name, values := range call.HTTP.Header {
		if key, ok := headerKeys[name]; ok {
			out[key] = values
		}
	}
	if t := call.HTTP.TLS; t != nil {
		out["s3:TlsVersion"] = []string{map[uint16]string{0x0301: "1.0", 0x0302: "1.1", 0x0303: "1.2", 0x0304: "1.3"}[t.Version]}
	}
	return out
}

// may asks about one check of the call, which the gateway could not.
func (s *Service) may(ctx context.Context, c identity.Check) error {
	call := gateway.CallFrom(ctx)
	return s.identity.Authorise(ctx, call.Principal, gateway.GlobalContext(call), []identity.Check{c})
}

// absent tells the errors that say that an object is not there.
func absent(err error) bool {
	return errors.Is(err, object.ErrNoSuchKey) || errors.Is(err, object.ErrNoSuchVersion) || errors.Is(err, object.ErrDeleteMarker)
}
