package iam

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/saml"
	"github.com/cumulet/cumulet/protocol"
)

func (s *Service) oidc(tx kv.Tx, account string, arn *string) (*identity.OIDCEntity, error) {
	o, err := s.ids.OIDCByARN(tx, account, *arn)
	return o, missing(err, "OpenIDConnect Provider not found for arn %s", *arn)
}

// providerName is an OpenID Connect provider's URL without https://.
func providerName(address string) (string, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil, u.Scheme != "https", u.Host == "", u.User != nil, u.RawQuery != "", u.Fragment != "":
		return "", validation("Invalid Open ID Connect Provider URL")
	}
	return strings.TrimPrefix(address, "https://"), nil
}

func addClient(o *identity.OIDCEntity, id string) error {
	if slices.Contains(o.ClientIDs, id) {
		return nil
	}
	if len(o.ClientIDs) >= maxClientIDs {
		return limitExceeded("Cannot exceed quota for ClientIdsPerOpenIdConnectProvider: %d", maxClientIDs)
	}
	o.ClientIDs = append(o.ClientIDs, id)
	return nil
}

// thumbprints checks a list of SHA-1 fingerprints in hexadecimal.
func thumbprints(list []string) ([]string, error) {
	if len(list) > maxThumbprints {
		return nil, invalidInput("Thumbprint list must contain fewer than 5 entries.")
	}
	out := make([]string, len(list))
	for i, t := range list {
		if out[i] = strings.ToLower(t); strings.Trim(out[i], "0123456789abcdef") != "" {
			return nil, invalidInput("Thumbprint %s is not hexadecimal.", t)
		}
	}
	return out, nil
}

func (s *Service) saml(tx kv.Tx, account string, arn *string) (*identity.SAMLEntity, error) {
	p, err := s.ids.SAMLByARN(tx, account, *arn)
	return p, missing(err, "Manifest not found for arn %s", *arn)
}

// maxMetadata bounds a metadata document, in bytes; AWS takes ten times as much.
const maxMetadata = 1 << 20

// samlMetadata checks a metadata document and tells when it ends. Assertions that
// are encrypted are not taken, so keys for them aren't either.
func samlMetadata(document, encryption, key *string) (until time.Time, err error) {
	if encryption != nil || key != nil || document == nil {
		return until, noEncryption()
	}
	if len(*document) > maxMetadata {
		return until, limitExceeded("Cannot exceed quota for SAMLMetadataDocument: %d", maxMetadata)
	}
	m, err := saml.ParseMetadata(*document)
	if err != nil {
		return until, invalidInput("Could not parse metadata: %v", err)
	}
	return m.ValidUntil, nil
}

func noEncryption() error {
	e := protocol.Errorf(http.StatusNotImplemented, "NotImplemented", "Encryption of SAML assertions is not built.")
	e.Server = true
	return e
}
