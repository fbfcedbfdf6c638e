package queue

import (
	"strconv"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/collection"
)

// The keys are explained in the package's doc.
var (
	keyLast    = kv.NewKey("queue", "last")
	keyDeleted = kv.NewKey("queue", "deleted")
)

var (
	queues = collection.New[Queue]("queue", collection.Options[Queue]{}).In("name")
	moves  = collection.New[Move]("queue", collection.Options[Move]{}).In("move")
)

func keySeq(id uint64) kv.Key   { return kv.NewKey("queue", "seq").Uint(id) }
func keyIndex(id uint64) kv.Key { return kv.NewKey("queue", "index").Uint(id) }
func keyBody(id uint64) kv.Key  { return kv.NewKey("queue", "body").Uint(id) }
func keyDedup(id uint64) kv.Key { return kv.NewKey("queue", "dedup").Uint(id) }

func keySources(target Ref) kv.Key {
	return kv.NewKey("queue", "source", target.Space, target.Name)
}

// leaseName is a queue's name among the leases.
func leaseName(id uint64) string { return strconv.FormatUint(id, 10) }
