package s3_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

func TestBuckets(t *testing.T) {
	c := serve(t)
	b := c.bucket("client-photos")
	in := &sdk.CreateBucketInput{Bucket: b, CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region}}
	refused(c, c.CreateBucket, in, "BucketAlreadyOwnedByYou")
	refused(c, c.CreateBucket, &sdk.CreateBucketInput{Bucket: b}, "IllegalLocationConstraintException")
	refused(c, c.CreateBucket, &sdk.CreateBucketInput{Bucket: aws.String("No_Bucket")}, "InvalidBucketName")
	east := c.as(rootKey, rootSecret, "us-east-1")
	do(c, east.CreateBucket, &sdk.CreateBucketInput{Bucket: aws.String("east")})
	do(c, east.CreateBucket, &sdk.CreateBucketInput{Bucket: aws.String("east")})

	list := do(c, c.ListBuckets, &sdk.ListBucketsInput{MaxBuckets: aws.Int32(1)})
	if len(list.Buckets) != 1 || *list.Buckets[0].Name != *b || *list.Buckets[0].BucketRegion != region || list.ContinuationToken == nil {
		t.Errorf("first page: %+v", list)
	}
	list = do(c, c.ListBuckets, &sdk.ListBucketsInput{ContinuationToken: list.ContinuationToken})
	if len(list.Buckets) != 1 || *list.Buckets[0].Name != "east" || list.ContinuationToken != nil || len(*list.Owner.ID) != 64 {
		t.Errorf("second page: %+v", list)
	}
	if l := do(c, c.GetBucketLocation, &sdk.GetBucketLocationInput{Bucket: b}).LocationConstraint; string(l) != region {
		t.Errorf("location %q", l)
	}
	if l := do(c, east.GetBucketLocation, &sdk.GetBucketLocationInput{Bucket: aws.String("east")}).LocationConstraint; l != "" {
		t.Errorf("location %q of us-east-1", l)
	}
	if h := do(c, c.HeadBucket, &sdk.HeadBucketInput{Bucket: b}); *h.BucketRegion != region {
		t.Errorf("head: %+v", h)
	}
	c.put(b, "k", "v")
	refused(c, c.DeleteBucket, &sdk.DeleteBucketInput{Bucket: b}, "BucketNotEmpty")
	do(c, c.DeleteObject, &sdk.DeleteObjectInput{Bucket: b, Key: aws.String("k")})
	do(c, c.DeleteBucket, &sdk.DeleteBucketInput{Bucket: b})
	refused(c, c.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b}, "NoSuchBucket")
}

func TestWrongRegion(t *testing.T) {
	c := serve(t)
	b := c.bucket("far-away")
	refused(c, c.as(rootKey, rootSecret, "ap-south-1").ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b}, "PermanentRedirect")
	// The endpoint that the error names is this one, not AWS's: clients go there.
	far, err := sdk.NewPresignClient(c.as(rootKey, rootSecret, "ap-south-1")).PresignGetObject(c.ctx, &sdk.GetObjectInput{Bucket: b, Key: aws.String("k")})
	if err != nil {
		t.Fatal(err)
	}
	a, body := c.plain(http.MethodGet, "", strings.TrimPrefix(far.URL, c.url), nil, nil)
	if want := "<Endpoint>" + strings.TrimPrefix(c.url, "http://") + "</Endpoint>"; a.StatusCode != http.StatusMovedPermanently || !strings.Contains(body, want) {
		t.Errorf("%d %s, want %s", a.StatusCode, body, want)
	}
	east := c.as(rootKey, rootSecret, "us-east-1")
	refused(c, east.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b}, "AuthorizationHeaderMalformed")
	_, err = east.HeadBucket(c.ctx, &sdk.HeadBucketInput{Bucket: b})
	resp, ok := errors.AsType[*smithyhttp.ResponseError](err)
	if !ok || resp.Response.Header.Get("X-Amz-Bucket-Region") != region {
		t.Errorf("got %v, want an answer that names the region", err)
	}
	do(c, east.GetBucketLocation, &sdk.GetBucketLocationInput{Bucket: b})
	// Who may not look still learns where the bucket is.
	r, _ := c.plain(http.MethodHead, "", "/far-away", nil, nil)
	if r.StatusCode != http.StatusForbidden || r.Header.Get("X-Amz-Bucket-Region") != region {
		t.Errorf("anonymous HEAD: %d %v", r.StatusCode, r.Header)
	}
}

func TestExpectedOwner(t *testing.T) {
	c := serve(t)
	b := c.bucket("whose")
	do(c, c.HeadBucket, &sdk.HeadBucketInput{Bucket: b, ExpectedBucketOwner: aws.String(account)})
	refused(c, c.ListObjectsV2, &sdk.ListObjectsV2Input{Bucket: b, ExpectedBucketOwner: aws.String("999999999999")}, "AccessDenied")
}

func TestDefaults(t *testing.T) {
	c := serve(t)
	b := c.bucket("plain")
	p := do(c, c.GetPublicAccessBlock, &sdk.GetPublicAccessBlockInput{Bucket: b}).PublicAccessBlockConfiguration
	if !*p.BlockPublicAcls || !*p.IgnorePublicAcls || !*p.BlockPublicPolicy || !*p.RestrictPublicBuckets {
		t.Errorf("public access block: %+v", p)
	}
	if o := do(c, c.GetBucketOwnershipControls, &sdk.GetBucketOwnershipControlsInput{Bucket: b}); o.OwnershipControls.Rules[0].ObjectOwnership != types.ObjectOwnershipBucketOwnerEnforced {
		t.Errorf("ownership: %+v", o)
	}
	acl := do(c, c.GetBucketAcl, &sdk.GetBucketAclInput{Bucket: b})
	if len(acl.Grants) != 1 || acl.Grants[0].Permission != types.PermissionFullControl || *acl.Grants[0].Grantee.ID != *acl.Owner.ID {
		t.Errorf("acl: %+v", acl)
	}
	if v := do(c, c.GetBucketVersioning, &sdk.GetBucketVersioningInput{Bucket: b}); v.Status != "" {
		t.Errorf("versioning: %+v", v)
	}
	if v := do(c, c.GetBucketRequestPayment, &sdk.GetBucketRequestPaymentInput{Bucket: b}); v.Payer != types.PayerBucketOwner {
		t.Errorf("payer: %+v", v)
	}
	do(c, c.GetBucketLogging, &sdk.GetBucketLoggingInput{Bucket: b})
	do(c, c.GetBucketAccelerateConfiguration, &sdk.GetBucketAccelerateConfigurationInput{Bucket: b})
	do(c, c.GetBucketNotificationConfiguration, &sdk.GetBucketNotificationConfigurationInput{Bucket: b})
	refused(c, c.GetBucketPolicy, &sdk.GetBucketPolicyInput{Bucket: b}, "NoSuchBucketPolicy")
	refused(c, c.GetBucketPolicyStatus, &sdk.GetBucketPolicyStatusInput{Bucket: b}, "NoSuchBucketPolicy")
	refused(c, c.GetBucketTagging, &sdk.GetBucketTaggingInput{Bucket: b}, "NoSuchTagSet")
	refused(c, c.GetBucketWebsite, &sdk.GetBucketWebsiteInput{Bucket: b}, "NoSuchWebsiteConfiguration")
	refused(c, c.GetBucketCors, &sdk.GetBucketCorsInput{Bucket: b}, "NoSuchCORSConfiguration")
	refused(c, c.GetBucketLifecycleConfiguration, &sdk.GetBucketLifecycleConfigurationInput{Bucket: b}, "NoSuchLifecycleConfiguration")
	refused(c, c.GetBucketReplication, &sdk.GetBucketReplicationInput{Bucket: b}, "ReplicationConfigurationNotFoundError")
	refused(c, c.GetBucketEncryption, &sdk.GetBucketEncryptionInput{Bucket: b}, "ServerSideEncryptionConfigurationNotFoundError")
	refused(c, c.GetObjectLockConfiguration, &sdk.GetObjectLockConfigurationInput{Bucket: b}, "ObjectLockConfigurationNotFoundError")
	do(c, c.DeletePublicAccessBlock, &sdk.DeletePublicAccessBlockInput{Bucket: b})
	refused(c, c.GetPublicAccessBlock, &sdk.GetPublicAccessBlockInput{Bucket: b}, "NoSuchPublicAccessBlockConfiguration")
	do(c, c.DeleteBucketOwnershipControls, &sdk.DeleteBucketOwnershipControlsInput{Bucket: b})
	refused(c, c.GetBucketOwnershipControls, &sdk.GetBucketOwnershipControlsInput{Bucket: b}, "OwnershipControlsNotFoundError")
}

func TestBucketTags(t *testing.T) {
	c := serve(t)
	b := c.bucket("tagged")
	tag := func(k, v string) types.Tag { return types.Tag{Key: &k, Value: &v} }
	put := func(tags ...types.Tag) *sdk.PutBucketTaggingInput {
		return &sdk.PutBucketTaggingInput{Bucket: b, Tagging: &types.Tagging{TagSet: tags}}
	}
	do(c, c.PutBucketTagging, put(tag("client", "bakery"), tag("plan", "")))
	if got := do(c, c.GetBucketTagging, &sdk.GetBucketTaggingInput{Bucket: b}).TagSet; len(got) != 2 || *got[0].Value != "bakery" || *got[1].Key != "plan" {
		t.Errorf("got %+v", got)
	}
	refused(c, c.PutBucketTagging, put(tag("a", "1"), tag("a", "2")), "InvalidTag")
	refused(c, c.PutBucketTagging, put(tag("aws:x", "1")), "InvalidTag")
	refused(c, c.PutBucketTagging, put(tag("a", "<")), "InvalidTag")
	many := make([]types.Tag, 51)
	for i := range many {
		many[i] = tag(strings.Repeat("k", i+1), "")
	}
	refused(c, c.PutBucketTagging, put(many...), "BadRequest")
	do(c, c.DeleteBucketTagging, &sdk.DeleteBucketTaggingInput{Bucket: b})
	refused(c, c.GetBucketTagging, &sdk.GetBucketTaggingInput{Bucket: b}, "NoSuchTagSet")
}

func TestNotBuilt(t *testing.T) {
	c := serve(t)
	b := c.bucket("honest")
	k := aws.String("k")
	body := func() *strings.Reader { return strings.NewReader("x") }
	for name, put := range map[string]*sdk.PutObjectInput{
		"NotImplemented":                {Bucket: b, Key: k, Body: body(), ServerSideEncryption: types.ServerSideEncryptionAes256},
		"NotImplemented ":               {Bucket: b, Key: k, Body: body(), StorageClass: types.StorageClassGlacier},
		"InvalidStorageClass":           {Bucket: b, Key: k, Body: body(), StorageClass: "COLD"},
		"AccessControlListNotSupported": {Bucket: b, Key: k, Body: body(), ACL: types.ObjectCannedACLPublicRead},
		"InvalidArgument":               {Bucket: b, Key: k, Body: body(), ACL: "nobody"},
	} {
		refused(c, c.PutObject, put, strings.TrimSpace(name))
	}
	do(c, c.PutObject, &sdk.PutObjectInput{Bucket: b, Key: k, Body: body(), ACL: types.ObjectCannedACLBucketOwnerFullControl, StorageClass: types.StorageClassStandard})
	refused(c, c.CreateBucket, &sdk.CreateBucketInput{Bucket: aws.String("locked"), ObjectLockEnabledForBucket: aws.Bool(true),
		CreateBucketConfiguration: &types.CreateBucketConfiguration{LocationConstraint: region}}, "NotImplemented")
	refused(c, c.PutBucketVersioning, &sdk.PutBucketVersioningInput{Bucket: b, VersioningConfiguration: &types.VersioningConfiguration{
		Status: types.BucketVersioningStatusEnabled, MFADelete: types.MFADeleteEnabled}}, "NotImplemented")
	refused(c, c.PutBucketOwnershipControls, &sdk.PutBucketOwnershipControlsInput{Bucket: b, OwnershipControls: &types.OwnershipControls{
		Rules: []types.OwnershipControlsRule{{ObjectOwnership: types.ObjectOwnershipObjectWriter}}}}, "NotImplemented")
	_, err := c.PutBucketCors(c.ctx, &sdk.PutBucketCorsInput{Bucket: b, CORSConfiguration: &types.CORSConfiguration{CORSRules: []types.CORSRule{
		{AllowedMethods: []string{"GET"}, AllowedOrigins: []string{"*"}}}}})
	if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "NotImplemented" {
		t.Errorf("PutBucketCors: %v", err)
	}
	r, text := c.plain(http.MethodOptions, "", "/honest/k", http.Header{"Origin": {"https://a.example"}, "Access-Control-Request-Method": {"GET"}}, nil)
	if r.StatusCode != http.StatusForbidden || !strings.Contains(text, "CORS is not enabled for this bucket") {
		t.Errorf("preflight: %d %s", r.StatusCode, text)
	}
}
