package all_test

import (
	"log/slog"
	"testing"

	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/services/all"
)

// TestEveryOperationIsAuthorised: the gateway refuses a room with a built
// operation that has no entry in its authorise.go, and rooms that two requests
// could not tell apart.
func TestEveryOperationIsAuthorised(t *testing.T) {
	rooms := all.Rooms(all.Deps{Log: slog.New(slog.DiscardHandler), Account: "123456789012", Region: "eu-west-3"})
	if len(rooms) < 4 {
		t.Fatalf("only %d rooms", len(rooms))
	}
	if _, err := gateway.New(gateway.Options{Rooms: rooms}); err != nil {
		t.Error(err)
	}
	for _, r := range rooms {
		for _, op := range r.Schema.Operations {
			if op.Input == nil && r.Authorise[op.Name] != nil {
				t.Errorf("%s: %s is authorised, but not built", r.Schema.Name, op.Name)
			}
			if op.Input != nil && op.Invoke == nil {
				t.Errorf("%s: %s can't be invoked", r.Schema.Name, op.Name)
			}
		}
	}
}
