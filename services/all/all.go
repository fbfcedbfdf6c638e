// Package all is the only list of rooms.
package all

import (
	"log/slog"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/services/ec2"
	"github.com/cumulet/cumulet/services/iam"
	"github.com/cumulet/cumulet/services/s3"
	"github.com/cumulet/cumulet/services/sqs"
	"github.com/cumulet/cumulet/services/sts"
)

// Deps are what rooms stand on. Each takes what it needs.
type Deps struct {
	Store    kv.Store // decorated: a change's record commits with it
	Identity *identity.Store
	Objects  *object.Engine
	Queues   *queue.Engine
	Clock    clock.Clock
	Log      *slog.Logger
	Account  string   // the cloud's first account
	Region   string   // the default one
	Domains  []string // besides localhost
}

// Rooms makes every room of the house.
func Rooms(d Deps) []*gateway.Room {
	return []*gateway.Room{
		iam.New(iam.Deps{Store: d.Store, Identity: d.Identity}),
		sts.New(sts.Deps{Store: d.Store, Identity: d.Identity}),
		s3.New(s3.Deps{Store: d.Store, Objects: d.Objects, Identity: d.Identity, Log: d.Log, Domains: d.Domains}),
		sqs.New(sqs.Deps{Queues: d.Queues}),
		ec2.New(),
	}
}
