// Package idempotency remembers the results of requests that carry a client's
// token, so that a repeated request gets the first one's result and changes
// nothing: ClientToken, MessageDeduplicationId and the like.
//
// # Keys
//
//	(area, "token", scope, token)          hash of the parameters, expiry, result
//	(area, "expiry", time, scope, token)   nothing; time in Unix nanoseconds
package idempotency

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/clock"
)

// ErrMismatch says that the token was used with other parameters.
var ErrMismatch = errors.New("idempotency: token used with other parameters")

// Tokens are those of one area of the store.
type Tokens struct {
	tokens, expiry kv.Key
	clock          clock.Clock
	keep           time.Duration
}

// New returns the tokens kept under area, each for the time keep.
func New(area string, clk clock.Clock, keep time.Duration) *Tokens {
	return &Tokens{tokens: kv.NewKey(area, "token"), expiry: kv.NewKey(area, "expiry"), clock: clk, keep: keep}
}

// Do runs f in the caller's transaction and keeps its result, unless the token
// was used in the scope (an account and operation, say) before: then it returns
// that result, if the parameters are the same, else [ErrMismatch]. Params is
// what must be the same, the encoded request. Errors of f are not kept.
func (t *Tokens) Do(tx kv.Tx, scope, token string, params []byte, f func() ([]byte, error)) ([]byte, error) {
	key := t.tokens.String(scope).String(token)
	now := t.clock.Now()
	hash := sha256.Sum256(params)
	old, err := tx.Get(key)
	switch {
	case errors.Is(err, kv.ErrNotFound):
	case err != nil:
		return nil, err
	default:
		rec, err := decode(old)
		if err != nil {
			return nil, err
		}
		if now.Before(rec.expires) {
			if rec.hash != hash {
				return nil, ErrMismatch
			}
			return rec.result, nil
		}
		if err := tx.Delete(t.expiryKey(rec.expires, scope, token)); err != nil {
			return nil, err
		}
	}
	result, err := f()
	if err != nil {
		return nil, err
	}
	rec := record{expires: now.Add(t.keep), hash: hash, result: result}
	if err := tx.Set(key, rec.encode()); err != nil {
		return nil, err
	}
	return result, tx.Set(t.expiryKey(rec.expires, scope, token), nil)
}

func (t *Tokens) expiryKey(at time.Time, scope, token string) kv.Key {
	return t.expiry.Uint(uint64(at.UnixNano())).String(scope).String(token)
}

// Sweep forgets up to limit tokens whose time is over, and tells how many. The
// owner calls it now and then, in a task.
func (t *Tokens) Sweep(tx kv.Tx, limit int) (n int, err error) {
	r := kv.Range{Start: t.expiry, End: t.expiry.Uint(uint64(t.clock.Now().UnixNano()) + 1), Limit: limit}
	for p, err := range tx.Scan(r) {
		if err != nil {
			return n, err
		}
		_, rest, ok := kv.CutUint(p.Key[len(t.expiry):])
		if !ok {
			return n, fmt.Errorf("idempotency: damaged key %q", p.Key)
		}
		token := append(append(kv.Key{}, t.tokens...), rest...)
		if err := errors.Join(tx.Delete(token), tx.Delete(p.Key)); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// record is what is kept of a request: version, expiry, hash, result.
type record struct {
	expires time.Time
	hash    [sha256.Size]byte
	result  []byte
}

const (
	version = 1
	header  = 1 + 8 + sha256.Size
)

func (r record) encode() []byte {
	b := append(make([]byte, 0, header+len(r.result)), version)
	b = binary.BigEndian.AppendUint64(b, uint64(r.expires.UnixNano()))
	return append(append(b, r.hash[:]...), r.result...)
}

func decode(b []byte) (r record, err error) {
	if len(b) > 0 && b[0] > version {
		return r, fmt.Errorf("%w: idempotency token of version %d", kv.ErrNewerFormat, b[0])
	}
	if len(b) < header {
		return r, errors.New("idempotency: damaged record")
	}
	r.expires = time.Unix(0, int64(binary.BigEndian.Uint64(b[1:])))
	copy(r.hash[:], b[9:])
	r.result = b[header:]
	return r, nil
}
