package iam

import (
	"net/url"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
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
