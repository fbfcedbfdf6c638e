package sts

import (
	"context"
	"errors"
	"net/http"

	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/protocol"
)

// sessionPolicies checks the policies that limit the session: one as text, and
// managed ones of the role's account or of AWS. size is what they take of
// [maxPolicyText].
func (s *Service) sessionPolicies(ctx context.Context, text *string, list []sts.PolicyDescriptorType, account string) (texts, arns []string, size int, err error) {
	if text != nil {
		if _, err := policy.Parse(policy.Session, *text); err != nil {
			return nil, nil, 0, malformedPolicy(err)
		}
		texts, size = []string{*text}, len([]rune(*text))
	}
	if len(list) > maxPolicyARNs {
		return nil, nil, 0, validation("At most %d managed policies can be session policies.", maxPolicyARNs)
	}
	for _, p := range list {
		arns = append(arns, value(p.Arn))
		size += len(value(p.Arn))
	}
	if size > maxPolicyText {
		return nil, nil, size, tooLarge(size)
	}
	err = s.db.View(ctx, func(tx kv.Tx) error {
		for _, arn := range arns {
			if _, err := s.ids.Policy(tx, account, arn); errors.Is(err, identity.ErrNotFound) {
				return validation("The session policy %s does not exist.", arn)
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return texts, arns, size, err
}

func notBuilt(what string) error {
	e := protocol.Errorf(http.StatusNotImplemented, "NotImplemented", "%s: not built.", what)
	e.Server = true
	return e
}
