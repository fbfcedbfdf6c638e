package identity

import (
	"strings"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// OIDCEntity is an OpenID Connect provider. Its name is its URL without https://.
type OIDCEntity struct {
	Common
	ClientIDs   []string `json:"clients,omitempty"`
	Thumbprints []string `json:"thumbprints,omitempty"`
}

// ARN is the provider's ARN.
func (o *OIDCEntity) ARN() string { return o.arn("oidc-provider") }

func (o *OIDCEntity) links() []string { return nil }

// SAMLEntity is a SAML 2.0 provider.
type SAMLEntity struct {
	Common
	Metadata   string    `json:"metadata"` // the provider's metadata document
	ValidUntil time.Time `json:"until"`
}

// ARN is the provider's ARN.
func (p *SAMLEntity) ARN() string { return p.arn("saml-provider") }

func (p *SAMLEntity) links() []string { return nil }

// OIDCByARN finds an OpenID Connect provider of the account's.
func (s *Store) OIDCByARN(tx kv.Tx, account, arn string) (*OIDCEntity, error) {
	name, ok := strings.CutPrefix(arn, "arn:aws:iam::"+account+":oidc-provider/")
	if !ok {
		return nil, ErrNotFound
	}
	return s.OIDCByName(tx, account, name)
}

// OIDCByName finds an OpenID Connect provider by its URL without https://.
func (s *Store) OIDCByName(tx kv.Tx, account, name string) (*OIDCEntity, error) {
	o, err := s.OIDC.Get(tx, account, name)
	if err == nil && o.Name != name {
		return nil, ErrNotFound // paths do know of case
	}
	return o, err
}

// SAMLByARN finds a SAML provider of the account's.
func (s *Store) SAMLByARN(tx kv.Tx, account, arn string) (*SAMLEntity, error) {
	name, ok := strings.CutPrefix(arn, "arn:aws:iam::"+account+":saml-provider/")
	if !ok {
		return nil, ErrNotFound
	}
	return s.SAML.Get(tx, account, name)
}
