package sqs

import (
	"context"
	"net/http"
	"net/url"
	"sync"

	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity/policy"
)

// Deps are what the room works with.
type Deps struct {
	Queues *queue.Engine
}

// Service implements SQS's operations.
type Service struct {
	sqs.Unimplemented

	queues   *queue.Engine
	policies policyCache
}

var _ sqs.Service = (*Service)(nil)

// New makes the room. The engine's tasks are registered here.
func New(d Deps) *gateway.Room {
	s := &Service{queues: d.Queues}
	return &gateway.Room{
		Schema: sqs.Schema(), Impl: s, Authorise: s.authorisers(), Tasks: d.Queues.Tasks(), Query: addressed,
		Stop: func(context.Context) error { d.Queues.Close(); return nil },
	}
}

// addressed adds the queue's URL to a form that was posted to it.
func addressed(r *http.Request, form url.Values) {
	if !form.Has("QueueUrl") && len(r.URL.Path) > 1 {
		form.Set("QueueUrl", "http://"+r.Host+r.URL.Path)
	}
}

// policyCache keeps compiled queue policies, by queue.
type policyCache struct {
	mu   sync.Mutex
	byID map[uint64]*policy.Document
}

// keptPolicies bounds how many queues' policies are kept compiled.
const keptPolicies = 4096

// of compiles the policy of a queue; nil where there is none.
func (c *policyCache) of(q *queue.Queue) (*policy.Document, error) {
	text := q.Docs[attrPolicy]
	if text == "" {
		return nil, nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.byID[q.ID]; d != nil && d.String() == text {
		return d, nil
	}
	d, err := policy.Parse(policy.Resource, text)
	if err != nil {
		return nil, err
	}
	if c.byID == nil || len(c.byID) >= keptPolicies {
		c.byID = map[uint64]*policy.Document{}
	}
	c.byID[q.ID] = d
	return d, nil
}

// val gives what a pointer points to, or the zero value.
func val[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
