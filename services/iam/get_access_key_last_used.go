package iam

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// GetAccessKeyLastUsed tells when an access key was last used, to a quarter of an hour.
// API reference: API_GetAccessKeyLastUsed.
func (s *Service) GetAccessKeyLastUsed(ctx context.Context, in *iam.GetAccessKeyLastUsedInput) (*iam.GetAccessKeyLastUsedOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetAccessKeyLastUsedOutput, error) {
		k, err := s.ids.Key(tx, *in.AccessKeyId)
		if err == nil && k.Account != account {
			err = identity.ErrNotFound
		}
		if err != nil {
			return nil, missing(err, "The Access Key with id %s cannot be found.", *in.AccessKeyId)
		}
		out := &iam.GetAccessKeyLastUsedOutput{UserName: &k.User}
		used, err := s.ids.KeyLastUsed(tx, k.ID)
		if errors.Is(err, identity.ErrNotFound) {
			out.AccessKeyLastUsed = &iam.AccessKeyLastUsed{ServiceName: new("N/A"), Region: new("N/A")}
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		out.AccessKeyLastUsed = &iam.AccessKeyLastUsed{LastUsedDate: &used.Time, ServiceName: &used.Service, Region: &used.Region}
		return out, nil
	})
}
