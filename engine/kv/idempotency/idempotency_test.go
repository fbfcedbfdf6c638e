package idempotency_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/kv/idempotency"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
)

func TestTokens(t *testing.T) {
	s, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	clk := clock.NewManual(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC))
	tokens := idempotency.New("test", clk, time.Minute)
	calls := 0
	do := func(scope, token, params string, fail error) (result string, err error) {
		err = s.Update(t.Context(), func(tx kv.Tx) error {
			b, err := tokens.Do(tx, scope, token, []byte(params), func() ([]byte, error) {
				calls++
				return fmt.Append(nil, calls), fail
			})
			result = string(b)
			return err
		})
		return result, err
	}
	broken := errors.New("broken")
	steps := []struct {
		name                 string
		after                time.Duration
		scope, token, params string
		fail                 error
		want                 string
		err                  error
	}{
		{"failure", 0, "s", "t", "p", broken, "", broken},
		{"failure is not kept", 0, "s", "t", "p", nil, "2", nil},
		{"repeated", 59 * time.Second, "s", "t", "p", nil, "2", nil},
		{"other parameters", 0, "s", "t", "q", nil, "", idempotency.ErrMismatch},
		{"other scope", 0, "s2", "t", "q", nil, "3", nil},
		{"other token", 0, "s", "t2", "p", nil, "4", nil},
		{"expired", time.Second, "s", "t", "q", nil, "5", nil},
	}
	for _, st := range steps {
		clk.Advance(st.after)
		if got, err := do(st.scope, st.token, st.params, st.fail); got != st.want || !errors.Is(err, st.err) {
			t.Errorf("%s: %q, %v; want %q, %v", st.name, got, err, st.want, st.err)
		}
	}
	clk.Advance(time.Hour)
	if got := sweep(t, s, tokens, 2); got != 2 {
		t.Errorf("swept %d, want 2", got)
	}
	if got := sweep(t, s, tokens, 0); got != 1 {
		t.Errorf("swept %d, want 1", got)
	}
	err = s.View(t.Context(), func(tx kv.Tx) error {
		for p, err := range tx.Scan(kv.Range{}) {
			t.Errorf("left: %q, %v", p.Key, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func sweep(t *testing.T, s kv.Store, tokens *idempotency.Tokens, limit int) (n int) {
	t.Helper()
	err := s.Update(t.Context(), func(tx kv.Tx) (err error) {
		n, err = tokens.Sweep(tx, limit)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
