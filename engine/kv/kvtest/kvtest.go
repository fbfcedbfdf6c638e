// Package kvtest is the public suite of the store's contract. Every driver
// passes it:
//
//	func TestContract(t *testing.T) {
//		kvtest.Run(t, func(t testing.TB) kv.Store { ... })
//	}
//
// A driver that keeps its data in files passes [RunDurability], too.
//
// Random tests print their seed; KVTEST_SEED repeats a run.
package kvtest

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// Run tests the contract. open gives an empty store and sees to it that it is
// closed at the end of the test.
func Run(t *testing.T, open func(t testing.TB) kv.Store) {
	tests := []struct {
		name string
		run  func(t *testing.T, s kv.Store)
	}{
		{"Basics", testBasics},
		{"OwnWrites", testOwnWrites},
		{"Rollback", testRollback},
		{"ReadOnly", testReadOnly},
		{"AfterEnd", testAfterEnd},
		{"Ownership", testOwnership},
		{"Limits", testLimits},
		{"Panic", testPanic},
		{"Cancelled", testCancelled},
		{"ScanOrder", testScanOrder},
		{"ScanWhileWriting", testScanWhileWriting},
		{"Model", testModel},
		{"LostUpdate", testLostUpdate},
		{"WriteSkew", testWriteSkew},
		{"Phantom", testPhantom},
		{"UnseenIsNoConflict", testUnseen},
		{"Snapshot", testSnapshot},
		{"Counters", testCounters},
		{"Histories", testHistories},
		{"GivesUp", testGivesUp},
		{"Watch", testWatch},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.run(t, open(t)) })
	}
}

// random gives a source that can be repeated.
func random(t testing.TB) *rand.Rand {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("KVTEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatalf("KVTEST_SEED: %v", err)
		}
	}
	t.Logf("KVTEST_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func update(t testing.TB, s kv.Store, f func(kv.Tx) error) {
	t.Helper()
	if err := s.Update(t.Context(), f); err != nil {
		t.Fatalf("Update: %v", err)
	}
}

func put(t testing.TB, s kv.Store, key, value string) {
	t.Helper()
	update(t, s, func(tx kv.Tx) error { return tx.Set([]byte(key), []byte(value)) })
}

// lookup reads one key in a transaction; what is not there is "".
func lookup(tx kv.Tx, key string) (string, error) {
	v, err := tx.Get([]byte(key))
	if errors.Is(err, kv.ErrNotFound) {
		return "", nil
	}
	return string(v), err
}

func read(t testing.TB, s kv.Store, key string) (value string) {
	t.Helper()
	err := s.View(t.Context(), func(tx kv.Tx) (err error) {
		value, err = lookup(tx, key)
		return err
	})
	if err != nil {
		t.Fatalf("View: %v", err)
	}
	return value
}

// scan returns a range as "key=value" strings.
func scan(tx kv.Tx, r kv.Range) ([]string, error) {
	var out []string
	for p, err := range tx.Scan(r) {
		if err != nil {
			return nil, err
		}
		out = append(out, fmt.Sprintf("%s=%s", p.Key, p.Value))
	}
	return out, nil
}

// number reads a decimal number; what is not there is 0.
func number(tx kv.Tx, key string) (int, error) {
	v, err := lookup(tx, key)
	if err != nil || v == "" {
		return 0, err
	}
	return strconv.Atoi(v)
}

func setNumber(tx kv.Tx, key string, n int) error {
	return tx.Set([]byte(key), []byte(strconv.Itoa(n)))
}

// timeLimit is how long a test waits for what must happen.
const timeLimit = 30 * time.Second

func within(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), timeLimit)
	t.Cleanup(cancel)
	return ctx
}
