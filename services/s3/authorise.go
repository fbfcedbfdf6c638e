package s3

import (
	"context"
	"reflect"

	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
)

// authorisers says for each operation what must be allowed (Service
// Authorization Reference, "Actions, resources, and condition keys for Amazon
// S3"; User Guide, "Required permissions for Amazon S3 API operations").
func (s *Service) authorisers() map[string]gateway.Authoriser {
	table := map[string]authoriser{
		"CreateBucket": s.mayCreateBucket,
		"ListBuckets":  s.mayListBuckets,
		"HeadBucket":   s.mayHeadBucket,

		"GetBucketPolicy":    s.onPolicy("s3:GetBucketPolicy"),
		"PutBucketPolicy":    s.onPolicy("s3:PutBucketPolicy"),
		"DeleteBucketPolicy": s.onPolicy("s3:DeleteBucketPolicy"),

		"ListObjects":          s.mayList("s3:ListBucket"),
		"ListObjectsV2":        s.mayList("s3:ListBucket"),
		"ListObjectVersions":   s.mayList("s3:ListBucketVersions"),
		"ListMultipartUploads": s.mayList("s3:ListBucketMultipartUploads"),

		"GetObject":           s.onExisting([]string{"s3:GetObject"}, []string{"s3:GetObjectVersion"}),
		"HeadObject":          s.onExisting([]string{"s3:GetObject"}, []string{"s3:GetObjectVersion"}),
		"GetObjectAcl":        s.onExisting([]string{"s3:GetObjectAcl"}, []string{"s3:GetObjectVersionAcl"}),
		"GetObjectTagging":    s.onExisting([]string{"s3:GetObjectTagging"}, []string{"s3:GetObjectVersionTagging"}),
		"PutObjectTagging":    s.mayPutTagging,
		"DeleteObjectTagging": s.onExisting([]string{"s3:DeleteObjectTagging"}, []string{"s3:DeleteObjectVersionTagging"}),
		"GetObjectAttributes": s.onExisting([]string{"s3:GetObject", "s3:GetObjectAttributes"},
			[]string{"s3:GetObjectVersion", "s3:GetObjectVersionAttributes"}),

		"PutObject":               s.mayPutObject,
		"CreateMultipartUpload":   s.mayPutObject,
		"UploadPart":              s.onObject("s3:PutObject"),
		"CompleteMultipartUpload": s.onObject("s3:PutObject"),
		"AbortMultipartUpload":    s.onObject("s3:AbortMultipartUpload"),
		"ListParts":               s.onObject("s3:ListMultipartUploadParts"),
		"CopyObject":              s.mayCopyObject,
		"UploadPartCopy":          s.mayCopyPart,
		"DeleteObject":            s.mayDeleteObject,
		"DeleteObjects":           s.mayDeleteObjects,
	}
	for operation, action := range bucketActions {
		table[operation] = s.onBucket(action)
	}
	out := make(map[string]gateway.Authoriser, len(table))
	for operation, a := range table {
		out[operation] = func(ctx context.Context, in any) ([]identity.Check, error) {
			r := refOf(operation, in)
			if err := unsupported(r, in); err != nil {
				return nil, err
			}
			checks, err := a(ctx, r, in)
			if err == nil {
				noteRequest(ctx, r)
			}
			return checks, err
		}
	}
	return out
}

// authoriser lists what must be allowed for an operation.
type authoriser func(ctx context.Context, r ref, in any) ([]identity.Check, error)

// ref is what a request is about.
type ref struct {
	operation            string
	bucket, key, version string
	owner                string // the bucket owner that the caller expects
}

// refOf takes the reference out of an operation's input.
func refOf(operation string, in any) ref {
	v := reflect.ValueOf(in).Elem()
	get := func(name string) string {
		f := v.FieldByName(name)
		if !f.IsValid() || f.IsNil() {
			return ""
		}
		return f.Elem().String()
	}
	return ref{operation, get("Bucket"), get("Key"), get("VersionId"), get("ExpectedBucketOwner")}
}

// bucketActions are the operations on a bucket that ask for one action.
var bucketActions = map[string]string{
	"DeleteBucket":                       "s3:DeleteBucket",
	"DeleteBucketOwnershipControls":      "s3:PutBucketOwnershipControls",
	"DeleteBucketTagging":                "s3:PutBucketTagging",
	"DeleteBucketWebsite":                "s3:DeleteBucketWebsite",
	"DeletePublicAccessBlock":            "s3:PutBucketPublicAccessBlock",
	"GetBucketAccelerateConfiguration":   "s3:GetAccelerateConfiguration",
	"GetBucketAcl":                       "s3:GetBucketAcl",
	"GetBucketCors":                      "s3:GetBucketCORS",
	"GetBucketEncryption":                "s3:GetEncryptionConfiguration",
	"GetBucketLifecycleConfiguration":    "s3:GetLifecycleConfiguration",
	"GetBucketLocation":                  "s3:GetBucketLocation",
	"GetBucketLogging":                   "s3:GetBucketLogging",
	"GetBucketNotificationConfiguration": "s3:GetBucketNotification",
	"GetBucketOwnershipControls":         "s3:GetBucketOwnershipControls",
	"GetBucketPolicyStatus":              "s3:GetBucketPolicyStatus",
	"GetBucketReplication":               "s3:GetReplicationConfiguration",
	"GetBucketRequestPayment":            "s3:GetBucketRequestPayment",
	"GetBucketTagging":                   "s3:GetBucketTagging",
	"GetBucketVersioning":                "s3:GetBucketVersioning",
	"GetBucketWebsite":                   "s3:GetBucketWebsite",
	"GetObjectLockConfiguration":         "s3:GetBucketObjectLockConfiguration",
	"GetPublicAccessBlock":               "s3:GetBucketPublicAccessBlock",
	"PutBucketOwnershipControls":         "s3:PutBucketOwnershipControls",
	"PutBucketTagging":                   "s3:PutBucketTagging",
	"PutBucketVersioning":                "s3:PutBucketVersioning",
	"PutBucketWebsite":                   "s3:PutBucketWebsite",
	"PutPublicAccessBlock":               "s3:PutBucketPublicAccessBlock",
}
