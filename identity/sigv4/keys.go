package sigv4

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"sync"
)

// KeyCache keeps derived signing keys, which cost four hashes each. A nil cache
// keeps nothing.
type KeyCache struct {
	mu  sync.RWMutex
	max int
	m   map[keyID]derived
}

type keyID struct{ access, date, region, service string }

type derived struct {
	secret string // the key id may get another secret
	key    [32]byte
}

// NewKeyCache makes a cache of at most size keys (32 bytes each and their names).
func NewKeyCache(size int) *KeyCache {
	return &KeyCache{max: size, m: make(map[keyID]derived)}
}

func (c *KeyCache) key(id keyID, secret string) [32]byte {
	if c == nil {
		return derive(secret, id)
	}
	c.mu.RLock()
	d, ok := c.m[id]
	c.mu.RUnlock()
	if ok && subtle.ConstantTimeCompare([]byte(d.secret), []byte(secret)) == 1 {
		return d.key
	}
	d = derived{secret, derive(secret, id)}
	c.mu.Lock()
	defer c.mu.Unlock()
	for k := range c.m { // any: the order of maps is random
		if len(c.m) < c.max {
			break
		}
		delete(c.m, k)
	}
	c.m[id] = d
	return d.key
}

// derive makes the signing key of a day, region and service.
func derive(secret string, id keyID) [32]byte {
	k := mac([]byte("AWS4"+secret), id.date)
	k = mac(k[:], id.region)
	k = mac(k[:], id.service)
	return mac(k[:], "aws4_request")
}

func mac(key []byte, data string) (out [32]byte) {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(data))
	h.Sum(out[:0])
	return out
}
