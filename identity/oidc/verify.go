// Package oidc verifies the ID tokens of OpenID Connect providers: it finds a
// provider's keys through its discovery document and keeps them for a while
// (OpenID Connect Core 1.0, OpenID Connect Discovery 1.0; "Create an OpenID
// Connect (OIDC) identity provider in IAM" in the IAM User Guide).
package oidc

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
)

// The errors of verification. What fails at the provider is a *[FetchError].
var (
	ErrMalformed = errors.New("oidc: not an ID token")
	ErrIssuer    = errors.New("oidc: another issuer")
	ErrAudience  = errors.New("oidc: incorrect token audience")
	ErrExpired   = errors.New("oidc: token expired")
	ErrNotYet    = errors.New("oidc: token issued in the future")
	ErrSignature = errors.New("oidc: couldn't verify the signature")
)

// leeway is how far the provider's clock may be off; AWS gives as much.
const leeway = 5 * time.Minute

// minRSA is the smallest RSA key that is trusted, in bits.
const minRSA = 2048

// algorithms are those that AWS takes. "none" and shared secrets aren't among them.
var algorithms = []jose.SignatureAlgorithm{jose.RS256, jose.RS384, jose.RS512, jose.ES256, jose.ES384, jose.ES512}

// Provider is what an account says of an identity provider.
type Provider struct {
	Issuer      string   // https://...
	ClientIDs   []string // audiences that are accepted
	Thumbprints []string // SHA-1 of certificates that are trusted besides the public authorities, in hexadecimal
}

// Claims are what a verified token says.
type Claims struct {
	Issuer, Subject string
	Audience        []string
	// AuthorizedParty is azp; where it is set it is the audience that counts.
	AuthorizedParty string
	Email           string
	AMR             []string
	Tags            map[string]string // session tags
	TransitiveTags  []string
	SourceIdentity  string
}

// payload is a token's content beyond the registered claims.
type payload struct {
	AuthorizedParty string   `json:"azp"`
	Email           string   `json:"email"`
	AMR             []string `json:"amr"`
	SourceIdentity  string   `json:"https://aws.amazon.com/source_identity"`
	Tags            struct {
		Principal  map[string][]string `json:"principal_tags"`
		Transitive []string            `json:"transitive_tag_keys"`
	} `json:"https://aws.amazon.com/tags"`
}

// Issuer reads, without any verification, who claims to have issued a token.
func Issuer(token string) (string, error) {
	t, err := jwt.ParseSigned(token, algorithms)
	if err != nil {
		return "", ErrMalformed
	}
	var c jwt.Claims
	if err := t.UnsafeClaimsWithoutVerification(&c); err != nil || c.Issuer == "" {
		return "", ErrMalformed
	}
	return c.Issuer, nil
}

// Verify checks signature, issuer, audience and times of a token.
func (v *Verifier) Verify(ctx context.Context, p Provider, token string) (*Claims, error) {
	t, err := jwt.ParseSigned(token, algorithms)
	if err != nil || len(t.Headers) != 1 {
		return nil, ErrMalformed
	}
	key, err := v.key(ctx, p, t.Headers[0])
	if err != nil {
		return nil, err
	}
	var c jwt.Claims
	var more payload
	if err := t.Claims(key, &c, &more); err != nil {
		if errors.Is(err, jose.ErrCryptoFailure) {
			return nil, ErrSignature
		}
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	if c.Issuer != p.Issuer {
		return nil, ErrIssuer
	}
	if c.Expiry == nil || c.Subject == "" {
		return nil, ErrMalformed
	}
	now := v.clk.Now()
	switch {
	case !now.Before(c.Expiry.Time().Add(leeway)):
		return nil, ErrExpired
	case c.NotBefore != nil && now.Add(leeway).Before(c.NotBefore.Time()),
		c.IssuedAt != nil && now.Add(leeway).Before(c.IssuedAt.Time()):
		return nil, ErrNotYet
	}
	audience := []string(c.Audience)
	if more.AuthorizedParty != "" {
		audience = []string{more.AuthorizedParty}
	}
	if !slices.ContainsFunc(audience, func(a string) bool { return slices.Contains(p.ClientIDs, a) }) {
		return nil, ErrAudience
	}
	out := &Claims{
		Issuer: c.Issuer, Subject: c.Subject, Audience: c.Audience, AuthorizedParty: more.AuthorizedParty, Email: more.Email,
		AMR: more.AMR, SourceIdentity: more.SourceIdentity, TransitiveTags: more.Tags.Transitive,
	}
	for k, values := range more.Tags.Principal {
		if len(values) != 1 {
			return nil, ErrMalformed
		}
		if out.Tags == nil {
			out.Tags = make(map[string]string)
		}
		out.Tags[k] = values[0]
	}
	return out, nil
}

// pick finds the key that a token was signed with; nil where it isn't among them.
func pick(keys []jose.JSONWebKey, h jose.Header) *jose.JSONWebKey {
	var found []*jose.JSONWebKey
	for i := range keys {
		k := &keys[i]
		if h.KeyID != "" && k.KeyID != h.KeyID || k.Algorithm != "" && k.Algorithm != h.Algorithm {
			continue
		}
		found = append(found, k)
	}
	if len(found) == 0 || h.KeyID == "" && len(found) > 1 {
		return nil
	}
	return found[0]
}

// usable tells whether a key may sign tokens.
func usable(k *jose.JSONWebKey) bool {
	if !k.Valid() || !k.IsPublic() || k.Use != "" && k.Use != "sig" {
		return false
	}
	r, isRSA := k.Key.(*rsa.PublicKey)
	return !isRSA || r.N.BitLen() >= minRSA
}
