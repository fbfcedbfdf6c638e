package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
)

// GetAccountSummary counts the account's entities and tells its quotas.
// API reference: API_GetAccountSummary.
func (s *Service) GetAccountSummary(ctx context.Context, _ *iam.GetAccountSummaryInput) (*iam.GetAccountSummaryOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetAccountSummaryOutput, error) {
		sum := map[string]int32{
			"AccessKeysPerUserQuota": maxKeysPerUser, "GroupsPerUserQuota": maxGroupsPerUser,
			"AttachedPoliciesPerUserQuota": maxAttached, "AttachedPoliciesPerGroupQuota": maxAttached, "AttachedPoliciesPerRoleQuota": maxAttached,
			"VersionsPerPolicyQuota": maxVersions, "PolicySizeQuota": maxManagedSize, "AssumeRolePolicySizeQuota": maxTrustSize,
			"UserPolicySizeQuota": maxUserInlineSize, "GroupPolicySizeQuota": maxGroupInlineSize, "RolePolicySizeQuota": maxRoleInlineSize,
			"UsersQuota": quotaUsers, "GroupsQuota": quotaGroups, "RolesQuota": quotaRoles, "PoliciesQuota": quotaPolicies,
			"InstanceProfilesQuota": quotaProfiles, "AccountAccessKeysPresent": 0, "AccountMFAEnabled": 0, "MFADevices": 0,
			"MFADevicesInUse": 0, "Policies": 0, "PolicyVersionsInUse": 0, "Providers": 0, "ServerCertificates": 0, "AccountPasswordPresent": 0,
		}
		a, err := s.ids.Account(tx, account)
		if err != nil {
			return nil, err
		}
		if len(a.Keys) > 0 {
			sum["AccountAccessKeysPresent"] = 1
		}
		for p, err := range s.ids.Policies.All(tx, account, "") {
			if err != nil {
				return nil, err
			}
			sum["Policies"]++
			sum["PolicyVersionsInUse"] += int32(len(p.Versions))
		}
		for m, err := range s.ids.MFA.All(tx, account, "") {
			if err != nil {
				return nil, err
			}
			sum["MFADevices"]++
			if m.UserID != "" {
				sum["MFADevicesInUse"]++
			}
		}
		for name, c := range map[string]counted{
			"Users": s.ids.Users, "Groups": s.ids.Groups, "Roles": s.ids.Roles, "InstanceProfiles": s.ids.Profiles,
			"Providers": s.ids.OIDC,
		} {
			n, err := c.Count(tx, account)
			if err != nil {
				return nil, err
			}
			sum[name] += int32(n)
		}
		n, err := s.ids.SAML.Count(tx, account)
		if err != nil {
			return nil, err
		}
		sum["Providers"] += int32(n)
		return &iam.GetAccountSummaryOutput{SummaryMap: sum}, nil
	})
}
