package s3

import (
	"reflect"
	"slices"
)

// The values that S3 knows; others are malformed requests.
var (
	storageClasses = []string{
		"STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER", "DEEP_ARCHIVE", "GLACIER_IR",
		"REDUCED_REDUNDANCY", "OUTPOSTS", "SNOW", "EXPRESS_ONEZONE", "FSX_OPENZFS",
	}
	cannedACLs = []string{
		"public-read", "public-read-write", "authenticated-read", "aws-exec-read",
		"bucket-owner-read", "log-delivery-write", "bucket-owner-full-control",
	}
)

// unsupported refuses what a request asks for and the room doesn't do.
func unsupported(r ref, in any) error {
	v := reflect.ValueOf(in).Elem()
	for i := range v.NumField() {
		f := v.Field(i)
		if f.Kind() != reflect.Pointer || f.IsNil() {
			continue
		}
		if err := refuseMember(r, v.Type().Field(i).Name, f.Elem()); err != nil {
			return err
		}
	}
	return nil
}

func refuseMember(r ref, name string, v reflect.Value) error {
	switch name {
	case "ServerSideEncryption":
		return notImplemented("x-amz-server-side-encryption", "objects are not encrypted at rest.")
	case "SSEKMSKeyId", "SSEKMSEncryptionContext":
		return notImplemented("x-amz-server-side-encryption-aws-kms-key-id", "objects are not encrypted at rest.")
	case "SSECustomerAlgorithm", "SSECustomerKey", "SSECustomerKeyMD5":
		return notImplemented("x-amz-server-side-encryption-customer-algorithm", "objects are not encrypted with keys of the customer's.")
	case "CopySourceSSECustomerAlgorithm", "CopySourceSSECustomerKey", "CopySourceSSECustomerKeyMD5":
		return notImplemented("x-amz-copy-source-server-side-encryption-customer-algorithm", "objects are not encrypted with keys of the customer's.")
	case "BucketKeyEnabled":
		if v.Bool() {
			return notImplemented("x-amz-server-side-encryption-bucket-key-enabled", "objects are not encrypted at rest.")
		}
	case "ObjectLockMode", "ObjectLockRetainUntilDate", "ObjectLockLegalHoldStatus":
		return notImplemented("x-amz-object-lock-mode", "there is no object lock.")
	case "ObjectLockEnabledForBucket":
		if v.Bool() {
			return notImplemented("x-amz-bucket-object-lock-enabled", "there is no object lock.")
		}
	case "BucketNamespace":
		if v.String() != "global" {
			return notImplemented("x-amz-bucket-namespace", "bucket names are global.")
		}
	case "WriteOffsetBytes":
		return notImplemented("x-amz-write-offset-bytes", "objects can't be appended to.")
	case "MFA":
		return notImplemented("x-amz-mfa", "there is no MFA delete.")
	case "IfMatchLastModifiedTime", "IfMatchSize", "IfMatchInitiatedTime":
		return notImplemented("x-amz-if-match-*", "these conditions are for directory buckets.")
	case "ChecksumSHA512", "ChecksumMD5", "ChecksumXXHASH64", "ChecksumXXHASH3", "ChecksumXXHASH128":
		return notImplemented("x-amz-checksum-*", "of the checksums there are CRC32, CRC32C, CRC64NVME, SHA1 and SHA256.")
	case "StorageClass":
		return refuseStorageClass(v.String())
	case "ACL":
		return refuseACL(r, v.String())
	case "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWrite", "GrantWriteACP":
		return noACL(r)
	}
	return nil
}

func refuseStorageClass(class string) error {
	switch {
	case class == "STANDARD" || class == "":
		return nil
	case slices.Contains(storageClasses, class):
		return notImplemented("x-amz-storage-class", "of the storage classes there is STANDARD.")
	}
	return fault("InvalidStorageClass", "StorageClassRequested", class)
}

// refuseACL lets pass what says no more than that the bucket's owner owns it
// (User Guide, "Controlling ownership of objects and disabling ACLs").
func refuseACL(r ref, acl string) error {
	switch {
	case acl == "private", acl == "bucket-owner-full-control" && r.key != "":
		return nil
	case slices.Contains(cannedACLs, acl):
		return noACL(r)
	}
	return invalidArgument("Invalid canned acl", "x-amz-acl", acl)
}

func noACL(r ref) error {
	if r.operation == "CreateBucket" {
		return fault("InvalidBucketAclWithObjectOwnership")
	}
	return fault("AccessControlListNotSupported")
}
