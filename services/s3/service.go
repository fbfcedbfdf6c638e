package s3

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// Deps are what the room stands on.
type Deps struct {
	Store   kv.Store
	Objects *object.Engine
	// Identity is asked for what the gateway can't ask beforehand (each key of
	// DeleteObjects, the pages of websites), and who the principals of bucket
	// policies are.
	Identity *identity.Store
	Log      *slog.Logger // nil means the default
	// Domains are the cloud's own besides localhost: websites are served at
	// BUCKET.s3-website.REGION.DOMAIN.
	Domains []string
}

// Service is the room. It implements [api.Service].
type Service struct {
	store    kv.Store
	objects  *object.Engine
	identity *identity.Store
	log      *slog.Logger
	domains  []string
	access   accessCache
}

var _ api.Service = (*Service)(nil)

func newService(d Deps) *Service {
	if d.Log == nil {
		d.Log = slog.Default()
	}
	return &Service{
		store: d.Store, objects: d.Objects, identity: d.Identity, log: d.Log,
		domains: append([]string{"localhost"}, d.Domains...),
	}
}

// New builds the room. The engine's tasks are registered by whoever opened it.
func New(d Deps) *gateway.Room {
	s := newService(d)
	return &gateway.Room{
		Schema:    api.Schema(),
		Impl:      s,
		Authorise: s.authorisers(),
		Sites:     []gateway.Site{{Match: s.isWebsite, Handler: http.HandlerFunc(s.serveWebsite), Name: "s3-website"}},
		Errors:    func(_ context.Context, err error) error { return place{}.fail(err) },
		Prepare:   prepare,
		CORS:      http.HandlerFunc(refusePreflight),
	}
}

// canonicalID is the canonical user id of an account: 64 hexadecimal digits
// that always stay the same.
func canonicalID(account string) string {
	sum := sha256.Sum256([]byte("cumulet canonical user " + account))
	return hex.EncodeToString(sum[:])
}

func owner(account string) *api.Owner { return &api.Owner{ID: new(canonicalID(account))} }

// val gives what a pointer points to, or the zero value.
func val[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}

// opt gives a pointer to a value, nil for the zero value.
func opt[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
