package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// ListUsers lists the account's users.
// API reference: API_ListUsers.
func (s *Service) ListUsers(ctx context.Context, in *iam.ListUsersInput) (*iam.ListUsersOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListUsersOutput, error) {
		from, err := after(in.Marker)
		if err != nil {
			return nil, err
		}
		seq := where(s.ids.Users.All(tx, account, from), func(e *identity.UserEntity) bool { return under(in.PathPrefix, e.Path) })
		items, p, err := paged(seq, in.Marker, in.MaxItems, func(e *identity.UserEntity) string { return e.Name })
		return &iam.ListUsersOutput{Users: convert(items, listedUser), IsTruncated: p.truncated, Marker: p.marker}, err
	})
}
