package object

import (
	"io"
	"time"
)

// Limits of objects.
const (
	MaxKey     = 1024    // bytes of a key
	MaxPut     = 5 << 30 // bytes of one Put or part
	MaxParts   = 10_000
	MinPart    = 5 << 20 // bytes of every part but the last
	MaxPage    = 1000    // entries of a page of any listing
	MaxDeletes = 1000    // keys of a DeleteMany
)

// NullVersion is the version id of what was written while the bucket's
// versioning was not enabled.
const NullVersion = "null"

// Versioning is a bucket's versioning state.
type Versioning string

// The states. A bucket never goes back to unset.
const (
	VersioningUnset     Versioning = ""
	VersioningEnabled   Versioning = "Enabled"
	VersioningSuspended Versioning = "Suspended"
)

// Algorithm names a checksum.
type Algorithm string

// The algorithms. MD5 is always computed; it makes the ETag.
const (
	MD5       Algorithm = "MD5"
	CRC32     Algorithm = "CRC32"
	CRC32C    Algorithm = "CRC32C"
	CRC64NVME Algorithm = "CRC64NVME"
	SHA1      Algorithm = "SHA1"
	SHA256    Algorithm = "SHA256"
)

// ChecksumType says what the checksum of a multipart object covers.
type ChecksumType string

// The types: the object's bytes, or the checksums of its parts.
const (
	FullObject ChecksumType = "FULL_OBJECT"
	Composite  ChecksumType = "COMPOSITE"
)

// Sums holds raw (not base64) checksums by algorithm.
type Sums map[Algorithm][]byte

// Tag is a label of an object.
type Tag struct {
	Key   string `cbor:"1,keyasint"`
	Value string `cbor:"2,keyasint"`
}

// Bucket is a named set of objects. Names are unique across accounts and regions.
type Bucket struct {
	ID         uint64 // never used again, unlike the name
	Name       string
	Account    string
	Region     string
	Created    time.Time
	Versioning Versioning
	// Revision grows with every change of the bucket (not of its objects), so
	// that what was compiled from Config can be kept by ID and Revision.
	Revision uint64
	// Config holds the opaque documents by name ("policy", "website", ...). It
	// is shared: do not change it.
	Config map[string][]byte
}

// Object describes a version of an object, or a delete marker.
type Object struct {
	Bucket, Key  string
	VersionID    string // NullVersion, or opaque
	Latest       bool   // no newer version of the key stands
	DeleteMarker bool
	Size         int64
	ETag         string // hex without quotes; with "-N" for N parts
	Modified     time.Time
	Owner        string            // account of the writer
	Meta         map[string]string // user metadata
	System       map[string]string // opaque headers: "Content-Type", ...
	Tags         []Tag
	Sums         Sums
	SumType      ChecksumType // set where Sums is not empty
	Parts        int          // 0 unless uploaded in parts
	// Versioning is the bucket's state at the moment of the read or write.
	Versioning Versioning
}

// Conditions are evaluated in the transaction that makes the change. Where they
// do not hold it fails with ErrPrecondition; IfMatch of a key that is not there
// fails with ErrNoSuchKey.
type Conditions struct {
	IfNoneMatch bool   // true: no object may stand under the key (If-None-Match: *)
	IfMatch     string // the ETag without quotes that must stand, "*" for any
}

// Body is a stream with what was declared about it.
type Body struct {
	Reader io.Reader
	Length int64 // expected bytes, -1 where unknown
	MD5    []byte
	Sums   Sums        // declared checksums: computed and compared
	Want   []Algorithm // checksums to compute and keep besides
	// Trailer gives checksums that were declared after the bytes. It is called
	// once Reader gave io.EOF. Their algorithms must be in Want. May be nil.
	Trailer func() (Sums, error)
}

// PutInput is a new object.
type PutInput struct {
	Bucket, Key string
	Body        Body
	Owner       string
	Meta        map[string]string
	System      map[string]string
	Tags        []Tag
	Conditions
}

// GetInput names a version of an object; VersionID "" means the newest.
type GetInput struct {
	Bucket, Key, VersionID string
	Part                   int // 1 and on: only that part's bytes (the whole of an object that has no parts)
}

// DeleteInput names what to delete. Without VersionID a delete marker is put on
// top where versioning was ever set.
type DeleteInput struct {
	Bucket, Key, VersionID string
	Owner                  string // of the marker
	IfMatch                string // ETag without quotes, "*" for any, "" for no condition
}

// Deleted says what a deletion did.
type Deleted struct {
	Key       string
	VersionID string // of what was removed or, with Created, of the marker; "" where versioning was never set
	Marker    bool   // what was removed or created is a delete marker
	Created   bool   // a marker was put on top
	Bytes     int64  // that no version holds any more
	Err       error  // of DeleteMany, for this key alone
}

// CopyInput makes an object out of another.
type CopyInput struct {
	Source      GetInput // Part is ignored
	SourceCheck func(*Object) error
	// Bucket, Key and the rest describe the new object. Nil Meta, System or Tags
	// are taken from the source; use an empty one for none.
	Bucket, Key string
	Owner       string
	Meta        map[string]string
	System      map[string]string
	Tags        []Tag
	Want        []Algorithm // checksums the copy gets; none: as the source where it covers the full object
	Conditions
}

// ListInput asks for a page of current objects, of versions, or of uploads, in
// the byte order of keys.
type ListInput struct {
	Bucket    string
	Prefix    string
	Delimiter string
	// After is the key (or common prefix) that the page begins behind.
	After string
	// AfterID is, for ListVersions and ListUploads, the version or upload of
	// After to begin behind; "" begins behind all of them.
	AfterID string
	Max     int // 0 gives an empty page; at most MaxPage
}

// Page is a page of a listing. Objects and Prefixes count together towards Max.
type Page struct {
	Objects  []Object // without Meta, System and Tags; Sums are given
	Prefixes []string
	More     bool
	// Next and NextID are After and AfterID of the next page, where More.
	Next, NextID string
	Versioning   Versioning
}

// BucketsInput asks for a page of an account's buckets by name.
type BucketsInput struct {
	Account        string
	Prefix, Region string // "" for all
	After          string
	Max            int // 0 means all
}

// BucketPage is a page of buckets, without Config.
type BucketPage struct {
	Buckets []Bucket
	More    bool
}
