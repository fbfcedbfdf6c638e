package s3

// Limits of S3 (User Guide, "Bucket quotas, limitations, and restrictions",
// "Working with object metadata", "Object tagging").
const (
	maxPolicy     = 20 << 10 // bytes of a bucket policy
	maxMetadata   = 2 << 10  // bytes of all keys and values of user metadata
	maxBucketTags = 50
	maxObjectTags = 10
	maxTagKey     = 128 // characters
	maxTagValue   = 256
	maxKeys       = 1000 // entries of a page of a listing
	maxBuckets    = 10_000
	maxRedirect   = 2 << 10 // bytes of a website redirect location
)
