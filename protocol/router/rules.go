package router

// rule is what tells operations of the same method and URI pattern apart.
type rule struct {
	query  []string // parameters that must be there, with any value
	header string   // a header that must be there, in canonical form
	hidden bool     // never routed to: a deprecated twin, or told by its host
}

// rules holds the services in which method and URI pattern don't identify an
// operation, by service id and operation. S3 is the only one of all services
// of botocore 1.43. What stands here are members that the operation requires
// (https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html and
// the pages of the others); they stand here, too, for operations that are not
// built, whose members are unknown.
var rules = map[string]map[string]rule{
	"S3": {
		"AbortMultipartUpload":    {query: []string{"uploadId"}},
		"CompleteMultipartUpload": {query: []string{"uploadId"}},
		"ListParts":               {query: []string{"uploadId"}},
		"UploadPart":              {query: []string{"partNumber", "uploadId"}},
		"UploadPartCopy":          {query: []string{"partNumber", "uploadId"}, header: "X-Amz-Copy-Source"},
		"CopyObject":              {header: "X-Amz-Copy-Source"},

		"GetBucketAnalyticsConfiguration":          {query: []string{"id"}},
		"GetBucketIntelligentTieringConfiguration": {query: []string{"id"}},
		"GetBucketInventoryConfiguration":          {query: []string{"id"}},
		"GetBucketMetricsConfiguration":            {query: []string{"id"}},

		// Replaced by the operations named ...Configuration.
		"GetBucketLifecycle":    {hidden: true},
		"PutBucketLifecycle":    {hidden: true},
		"GetBucketNotification": {hidden: true},
		"PutBucketNotification": {hidden: true},
		// Answered by hosts of S3 Express (s3express-control) only.
		"ListDirectoryBuckets": {hidden: true},
	},
}
