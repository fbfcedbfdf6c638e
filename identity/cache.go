package identity

import "sync"

// cache keeps loaded credentials by access key id. Each is valid for one
// generation of its account only, so nothing needs to be thrown out for
// correctness; the bound is for memory.
type cache struct {
	mu  sync.RWMutex
	max int
	m   map[string]*cached
}

type cached struct {
	cred       *Credential
	token      string // session token, "" for a long-term key
	generation uint64 // of the principal's account
}

func newCache(max int) *cache { return &cache{max: max, m: make(map[string]*cached)} }

func (c *cache) get(key string) *cached {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.m[key]
}

func (c *cache) put(key string, e *cached) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.m[key]; !ok && len(c.m) >= c.max {
		for k := range c.m { // any: the order of maps is random
			delete(c.m, k)
			break
		}
	}
	c.m[key] = e
}
