package gateway

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"sync/atomic"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/identity/sigv4"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Identity answers who a key belongs to and whether he may;
// [identity.Store] does.
type Identity interface {
	Credential(ctx context.Context, accessKeyID, sessionToken string) (*identity.Credential, error)
	Authorise(ctx context.Context, p *identity.Principal, global policy.Context, checks []identity.Check) error
}

// Options configure a gateway.
type Options struct {
	Rooms    []*Room
	Store    kv.Store // undecorated: the records are written here
	Identity Identity
	Clock    clock.Clock
	Log      *slog.Logger
	Account  string   // the cloud's first account
	Region   string   // of requests that name none
	Domains  []string // besides localhost: SERVICE.DOMAIN, BUCKET.s3.DOMAIN
	// SigV2 accepts S3 URLs presigned with signature version 2, as the aws CLI
	// version 1 makes them by default.
	SigV2          bool
	TrustedProxies []netip.Prefix
	Console        http.Handler // at console.localhost; nil answers 404
	// Throttle may refuse a call after it was authorised; nil lets all pass.
	Throttle func(ctx context.Context, c *Call, op *schema.Operation) error
	// Stall is how long a client may make no progress; 0 means a minute.
	Stall time.Duration
	// Ready is asked by /_cumulet/health; nil means always ready.
	Ready func(ctx context.Context) error
}

// Gateway is the front door. It implements [http.Handler].
type Gateway struct {
	Options
	rooms   *directory
	codecs  map[schema.Protocol]protocol.Codec
	records *recorder
	metrics *metrics
	hosts   hostTable
	keys    *sigv4.KeyCache
	started atomic.Bool
}

// New builds a gateway. Rooms with operations that nobody authorises are
// refused.
func New(o Options) (*Gateway, error) {
	if o.Stall == 0 {
		o.Stall = defaultStall
	}
	dir, err := newDirectory(o.Rooms)
	if err != nil {
		return nil, err
	}
	g := &Gateway{
		Options: o, rooms: dir, codecs: codecs(),
		records: newRecorder(o.Store, o.Log),
		metrics: newMetrics(),
		keys:    sigv4.NewKeyCache(1024),
		hosts:   hostTable{domains: append([]string{"localhost"}, o.Domains...)},
	}
	for _, r := range o.Rooms {
		for i := range r.Sites {
			g.hosts.sites = append(g.hosts.sites, &r.Sites[i])
		}
	}
	return g, nil
}

// Start starts the rooms, in the order of the list.
func (g *Gateway) Start(ctx context.Context) error {
	for _, r := range g.Rooms {
		if r.Start == nil {
			continue
		}
		if err := r.Start(ctx); err != nil {
			return fmt.Errorf("start %s: %w", r.Schema.Name, err)
		}
	}
	if err := g.plan(ctx, g.Clock.Now()); err != nil {
		return err
	}
	g.started.Store(true)
	return nil
}

// Stop stops the rooms in reverse and writes the last records.
func (g *Gateway) Stop(ctx context.Context) error {
	g.started.Store(false)
	var errs []error
	for i := len(g.Rooms) - 1; i >= 0; i-- {
		if stop := g.Rooms[i].Stop; stop != nil {
			errs = append(errs, stop(ctx))
		}
	}
	return errors.Join(append(errs, g.records.close(ctx))...)
}

// ServeHTTP decides by host, then by path, who answers.
func (g *Gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	x := g.newExchange(w, r)
	defer x.finish()
	at := g.hosts.find(x.call.Host)
	if at.foreign && signed(r) {
		at = place{}
	}
	switch {
	case at.console:
		x.service = "console"
		if g.Console == nil {
			http.NotFound(x, r)
			return
		}
		g.Console.ServeHTTP(x, r)
	case at.site != nil:
		x.service, x.operation, x.readOnly = at.site.Name, "Visit", true
		x.call.Account = ""
		x.beginRecord()
		at.site.Handler.ServeHTTP(x, x.request())
	case at.bucket == "" && strings.HasPrefix(r.URL.Path, "/_cumulet/"):
		x.service = internalService
		g.serveInternal(x, r)
	case r.Method == http.MethodOptions:
		g.preflight(x, at)
	default:
		g.serveAPI(x, at)
	}
}

// signed tells calls of the API from visits to a website. The cloud may be
// reached under a name that it was not told, and a bucket of that name, which
// anybody may make who may make buckets, must not take its place.
func signed(r *http.Request) bool {
	sig, _ := sigv4.Parse(r)
	return sig != nil
}

// newRequestID makes the id of a call: 32 hexadecimal digits in the groups of a
// UUID version 4.
func newRequestID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	var out [36]byte
	hex.Encode(out[:8], b[:4])
	out[8], out[13], out[18], out[23] = '-', '-', '-', '-'
	hex.Encode(out[9:13], b[4:6])
	hex.Encode(out[14:18], b[6:8])
	hex.Encode(out[19:23], b[8:10])
	hex.Encode(out[24:], b[10:])
	return string(out[:])
}
