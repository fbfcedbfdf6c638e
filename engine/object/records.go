package object

import (
	"time"

	"github.com/cumulet/cumulet/engine/blob"
)

// bucket is the record of a bucket.
type bucket struct {
	ID         uint64     `cbor:"1,keyasint"`
	Account    string     `cbor:"2,keyasint"`
	Region     string     `cbor:"3,keyasint"`
	Created    int64      `cbor:"4,keyasint"` // Unix nanoseconds, as all times here
	Versioning Versioning `cbor:"5,keyasint,omitempty"`
	Revision   uint64     `cbor:"6,keyasint"`
}

func (b *bucket) public(name string) *Bucket {
	return &Bucket{
		ID: b.ID, Name: name, Account: b.Account, Region: b.Region, Created: stamp(b.Created),
		Versioning: b.Versioning, Revision: b.Revision,
	}
}

// version is the record of an object's version or of a delete marker.
type version struct {
	Seq      uint64            `cbor:"1,keyasint"`
	Nonce    []byte            `cbor:"2,keyasint"`
	Null     bool              `cbor:"3,keyasint,omitempty"`
	Marker   bool              `cbor:"4,keyasint,omitempty"`
	Size     int64             `cbor:"5,keyasint,omitempty"`
	ETag     string            `cbor:"6,keyasint,omitempty"`
	Modified int64             `cbor:"7,keyasint"`
	Owner    string            `cbor:"8,keyasint,omitempty"`
	Meta     map[string]string `cbor:"9,keyasint,omitempty"`
	System   map[string]string `cbor:"10,keyasint,omitempty"`
	Tags     []Tag             `cbor:"11,keyasint,omitempty"`
	Sums     Sums              `cbor:"12,keyasint,omitempty"`
	SumType  ChecksumType      `cbor:"13,keyasint,omitempty"`
	Parts    int               `cbor:"14,keyasint,omitempty"`
	Blob     *blob.Ref         `cbor:"15,keyasint,omitempty"`
	Manifest []byte            `cbor:"16,keyasint,omitempty"` // instead of Blob
}

func (v *version) id() string {
	if v.Null {
		return NullVersion
	}
	return formatID(v.Seq, v.Nonce)
}

func (v *version) ref() blob.Ref {
	if v.Blob == nil {
		return blob.Ref{}
	}
	return *v.Blob
}

func (v *version) public(b *bucket, bucketName, key string, latest bool) Object {
	return Object{
		Bucket: bucketName, Key: key, VersionID: v.id(), Latest: latest, DeleteMarker: v.Marker,
		Size: v.Size, ETag: v.ETag, Modified: stamp(v.Modified), Owner: v.Owner,
		Meta: v.Meta, System: v.System, Tags: v.Tags, Sums: v.Sums, SumType: v.SumType,
		Parts: v.Parts, Versioning: b.Versioning,
	}
}

// upload is the record of a multipart upload.
type upload struct {
	Nonce     []byte            `cbor:"1,keyasint"`
	Initiated int64             `cbor:"2,keyasint"`
	Owner     string            `cbor:"3,keyasint,omitempty"`
	Meta      map[string]string `cbor:"4,keyasint,omitempty"`
	System    map[string]string `cbor:"5,keyasint,omitempty"`
	Tags      []Tag             `cbor:"6,keyasint,omitempty"`
	Algorithm Algorithm         `cbor:"7,keyasint,omitempty"`
	SumType   ChecksumType      `cbor:"8,keyasint,omitempty"`
}

func (u *upload) public(bucketName, key string, seq uint64) Upload {
	return Upload{
		Bucket: bucketName, Key: key, ID: formatID(seq, u.Nonce), Initiated: stamp(u.Initiated),
		Owner: u.Owner, Meta: u.Meta, System: u.System, Tags: u.Tags,
		Algorithm: u.Algorithm, SumType: u.SumType,
	}
}

// part is the record of a part, of an upload and in a manifest.
type part struct {
	Number   int       `cbor:"1,keyasint"`
	Size     int64     `cbor:"2,keyasint"`
	MD5      []byte    `cbor:"3,keyasint"`
	Sums     Sums      `cbor:"4,keyasint,omitempty"`
	Modified int64     `cbor:"5,keyasint,omitempty"`
	Blob     *blob.Ref `cbor:"6,keyasint,omitempty"`
}

func (p *part) ref() blob.Ref {
	if p.Blob == nil {
		return blob.Ref{}
	}
	return *p.Blob
}

// manifest is the record of the parts that an object's bytes are made of.
type manifest struct {
	Parts []part `cbor:"1,keyasint"`
}

func stamp(ns int64) time.Time { return time.Unix(0, ns).UTC() }
