package policy

import "strings"

// globalKeys are AWS's global condition keys in their own spelling ("AWS global
// condition context keys"), so that a policy's spelling finds the context's
// entry at the first look.
var globalKeys = func() map[string]string {
	m := make(map[string]string)
	for _, k := range []string{
		"aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast", "aws:CurrentTime", "aws:EpochTime",
		"aws:FederatedProvider", "aws:MultiFactorAuthAge", "aws:MultiFactorAuthPresent", "aws:PrincipalAccount",
		"aws:PrincipalArn", "aws:PrincipalIsAWSService", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths",
		"aws:PrincipalServiceName", "aws:PrincipalServiceNamesList", "aws:PrincipalType", "aws:referer",
		"aws:RequestedRegion", "aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths",
		"aws:SecureTransport", "aws:SourceAccount", "aws:SourceArn", "aws:SourceIdentity", "aws:SourceIp",
		"aws:SourceOrgID", "aws:SourceOrgPaths", "aws:SourceVpc", "aws:SourceVpce", "aws:TagKeys",
		"aws:TokenIssueTime", "aws:UserAgent", "aws:userid", "aws:username", "aws:ViaAWSService", "aws:VpcSourceIp",
		"sts:ExternalId", "sts:RoleSessionName", "sts:SourceIdentity", "sts:TransitiveTagKeys", "iam:PassedToService",
		"iam:PermissionsBoundary", "iam:PolicyARN", "iam:ResourceTag", "s3:prefix", "s3:delimiter", "s3:max-keys",
	} {
		m[strings.ToLower(k)] = k
	}
	return m
}()

var tagPrefixes = []string{"aws:PrincipalTag/", "aws:RequestTag/", "aws:ResourceTag/", "iam:ResourceTag/", "s3:ExistingObjectTag/", "s3:RequestObjectTag/"}

// canonicalKey spells a condition key as contexts do, where the key is known.
func canonicalKey(key string) string {
	if k, ok := globalKeys[strings.ToLower(key)]; ok {
		return k
	}
	for _, p := range tagPrefixes {
		if len(key) > len(p) && strings.EqualFold(key[:len(p)], p) {
			return p + key[len(p):]
		}
	}
	return key
}
