// Package record holds what the pipeline writes down about each call: who did
// what on which resource, from where, with what result, and which usage it
// caused. Later the audit trail, the meter and the bill read these.
package record

import (
	"context"
	"slices"
	"sync"
	"time"
)

// Record is one call.
type Record struct {
	ID        string    `json:"id"` // the request id
	Time      time.Time `json:"time"`
	Account   string    `json:"account,omitempty"`
	Region    string    `json:"region,omitempty"`
	Service   string    `json:"service"`
	Operation string    `json:"operation"`
	ReadOnly  bool      `json:"readOnly,omitempty"`
	Principal string    `json:"principal"` // ARN
	UserID    string    `json:"userId,omitempty"`
	AccessKey string    `json:"accessKey,omitempty"`
	SourceIP  string    `json:"sourceIp,omitempty"`
	UserAgent string    `json:"userAgent,omitempty"`
	Via       string    `json:"via,omitempty"` // the service that made an inside call
	Resources []string  `json:"resources,omitempty"`
	Status    int       `json:"status"`
	ErrorCode string    `json:"errorCode,omitempty"`
	Usage     []Usage   `json:"usage,omitempty"`
	// Calls is how many calls of anonymous visitors the record stands for; 0
	// means the one that ID names.
	Calls int64 `json:"calls,omitempty"`
}

// Add adds another call's usage to that of the record.
func (r *Record) Add(usage []Usage) {
	for _, u := range usage {
		i := slices.IndexFunc(r.Usage, func(have Usage) bool { return have.Kind == u.Kind && have.Resource == u.Resource })
		if i < 0 {
			r.Usage = append(r.Usage, u)
			continue
		}
		r.Usage[i].Quantity += u.Quantity
	}
}

// Usage is a quantity that the meter adds up.
type Usage struct {
	Kind     string `json:"kind"` // "s3:requests-tier1", "s3:bytes-in"
	Resource string `json:"resource,omitempty"`
	Quantity int64  `json:"quantity"`
}

// Pending is the record of a call that is under way.
type Pending struct {
	mu        sync.Mutex
	rec       Record
	committed bool
}

// NewPending begins a record.
func NewPending(r Record) *Pending { return &Pending{rec: r} }

type key struct{}

// With puts the call's record into the context.
func With(ctx context.Context, p *Pending) context.Context { return context.WithValue(ctx, key{}, p) }

// From gives the call's record; nil outside a call (in a background task).
func From(ctx context.Context) *Pending { p, _ := ctx.Value(key{}).(*Pending); return p }

// Resource notes a resource, by ARN, that the call touches.
func Resource(ctx context.Context, arn string) {
	if p := From(ctx); p != nil {
		p.mu.Lock()
		if !slices.Contains(p.rec.Resources, arn) { // a closure may run again
			p.rec.Resources = append(p.rec.Resources, arn)
		}
		p.mu.Unlock()
	}
}

// Use notes usage that the call causes. Call it before the transaction that
// makes the change, or outside its closure, which may run again.
func Use(ctx context.Context, kind, resource string, quantity int64) {
	if p := From(ctx); p != nil {
		p.mu.Lock()
		p.rec.Usage = append(p.rec.Usage, Usage{kind, resource, quantity})
		p.mu.Unlock()
	}
}

// Snapshot copies the record as it stands.
func (p *Pending) Snapshot() Record {
	p.mu.Lock()
	defer p.mu.Unlock()
	r := p.rec
	r.Resources = append([]string(nil), r.Resources...)
	r.Usage = append([]Usage(nil), r.Usage...)
	return r
}

// Finish sets the result. It tells whether the record was already committed
// with a change.
func (p *Pending) Finish(status int, errorCode string) (r Record, committed bool) {
	p.mu.Lock()
	p.rec.Status, p.rec.ErrorCode = status, errorCode
	committed = p.committed
	p.mu.Unlock()
	return p.Snapshot(), committed
}

// MarkCommitted says that the record stands in the store.
func (p *Pending) MarkCommitted() {
	p.mu.Lock()
	p.committed = true
	p.mu.Unlock()
}
