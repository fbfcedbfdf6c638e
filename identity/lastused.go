package identity

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity/policy"
)

// usedEvery is how exactly the last use of a key is kept: it is written again
// only when the one before is that old, or names another service.
const usedEvery = 15 * time.Minute

// LastUsed is the last use of an access key (iam:GetAccessKeyLastUsed) or of a
// role (RoleLastUsed of iam:GetRole).
type LastUsed struct {
	Time    time.Time `json:"time"`
	Service string    `json:"service"`
	Region  string    `json:"region"`
}

// usedKeys remembers what was written, so that a request writes nothing.
type usedKeys struct {
	mu sync.Mutex
	m  map[string]LastUsed
}

func newUsedKeys() *usedKeys { return &usedKeys{m: make(map[string]LastUsed)} }

// maxUsed bounds the memory; beyond it uses are written again too early.
const maxUsed = 8192

// due tells whether the use is to be written.
func (u *usedKeys) due(id string, use LastUsed) bool {
	u.mu.Lock()
	defer u.mu.Unlock()
	if last, ok := u.m[id]; ok && last.Service == use.Service && use.Time.Sub(last.Time) < usedEvery {
		return false
	}
	if len(u.m) >= maxUsed {
		clear(u.m)
	}
	u.m[id] = use
	return true
}

// noteUse keeps the last use of a long-term key, or of the role behind a session.
// Its failure is no failure of the request; the next due use tries again.
func (s *Store) noteUse(ctx context.Context, p *Principal, action string, global policy.Context) {
	keyID := p.AccessKeyID
	if p.Kind == AssumedRole {
		keyID, _, _ = strings.Cut(p.ID, ":")
	}
	if !strings.HasPrefix(keyID, prefixKey) && !strings.HasPrefix(keyID, prefixRole) {
		return
	}
	use := LastUsed{Time: s.now(), Region: "us-east-1"}
	use.Service, _, _ = strings.Cut(action, ":")
	if r := global["aws:RequestedRegion"]; len(r) == 1 {
		use.Region = r[0]
	}
	if !s.used.due(keyID, use) {
		return
	}
	//nolint:contextcheck // apart inherits all but the values
	_ = s.db.Update(apart{ctx}, func(tx kv.Tx) error { return store(tx, kv.NewKey(root, "used", keyID), &use) })
}

// apart is a context without values: what is written under it is no part of the
// call and does not carry its record.
type apart struct{ context.Context } //nolint:containedctx // it is a context

func (apart) Value(any) any { return nil }

// KeyLastUsed gives the last use of a key, or of a role by its unique id, to about
// a quarter of an hour; [ErrNotFound] where it was never used.
func (s *Store) KeyLastUsed(tx kv.Tx, id string) (*LastUsed, error) {
	return load[LastUsed](tx, kv.NewKey(root, "used", id))
}

// ForgetUse drops what is kept of the use of a role that is deleted.
func (s *Store) ForgetUse(tx kv.Tx, roleID string) error {
	return tx.Delete(kv.NewKey(root, "used", roleID))
}
