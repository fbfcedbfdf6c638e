package object

import "time"

// Upload is a multipart upload that is under way.
type Upload struct {
	Bucket, Key, ID string
	Initiated       time.Time
	Owner           string
	Meta            map[string]string
	System          map[string]string
	Tags            []Tag
	Algorithm       Algorithm    // checksum of the parts; "" for none
	SumType         ChecksumType // set with Algorithm
}

// Part is a part of an upload, or of an object that was uploaded in parts.
type Part struct {
	Number   int
	Size     int64
	ETag     string
	Sums     Sums
	Modified time.Time
}

// CreateUploadInput begins an upload.
type CreateUploadInput struct {
	Bucket, Key string
	Owner       string
	Meta        map[string]string
	System      map[string]string
	Tags        []Tag
	Algorithm   Algorithm
	SumType     ChecksumType // "" takes the algorithm's default
}

// UploadPartInput is a part with its bytes. The upload's algorithm is computed
// even where the body does not want it.
type UploadPartInput struct {
	Bucket, Key, UploadID string
	Number                int // 1 to MaxParts
	Body                  Body
}

// UploadPartCopyInput takes a part's bytes from an object.
type UploadPartCopyInput struct {
	Bucket, Key, UploadID string
	Number                int
	Source                GetInput
	SourceCheck           func(*Object) error
	// Offset and Length are the range of the source; Length -1 takes all from Offset.
	Offset, Length int64
}

// CompleteInput ends an upload.
type CompleteInput struct {
	Bucket, Key, UploadID string
	Parts                 []CompletePart // ascending by number
	Sums                  Sums           // declared of the whole, raw; of the upload's type
	SumType               ChecksumType   // "" or what the upload has
	Size                  int64          // declared size of the whole, -1 or 0 for none
	Conditions
}

// CompletePart names a part of the finished object.
type CompletePart struct {
	Number int
	ETag   string // without quotes
	Sums   Sums   // declared ones are compared
}

// UploadPage is a page of uploads, by key and then in the order they began.
type UploadPage struct {
	Uploads      []Upload
	Prefixes     []string
	More         bool
	Next, NextID string
}

// PartsInput asks for a page of an upload's parts.
type PartsInput struct {
	Bucket, Key, UploadID string
	After                 int // part number
	Max                   int
}

// PartPage is a page of parts.
type PartPage struct {
	Upload Upload
	Parts  []Part
	More   bool
}

// ObjectPartsInput asks for the parts that an object was uploaded in.
type ObjectPartsInput struct { //nolint:revive // PartsInput is of an upload
	GetInput
	After, Max int
}

// ObjectPartPage is a page of an object's parts; Object.Parts is their number.
type ObjectPartPage struct { //nolint:revive // PartPage is of an upload
	Object Object
	Parts  []Part
	More   bool
}
