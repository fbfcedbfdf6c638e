package sqs_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/testenv"
	room "github.com/cumulet/cumulet/services/sqs"
)

type enqueuer struct{}

func (enqueuer) Enqueue(tx kv.Tx, t task.Task) error { return task.Enqueue(tx, t) }

// house is a gateway with this room alone, without a network.
func house(b *testing.B) *gateway.Gateway {
	b.Helper()
	db := must[*pebblekv.Store](b)(pebblekv.Open(b.TempDir(), pebblekv.Options{}))
	box := must[*seal.Box](b)(seal.Open(filepath.Join(b.TempDir(), "master.key")))
	ids := identity.NewStore(db, box, clock.System{}, identity.Options{})
	if err := ids.EnsureRoot(b.Context(), testenv.Account, testenv.AccessKey, testenv.SecretKey); err != nil {
		b.Fatal(err)
	}
	queues := queue.New(queue.Options{Store: gateway.Recorded(db), Tasks: enqueuer{}})
	g := must[*gateway.Gateway](b)(gateway.New(gateway.Options{
		Rooms: []*gateway.Room{room.New(room.Deps{Queues: queues})}, Store: db, Identity: ids, Clock: clock.System{},
		Log: slog.New(slog.DiscardHandler), Account: testenv.Account, Region: testenv.Region,
	}))
	if err := g.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = g.Stop(context.Background()); _ = db.Close() })
	return g
}

// signed makes a request that can be sent again and again.
func signed(b *testing.B, operation, body string) func() *http.Request {
	b.Helper()
	make := func() *http.Request {
		r := httptest.NewRequest(http.MethodPost, "http://localhost/", bytes.NewReader([]byte(body)))
		r.Header.Set("Content-Type", "application/x-amz-json-1.0")
		r.Header.Set("X-Amz-Target", "AmazonSQS."+operation)
		return r
	}
	first := make()
	h := sha256.Sum256([]byte(body))
	key := aws.Credentials{AccessKeyID: testenv.AccessKey, SecretAccessKey: testenv.SecretKey}
	if err := v4.NewSigner().SignHTTP(b.Context(), key, first, hex.EncodeToString(h[:]), "sqs", testenv.Region, time.Now()); err != nil {
		b.Fatal(err)
	}
	return func() *http.Request {
		r := make()
		r.Header = first.Header
		return r
	}
}

// run answers requests of 64 clients.
func run(b *testing.B, g http.Handler, next func() *http.Request) {
	b.Helper()
	var n atomic.Int64
	var wg sync.WaitGroup
	b.ReportAllocs()
	b.ResetTimer()
	for range 64 {
		wg.Go(func() {
			for n.Add(1) <= int64(b.N) {
				w := httptest.NewRecorder()
				if g.ServeHTTP(w, next()); w.Code != http.StatusOK {
					b.Errorf("%d %s", w.Code, w.Body)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/max(b.Elapsed(), time.Nanosecond).Seconds(), "requests/s")
}

const benchURL = "http://localhost/" + testenv.Account + "/q"

// BenchmarkGateway is 64 clients through the whole pipeline, without the network:
// sends of 1 KiB, receives of what was sent, receives from an empty queue.
func BenchmarkGateway(b *testing.B) {
	send := `{"QueueUrl":"` + benchURL + `","MessageBody":"` + strings.Repeat("x", 1024) + `"}`
	receive := `{"QueueUrl":"` + benchURL + `","VisibilityTimeout":3600}`
	for _, c := range []struct {
		name, operation, body string
		filled                bool
	}{{"send", "SendMessage", send, false}, {"receive", "ReceiveMessage", receive, true}, {"empty", "ReceiveMessage", receive, false}} {
		b.Run(c.name, func(b *testing.B) {
			g := house(b)
			w := httptest.NewRecorder()
			if g.ServeHTTP(w, signed(b, "CreateQueue", `{"QueueName":"q"}`)()); w.Code != http.StatusOK {
				b.Fatal(w.Body)
			}
			if c.filled {
				filler := b.N
				next := signed(b, "SendMessage", send)
				var wg sync.WaitGroup
				for range 64 {
					wg.Go(func() {
						for range filler/64 + 1 {
							g.ServeHTTP(httptest.NewRecorder(), next())
						}
					})
				}
				wg.Wait()
			}
			run(b, g, signed(b, c.operation, c.body))
		})
	}
}
