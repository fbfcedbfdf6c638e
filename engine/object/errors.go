package object

import (
	"errors"
	"fmt"
	"time"
)

// The errors that callers tell apart, with errors.Is.
var (
	ErrNoSuchBucket  = errors.New("object: no such bucket")
	ErrBucketExists  = errors.New("object: bucket exists") // comes with the bucket that stands there
	ErrNotEmpty      = errors.New("object: bucket not empty")
	ErrNoSuchConfig  = errors.New("object: no such configuration document")
	ErrNoSuchKey     = errors.New("object: no such key")
	ErrNoSuchVersion = errors.New("object: no such version")
	// ErrInvalidVersion answers a version id that no bucket ever gave.
	ErrInvalidVersion = errors.New("object: malformed version id")
	// ErrDeleteMarker answers an Open or a Tags of a delete marker named by its
	// version id; see [MarkerError].
	ErrDeleteMarker = errors.New("object: is a delete marker")
	ErrNoSuchUpload = errors.New("object: no such upload")
	// ErrNoSuchPart answers an Open of a part that the object does not have.
	ErrNoSuchPart   = errors.New("object: no such part")
	ErrPrecondition = errors.New("object: precondition failed")
	// ErrBadDigest says that the bytes do not have a declared MD5 or checksum;
	// see [DigestError].
	ErrBadDigest = errors.New("object: digest does not match")
	// ErrIncomplete says that the body ended before its expected length.
	ErrIncomplete = errors.New("object: body shorter than declared")
	// ErrTooLong says that the body went on after its expected length.
	ErrTooLong = errors.New("object: body longer than declared")
	ErrTooBig  = errors.New("object: too big")
	// ErrKeyTooLong answers keys of more than [MaxKey] bytes.
	ErrKeyTooLong = errors.New("object: key too long")
	// ErrInvalidKey answers keys that are empty or no UTF-8.
	ErrInvalidKey = errors.New("object: key is empty or no UTF-8")
	// The errors of CompleteUpload.
	ErrInvalidPart      = errors.New("object: part missing or its etag or checksum differs") // see [PartError]
	ErrInvalidPartOrder = errors.New("object: parts not in ascending order")
	ErrPartTooSmall     = errors.New("object: part too small") // see [PartError]
	ErrNoParts          = errors.New("object: no parts named")
	// ErrChecksumType answers a checksum whose algorithm or type is not the upload's.
	ErrChecksumType = errors.New("object: checksum does not suit the upload")
	// ErrInvalidRange answers a range that does not lie within the object.
	ErrInvalidRange = errors.New("object: range not satisfiable")
)

// MarkerError says that what was asked for is a delete marker. It is
// [ErrNoSuchKey] where the key's newest version is a marker and no version was
// named, and [ErrDeleteMarker] where the marker itself was.
type MarkerError struct {
	VersionID string
	Modified  time.Time
	Named     bool // the marker's version id was given
}

// Error implements error.
func (e *MarkerError) Error() string { return "object: delete marker " + e.VersionID }

// Is implements errors.Is.
func (e *MarkerError) Is(target error) bool {
	if e.Named {
		return target == ErrDeleteMarker
	}
	return target == ErrNoSuchKey
}

// DigestError tells which digest differs. It is [ErrBadDigest].
type DigestError struct {
	Algorithm Algorithm // MD5 or the checksum's
	Got, Want []byte
}

// Error implements error.
func (e *DigestError) Error() string {
	return fmt.Sprintf("object: %s is %x, not %x", e.Algorithm, e.Got, e.Want)
}

// Is implements errors.Is.
func (e *DigestError) Is(target error) bool { return target == ErrBadDigest }

// PartError tells which part keeps an upload from being completed. It is its Err.
type PartError struct {
	Err    error // ErrInvalidPart or ErrPartTooSmall
	Number int
	ETag   string
	Size   int64 // of the part that stands there
}

// Error implements error.
func (e *PartError) Error() string { return fmt.Sprintf("%v: part %d", e.Err, e.Number) }

// Unwrap gives Err.
func (e *PartError) Unwrap() error { return e.Err }
