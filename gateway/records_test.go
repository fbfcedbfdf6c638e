package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/internal/vfs"
)

func testStore(t *testing.T) kv.Store {
	t.Helper()
	s, err := pebblekv.Open("store", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func recordsIn(t *testing.T, s kv.Store) []record.Record {
	t.Helper()
	var out []record.Record
	err := s.View(t.Context(), func(tx kv.Tx) error {
		out = nil
		for p, err := range tx.Scan(kv.Prefix(kv.NewKey("record"))) {
			if err != nil {
				return err
			}
			var r record.Record
			if err := json.Unmarshal(p.Value, &r); err != nil {
				return err
			}
			out = append(out, r)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestRecordCommitsWithChange: the record of a change stands in the store
// exactly when the change does.
func TestRecordCommitsWithChange(t *testing.T) {
	plain := testStore(t)
	s := Recorded(plain)
	pending := record.NewPending(record.Record{ID: "r1", Time: time.Unix(1, 0), Account: "123456789012", Operation: "CreateUser"})
	ctx := record.With(t.Context(), pending)

	broken := errors.New("broken")
	if err := s.Update(ctx, func(tx kv.Tx) error { return errors.Join(tx.Set([]byte("k"), nil), broken) }); !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if got := recordsIn(t, plain); len(got) != 0 {
		t.Fatalf("a change that failed left %+v", got)
	}
	record.Use(ctx, "iam:requests", "", 1)
	change := func(tx kv.Tx) error {
		record.Resource(ctx, "arn:aws:iam::123456789012:user/ann")
		return tx.Set([]byte("k"), []byte("v"))
	}
	for range 2 { // an operation of two steps has one record still
		if err := s.Update(ctx, change); err != nil {
			t.Fatal(err)
		}
	}
	got := recordsIn(t, plain)
	if len(got) != 1 || len(got[0].Resources) != 1 || len(got[0].Usage) != 1 || got[0].Operation != "CreateUser" {
		t.Fatalf("got %+v", got)
	}
	if _, committed := pending.Finish(200, ""); !committed {
		t.Error("the record does not know that it is committed")
	}
	if err := s.Update(context.Background(), change); err != nil {
		t.Fatalf("outside a call: %v", err)
	}
}

// TestRecordsOfReads: what no change carries is written in batches, the rest at
// the end.
func TestRecordsOfReads(t *testing.T) {
	s := testStore(t)
	c := newRecorder(s, slog.New(slog.DiscardHandler))
	for i := range recordBatch + 3 {
		c.add(record.Record{ID: newRequestID(), Time: time.Unix(int64(i), 0), Account: "123456789012"})
	}
	if n := len(recordsIn(t, s)); n < recordBatch {
		t.Errorf("a full batch is not written: %d records", n)
	}
	if err := c.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := len(recordsIn(t, s)); n != recordBatch+3 {
		t.Errorf("%d records after the end, want %d", n, recordBatch+3)
	}
}

// TestRecordsOfVisits: what anonymous visitors read in the same second is one
// record a bucket, with all its usage.
func TestRecordsOfVisits(t *testing.T) {
	s := testStore(t)
	c := newRecorder(s, slog.New(slog.DiscardHandler))
	for i := range 3 * recordBatch {
		bucket := []string{"arn:aws:s3:::a", "arn:aws:s3:::b"}[i%2]
		c.addVisit(record.Record{ID: newRequestID(), Time: time.Unix(int64(i), 0), Account: "123456789012", SourceIP: "192.0.2.1",
			Usage: []record.Usage{{Kind: "requests", Resource: bucket, Quantity: 1}, {Kind: "bytes", Resource: bucket, Quantity: 10}}})
	}
	if err := c.close(t.Context()); err != nil {
		t.Fatal(err)
	}
	var calls, requests, bytes int64
	got := recordsIn(t, s)
	for _, r := range got {
		calls += r.Calls
		requests += r.Usage[0].Quantity
		bytes += r.Usage[1].Quantity
		if r.SourceIP != "" {
			t.Error("a record of many visitors names one's address")
		}
	}
	if len(got) > 10 || calls != 3*recordBatch || requests != calls || bytes != 10*calls {
		t.Errorf("%d records of %d calls, %d requests, %d bytes", len(got), calls, requests, bytes)
	}
}
