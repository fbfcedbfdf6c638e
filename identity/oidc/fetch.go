package oidc

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cumulet/cumulet/internal/clock"
)

// FetchError says that a provider's keys could not be had.
type FetchError struct{ Err error }

// Error implements error.
func (e *FetchError) Error() string { return "oidc: fetch keys: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *FetchError) Unwrap() error { return e.Err }

// The bounds of what is fetched.
const (
	maxFetch     = 1 << 20 // bytes of a document
	fetchTimeout = 5 * time.Second
	keysLife     = time.Hour   // how long keys are kept
	keysAgain    = time.Minute // and at least, when a token names an unknown one, or the fetch failed
	maxProviders = 256         // whose keys are kept
	maxKeys      = 100         // of a provider
)

// Verifier verifies tokens. It is safe for concurrent use.
type Verifier struct {
	clk  clock.Clock
	conn Connector

	mu   sync.Mutex
	kept map[string]*keySet
}

// keySet is a provider's keys; its lock is held while they are fetched.
type keySet struct {
	mu    sync.Mutex
	keys  []jose.JSONWebKey
	at    time.Time // of the keys
	tried time.Time // of the last fetch, which gave err
	err   error
}

// New makes a verifier. The zero Connector is fine.
func New(clk clock.Clock, c Connector) *Verifier {
	return &Verifier{clk: clk, conn: c, kept: make(map[string]*keySet)}
}

// key finds the key of a token among the provider's.
func (v *Verifier) key(ctx context.Context, p Provider, h jose.Header) (*jose.JSONWebKey, error) {
	set := v.set(p)
	set.mu.Lock()
	defer set.mu.Unlock()
	now := v.clk.Now()
	if k := pick(set.keys, h); k != nil && now.Sub(set.at) < keysLife {
		return k, nil
	}
	if set.tried.IsZero() || now.Sub(set.tried) >= keysAgain {
		keys, err := v.fetch(ctx, p)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		set.tried, set.err = now, err
		if err == nil {
			set.keys, set.at = keys, now
		}
	}
	if set.err != nil {
		return nil, &FetchError{set.err}
	}
	if k := pick(set.keys, h); k != nil {
		return k, nil
	}
	return nil, ErrSignature
}

func (v *Verifier) set(p Provider) *keySet {
	id := p.Issuer + " " + strings.Join(p.Thumbprints, " ")
	v.mu.Lock()
	defer v.mu.Unlock()
	if s, ok := v.kept[id]; ok {
		return s
	}
	if len(v.kept) >= maxProviders {
		for other := range v.kept { // any: the order of maps is random
			delete(v.kept, other)
			break
		}
	}
	s := new(keySet)
	v.kept[id] = s
	return s
}

// fetch reads the discovery document and the keys that it points to.
func (v *Verifier) fetch(ctx context.Context, p Provider) ([]jose.JSONWebKey, error) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	client := v.conn.client(p.Thumbprints)
	defer client.CloseIdleConnections()
	var discovery struct {
		Issuer string `json:"issuer"`
		Keys   string `json:"jwks_uri"`
	}
	if err := get(ctx, client, strings.TrimSuffix(p.Issuer, "/")+"/.well-known/openid-configuration", &discovery); err != nil {
		return nil, err
	}
	if discovery.Issuer != p.Issuer {
		return nil, fmt.Errorf("the discovery document is of %q", discovery.Issuer)
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := get(ctx, client, discovery.Keys, &set); err != nil {
		return nil, err
	}
	if len(set.Keys) > maxKeys {
		return nil, errors.New("too many keys")
	}
	var keys []jose.JSONWebKey
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		if json.Unmarshal(raw, &k) == nil && usable(&k) { // others are of kinds that sign nothing here
			keys = append(keys, k)
		}
	}
	return keys, nil
}

// get reads a JSON document over HTTPS.
func get(ctx context.Context, client *http.Client, address string, into any) (err error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		return fmt.Errorf("%q is no https address", address)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, res.Body.Close()) }()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%s answers %s", u.Host, res.Status)
	}
	data, err := io.ReadAll(io.LimitReader(res.Body, maxFetch+1))
	if err != nil {
		return err
	}
	if len(data) > maxFetch {
		return fmt.Errorf("%s sends more than %d bytes", u.Host, maxFetch)
	}
	return json.Unmarshal(data, into)
}
