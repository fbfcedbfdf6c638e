// Package s3 is the room of Amazon S3: buckets, objects, versions, multipart
// uploads and static websites, over engine/object. Behaviour follows the Amazon
// S3 API Reference and User Guide.
//
// # What it keeps
//
// Buckets and objects are kept by engine/object under its own keys. The room
// adds configuration documents to buckets, by name:
//
//	"policy"               the bucket policy, as it was sent
//	"policy-principals"    JSON: unique ids of the users and roles that it names
//	"public-access-block"  JSON: the four settings of block public access
//	"ownership"            JSON: the object ownership setting
//	"tags"                 JSON: the bucket's tags
//	"website"              JSON: the website configuration
//
// JSON documents carry a version in "v". Headers of objects stand in the
// object's System map under their canonical names.
//
// # What is not built
//
// Encryption at rest (x-amz-server-side-encryption, SSE-C), storage classes
// besides STANDARD, object lock, MFA delete, access control lists (buckets are
// BucketOwnerEnforced), CORS, lifecycle, replication, logging, notifications,
// requester pays, accelerate, and checksums besides MD5, CRC32, CRC32C,
// CRC64NVME, SHA1 and SHA256. A request for one of them answers 501
// NotImplemented; reading such a sub-resource answers as AWS does where it was
// never set.
package s3
