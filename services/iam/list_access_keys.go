package iam

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListAccessKeys lists a user's access keys, without secrets.
// API reference: API_ListAccessKeys.
func (s *Service) ListAccessKeys(ctx context.Context, in *iam.ListAccessKeysInput) (*iam.ListAccessKeysOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListAccessKeysOutput, error) {
		u, err := s.userOrSelf(ctx, tx, account, in.UserName)
		if err != nil {
			return nil, err
		}
		ids, err := s.keysOf(tx, account, u)
		if err != nil {
			return nil, err
		}
		slices.Sort(ids)
		ids, p, err := paged(each(ids), in.Marker, in.MaxItems, func(id string) string { return id })
		if err != nil {
			return nil, err
		}
		keys := make([]iam.AccessKeyMetadata, len(ids))
		for i, id := range ids {
			k, err := s.ids.Key(tx, id)
			if err != nil {
				return nil, err
			}
			keys[i] = iam.AccessKeyMetadata{UserName: &k.User, AccessKeyId: &k.ID, Status: keyStatus(k), CreateDate: &k.Created}
		}
		return &iam.ListAccessKeysOutput{AccessKeyMetadata: keys, IsTruncated: p.truncated, Marker: p.marker}, nil
	})
}
