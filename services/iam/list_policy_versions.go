package iam

import (
	"context"
	"fmt"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// ListPolicyVersions lists the versions of a managed policy, the newest first.
// API reference: API_ListPolicyVersions.
func (s *Service) ListPolicyVersions(ctx context.Context, in *iam.ListPolicyVersionsInput) (*iam.ListPolicyVersionsOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.ListPolicyVersionsOutput, error) {
		p, err := s.policy(tx, account, in.PolicyArn)
		if err != nil {
			return nil, err
		}
		// Keys that fall with age keep the order that paging needs.
		key := func(i int) string { return fmt.Sprintf("%09d", len(p.Versions)-i) }
		indexes := make([]int, len(p.Versions))
		for i := range indexes {
			indexes[i] = len(p.Versions) - 1 - i
		}
		items, pg, err := paged(each(indexes), in.Marker, in.MaxItems, key)
		versions := convert(items, func(i int) iam.PolicyVersion { return versionShape(p, &p.Versions[i]) })
		return &iam.ListPolicyVersionsOutput{Versions: versions, IsTruncated: pg.truncated, Marker: pg.marker}, err
	})
}
