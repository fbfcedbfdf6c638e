package iam

import (
	"iter"
	"maps"
	"slices"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// detail is one item of GetAccountAuthorizationDetails. It is made only when it
// is on the page.
type detail struct {
	key string
	add func(*iam.GetAccountAuthorizationDetailsOutput) error
}

// details yields the account's entities by kind and name; filter names the kinds,
// nil means all.
func (s *Service) details(tx kv.Tx, account string, filter []string) iter.Seq2[detail, error] {
	kinds := []struct {
		name string
		all  iter.Seq2[detail, error]
	}{
		{"User", s.userDetails(tx, account)},
		{"Group", s.groupDetails(tx, account)},
		{"Role", s.roleDetails(tx, account)},
		{"LocalManagedPolicy", s.policyDetails(tx, s.ids.Policies.All(tx, account, ""), account, "3")},
		{"AWSManagedPolicy", s.policyDetails(tx, s.usedPolicies(tx, account), account, "4")},
	}
	return func(yield func(detail, error) bool) {
		for _, k := range kinds {
			if filter != nil && !slices.Contains(filter, k.name) {
				continue
			}
			for d, err := range k.all {
				if !yield(d, err) {
					return
				}
			}
		}
	}
}

func (s *Service) userDetails(tx kv.Tx, account string) iter.Seq2[detail, error] {
	return func(yield func(detail, error) bool) {
		for u, err := range s.ids.Users.All(tx, account, "") {
			if err != nil {
				yield(detail{}, err)
				return
			}
			if !yield(detail{"0" + u.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) error {
				groups, err := s.groupsOf(tx, u)
				if err != nil {
					return err
				}
				out.UserDetailList = append(out.UserDetailList, iam.UserDetail{
					Path: &u.Path, UserName: &u.Name, UserId: &u.ID, Arn: new(u.ARN()), CreateDate: &u.Created,
					UserPolicyList: inlineShapes(&u.Grants), AttachedManagedPolicies: attachedShapes(&u.Grants),
					GroupList:           convert(groups, func(g *identity.GroupEntity) string { return g.Name }),
					PermissionsBoundary: boundaryShape(&u.Grants), Tags: tagShapes(u.Tags),
				})
				return nil
			}}, nil) {
				return
			}
		}
	}
}

func (s *Service) groupDetails(tx kv.Tx, account string) iter.Seq2[detail, error] {
	return func(yield func(detail, error) bool) {
		for g, err := range s.ids.Groups.All(tx, account, "") {
			if err != nil {
				yield(detail{}, err)
				return
			}
			if !yield(detail{"1" + g.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) error {
				out.GroupDetailList = append(out.GroupDetailList, iam.GroupDetail{
					Path: &g.Path, GroupName: &g.Name, GroupId: &g.ID, Arn: new(g.ARN()), CreateDate: &g.Created,
					GroupPolicyList: inlineShapes(&g.Grants), AttachedManagedPolicies: attachedShapes(&g.Grants),
				})
				return nil
			}}, nil) {
				return
			}
		}
	}
}

func (s *Service) roleDetails(tx kv.Tx, account string) iter.Seq2[detail, error] {
	return func(yield func(detail, error) bool) {
		for r, err := range s.ids.Roles.All(tx, account, "") {
			if err != nil {
				yield(detail{}, err)
				return
			}
			if !yield(detail{"2" + r.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) error {
				d, err := s.roleDetail(tx, r)
				out.RoleDetailList = append(out.RoleDetailList, d)
				return err
			}}, nil) {
				return
			}
		}
	}
}

func (s *Service) roleDetail(tx kv.Tx, r *identity.RoleEntity) (iam.RoleDetail, error) {
	shape, err := s.roleShape(tx, r)
	if err != nil {
		return iam.RoleDetail{}, err
	}
	d := iam.RoleDetail{
		Path: &r.Path, RoleName: &r.Name, RoleId: &r.ID, Arn: shape.Arn, CreateDate: &r.Created,
		AssumeRolePolicyDocument: shape.AssumeRolePolicyDocument, InstanceProfileList: []iam.InstanceProfile{},
		RolePolicyList: inlineShapes(&r.Grants), AttachedManagedPolicies: attachedShapes(&r.Grants),
		PermissionsBoundary: shape.PermissionsBoundary, Tags: shape.Tags,
	}
	for ref, err := range s.ids.Linked(tx, r.Account, identity.HoldsRole(r.Name)) {
		if err != nil {
			return d, err
		}
		p, err := s.ids.Profiles.Get(tx, r.Account, ref.Name)
		if err != nil {
			return d, err
		}
		profile, err := s.profileShape(tx, p)
		if err != nil {
			return d, err
		}
		d.InstanceProfileList = append(d.InstanceProfileList, profile)
	}
	d.RoleLastUsed, err = s.roleLastUsed(tx, r)
	return d, err
}

func (s *Service) policyDetails(tx kv.Tx, all iter.Seq2[*identity.PolicyEntity, error], account, rank string) iter.Seq2[detail, error] {
	return func(yield func(detail, error) bool) {
		for p, err := range all {
			if err != nil {
				yield(detail{}, err)
				return
			}
			if !yield(detail{rank + p.Name, func(out *iam.GetAccountAuthorizationDetailsOutput) error {
				attached, bounds, err := s.uses(tx, account, p.ARN())
				if err != nil {
					return err
				}
				shape := policyShape(p, attached, bounds)
				out.Policies = append(out.Policies, iam.ManagedPolicyDetail{
					PolicyName: shape.PolicyName, PolicyId: shape.PolicyId, Arn: shape.Arn, Path: shape.Path,
					DefaultVersionId: shape.DefaultVersionId, AttachmentCount: shape.AttachmentCount,
					PermissionsBoundaryUsageCount: shape.PermissionsBoundaryUsageCount, IsAttachable: shape.IsAttachable,
					Description: shape.Description, CreateDate: shape.CreateDate, UpdateDate: shape.UpdateDate,
					PolicyVersionList: convert(p.Versions, func(v identity.PolicyVersion) iam.PolicyVersion {
						out := versionShape(p, &v)
						out.Document = encoded(v.Document)
						return out
					}),
				})
				return nil
			}}, nil) {
				return
			}
		}
	}
}

// usedPolicies yields AWS's policies that the account uses.
func (s *Service) usedPolicies(tx kv.Tx, account string) iter.Seq2[*identity.PolicyEntity, error] {
	return func(yield func(*identity.PolicyEntity, error) bool) {
		for p := range s.ids.AWSPolicies() {
			attached, bounds, err := s.uses(tx, account, p.ARN())
			if err == nil && attached+bounds == 0 {
				continue
			}
			if !yield(p, err) || err != nil {
				return
			}
		}
	}
}

func inlineShapes(g *identity.Grants) []iam.PolicyDetail {
	return convert(slices.Sorted(maps.Keys(g.Inline)), func(name string) iam.PolicyDetail {
		return iam.PolicyDetail{PolicyName: &name, PolicyDocument: encoded(g.Inline[name])}
	})
}

func attachedShapes(g *identity.Grants) []iam.AttachedPolicy {
	return convert(g.Attached, func(arn string) iam.AttachedPolicy {
		return iam.AttachedPolicy{PolicyArn: &arn, PolicyName: new(nameOfARN(arn))}
	})
}
