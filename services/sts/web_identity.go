package sts

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/oidc"
	"github.com/cumulet/cumulet/identity/policy"
)

// webIdentity verifies the token of a call: the issuer must be an OpenID Connect
// provider of the role's account.
func (s *Service) webIdentity(ctx context.Context, in *sts.AssumeRoleWithWebIdentityInput) (*oidc.Claims, *vouched, error) {
	parts := roleARN.FindStringSubmatch(value(in.RoleArn))
	if parts == nil {
		return nil, nil, validation("%s is invalid", value(in.RoleArn))
	}
	if in.ProviderId != nil {
		return nil, nil, validation("ProviderId is for OAuth 2.0 access tokens, which are not taken; leave it out for ID tokens of OpenID Connect.")
	}
	issuer, err := oidc.Issuer(value(in.WebIdentityToken))
	if err != nil {
		return nil, nil, invalidToken("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)")
	}
	name, https := strings.CutPrefix(issuer, "https://")
	var provider *identity.OIDCEntity
	err = s.db.View(ctx, func(tx kv.Tx) (err error) {
		provider, err = s.ids.OIDCByName(tx, parts[1], name)
		return err
	})
	if errors.Is(err, identity.ErrNotFound) || err == nil && !https {
		return nil, nil, invalidToken("No OpenIDConnect provider found in your account for " + issuer)
	}
	if err != nil {
		return nil, nil, err
	}
	claims, err := s.oidc.Verify(ctx, oidc.Provider{Issuer: issuer, ClientIDs: provider.ClientIDs, Thumbprints: provider.Thumbprints}, value(in.WebIdentityToken))
	if err != nil {
		return nil, nil, tokenError(err)
	}
	v := &vouched{
		who:    identity.ProviderPrincipal(identity.WebIdentity, provider.ARN(), claims.Subject),
		claims: webClaims(name, provider.ARN(), claims), transitive: claims.TransitiveTags, sourceIdentity: claims.SourceIdentity,
	}
	for _, k := range slices.Sorted(maps.Keys(claims.Tags)) {
		v.tags = append(v.tags, sts.Tag{Key: &k, Value: new(claims.Tags[k])})
	}
	return claims, v, nil
}

// webClaims are the condition keys of a token ("Available keys for AWS OIDC
// federation"). They begin with the provider's URL.
func webClaims(name, arn string, c *oidc.Claims) policy.Context {
	keys := policy.Context{"aws:FederatedProvider": {arn}, name + ":sub": {c.Subject}, name + ":aud": c.Audience}
	if c.AuthorizedParty != "" {
		keys[name+":aud"], keys[name+":oaud"] = []string{c.AuthorizedParty}, c.Audience
	}
	if c.Email != "" {
		keys[name+":email"] = []string{c.Email}
	}
	if len(c.AMR) > 0 {
		keys[name+":amr"] = c.AMR
	}
	return keys
}

func invalidToken(message string) error {
	return &sts.InvalidIdentityTokenException{Message: &message}
}

func tokenError(err error) error {
	if f, ok := errors.AsType[*oidc.FetchError](err); ok {
		return &sts.IDPCommunicationErrorException{Message: new("Error communicating with the identity provider: " + f.Err.Error())}
	}
	switch {
	case errors.Is(err, oidc.ErrExpired):
		return &sts.ExpiredTokenException{Message: new("Token expired: current date/time must be before the expiration date/time")}
	case errors.Is(err, oidc.ErrAudience):
		return invalidToken("Incorrect token audience")
	case errors.Is(err, oidc.ErrNotYet):
		return invalidToken("Token is not yet valid")
	case errors.Is(err, oidc.ErrSignature):
		return invalidToken("Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements")
	case errors.Is(err, oidc.ErrMalformed), errors.Is(err, oidc.ErrIssuer):
		return invalidToken("The web identity token that was passed could not be validated")
	}
	return err
}

func webWanted(in *sts.AssumeRoleWithWebIdentityInput) *wanted {
	return &wanted{
		action: "AssumeRoleWithWebIdentity", roleARN: value(in.RoleArn), session: value(in.RoleSessionName),
		duration: in.DurationSeconds, policy: in.Policy, policyARNs: in.PolicyArns,
	}
}

// mayAssumeByWeb asks the role's trust policy.
func (s *Service) mayAssumeByWeb(ctx context.Context, in *sts.AssumeRoleWithWebIdentityInput) ([]identity.Check, error) {
	_, v, err := s.webIdentity(ctx, in)
	if err != nil {
		return nil, err
	}
	return s.checks(ctx, v, webWanted(in))
}
