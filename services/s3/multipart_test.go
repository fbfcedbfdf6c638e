package s3_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const partSize = 5 << 20

func TestMultipart(t *testing.T) {
	c := serve(t)
	b := c.bucket("parts")
	k := aws.String("film")
	first := bytes.Repeat([]byte("1"), partSize)
	for _, a := range []struct {
		algorithm types.ChecksumAlgorithm
		kind      types.ChecksumType
		want      types.ChecksumType
	}{
		{"", "", types.ChecksumTypeFullObject},
		{types.ChecksumAlgorithmCrc32, "", types.ChecksumTypeComposite},
		{types.ChecksumAlgorithmCrc32c, types.ChecksumTypeFullObject, types.ChecksumTypeFullObject},
		{types.ChecksumAlgorithmSha256, types.ChecksumTypeComposite, types.ChecksumTypeComposite},
	} {
		u := do(c, c.CreateMultipartUpload, &sdk.CreateMultipartUploadInput{Bucket: b, Key: k, ChecksumAlgorithm: a.algorithm, ChecksumType: a.kind, ContentType: aws.String("video/x")})
		done := &types.CompletedMultipartUpload{}
		for i, data := range [][]byte{first, []byte("end")} {
			n := aws.Int32(int32(i + 1))
			p := do(c, c.UploadPart, &sdk.UploadPartInput{Bucket: b, Key: k, UploadId: u.UploadId, PartNumber: n, Body: bytes.NewReader(data), ChecksumAlgorithm: a.algorithm})
			done.Parts = append(done.Parts, types.CompletedPart{PartNumber: n, ETag: p.ETag,
				ChecksumCRC32: only(a.algorithm == types.ChecksumAlgorithmCrc32, p.ChecksumCRC32), ChecksumCRC32C: p.ChecksumCRC32C, ChecksumSHA256: p.ChecksumSHA256})
		}
		parts := do(c, c.ListParts, &sdk.ListPartsInput{Bucket: b, Key: k, UploadId: u.UploadId, MaxParts: aws.Int32(1)})
		if len(parts.Parts) != 1 || !*parts.IsTruncated || *parts.NextPartNumberMarker != "1" || *parts.Parts[0].Size != partSize {
			t.Errorf("parts: %+v", parts)
		}
		out := do(c, c.CompleteMultipartUpload, &sdk.CompleteMultipartUploadInput{Bucket: b, Key: k, UploadId: u.UploadId, MultipartUpload: done})
		if !strings.HasSuffix(*out.ETag, `-2"`) || out.ChecksumType != a.want {
			t.Errorf("%s: complete: %+v", a.algorithm, out)
		}
		again := do(c, c.CompleteMultipartUpload, &sdk.CompleteMultipartUploadInput{Bucket: b, Key: k, UploadId: u.UploadId, MultipartUpload: done})
		if *again.ETag != *out.ETag {
			t.Errorf("completed again: %+v", again)
		}
		h := do(c, c.HeadObject, &sdk.HeadObjectInput{Bucket: b, Key: k, PartNumber: aws.Int32(2)})
		if *h.ContentLength != 3 || *h.PartsCount != 2 || *h.ContentType != "video/x" {
			t.Errorf("part 2: %+v", h)
		}
		if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: k, PartNumber: aws.Int32(2)}); got != "end" {
			t.Errorf("part 2: %q", got)
		}
		if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: k, ChecksumMode: types.ChecksumModeEnabled}); got != string(first)+"end" {
			t.Errorf("got %d bytes", len(got))
		}
		refused(c, c.GetObject, &sdk.GetObjectInput{Bucket: b, Key: k, PartNumber: aws.Int32(3)}, "InvalidPartNumber")
		attrs := do(c, c.GetObjectAttributes, &sdk.GetObjectAttributesInput{Bucket: b, Key: k, ObjectAttributes: []types.ObjectAttributes{types.ObjectAttributesObjectParts, types.ObjectAttributesObjectSize}})
		if *attrs.ObjectParts.TotalPartsCount != 2 || *attrs.ObjectSize != partSize+3 || (len(attrs.ObjectParts.Parts) == 2) != (a.want == types.ChecksumTypeComposite) {
			t.Errorf("%s: attributes: %+v", a.algorithm, attrs.ObjectParts)
		}
	}
}

func only(yes bool, s *string) *string {
	if yes {
		return s
	}
	return nil
}

func TestMultipartRefusals(t *testing.T) {
	c := serve(t)
	b := c.bucket("refusals")
	k := aws.String("k")
	u := do(c, c.CreateMultipartUpload, &sdk.CreateMultipartUploadInput{Bucket: b, Key: k, ChecksumAlgorithm: types.ChecksumAlgorithmCrc32})
	part := func(n int32, text string) types.CompletedPart {
		p := do(c, c.UploadPart, &sdk.UploadPartInput{Bucket: b, Key: k, UploadId: u.UploadId, PartNumber: &n, Body: strings.NewReader(text)})
		return types.CompletedPart{PartNumber: &n, ETag: p.ETag, ChecksumCRC32: p.ChecksumCRC32}
	}
	one, two := part(1, "small"), part(2, "end")
	complete := func(parts ...types.CompletedPart) *sdk.CompleteMultipartUploadInput {
		return &sdk.CompleteMultipartUploadInput{Bucket: b, Key: k, UploadId: u.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: parts}}
	}
	refused(c, c.CompleteMultipartUpload, complete(one, two), "EntityTooSmall")
	refused(c, c.CompleteMultipartUpload, complete(two, one), "InvalidPartOrder")
	refused(c, c.CompleteMultipartUpload, complete(), "MalformedXML")
	bad := one
	bad.ETag = aws.String(`"0123"`)
	refused(c, c.CompleteMultipartUpload, complete(bad), "InvalidPart")
	without := one
	without.ChecksumCRC32 = nil
	refused(c, c.CompleteMultipartUpload, complete(without), "InvalidRequest")
	refused(c, c.UploadPart, &sdk.UploadPartInput{Bucket: b, Key: k, UploadId: u.UploadId, PartNumber: aws.Int32(10001), Body: strings.NewReader("")}, "InvalidArgument")
	refused(c, c.UploadPart, &sdk.UploadPartInput{Bucket: b, Key: k, UploadId: u.UploadId, PartNumber: aws.Int32(1), Body: strings.NewReader(""), ChecksumAlgorithm: types.ChecksumAlgorithmSha1}, "InvalidRequest")
	refused(c, c.CreateMultipartUpload, &sdk.CreateMultipartUploadInput{Bucket: b, Key: k, ChecksumAlgorithm: types.ChecksumAlgorithmSha1, ChecksumType: types.ChecksumTypeFullObject}, "InvalidRequest")

	list := do(c, c.ListMultipartUploads, &sdk.ListMultipartUploadsInput{Bucket: b})
	if len(list.Uploads) != 1 || *list.Uploads[0].UploadId != *u.UploadId {
		t.Errorf("uploads: %+v", list)
	}
	do(c, c.AbortMultipartUpload, &sdk.AbortMultipartUploadInput{Bucket: b, Key: k, UploadId: u.UploadId})
	refused(c, c.AbortMultipartUpload, &sdk.AbortMultipartUploadInput{Bucket: b, Key: k, UploadId: u.UploadId}, "NoSuchUpload")
	refused(c, c.ListParts, &sdk.ListPartsInput{Bucket: b, Key: k, UploadId: u.UploadId}, "NoSuchUpload")
	do(c, c.DeleteBucket, &sdk.DeleteBucketInput{Bucket: b})
}

func TestUploadPartCopy(t *testing.T) {
	c := serve(t)
	b := c.bucket("part-copy")
	data := strings.Repeat("0123456789", 600_000)
	c.put(b, "src", data)
	k := aws.String("k")
	u := do(c, c.CreateMultipartUpload, &sdk.CreateMultipartUploadInput{Bucket: b, Key: k})
	in := &sdk.UploadPartCopyInput{Bucket: b, Key: k, UploadId: u.UploadId, PartNumber: aws.Int32(1), CopySource: aws.String("part-copy/src")}
	one := do(c, c.UploadPartCopy, in)
	ranged := *in
	ranged.PartNumber, ranged.CopySourceRange = aws.Int32(2), aws.String("bytes=10-19")
	two := do(c, c.UploadPartCopy, &ranged)
	ranged.CopySourceRange = aws.String("bytes=0-6000000")
	refused(c, c.UploadPartCopy, &ranged, "InvalidArgument")
	ranged.CopySourceRange = aws.String("0-1")
	refused(c, c.UploadPartCopy, &ranged, "InvalidArgument")
	do(c, c.CompleteMultipartUpload, &sdk.CompleteMultipartUploadInput{Bucket: b, Key: k, UploadId: u.UploadId, MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{
		{PartNumber: aws.Int32(1), ETag: one.CopyPartResult.ETag}, {PartNumber: aws.Int32(2), ETag: two.CopyPartResult.ETag},
	}}})
	if got := c.get(&sdk.GetObjectInput{Bucket: b, Key: k}); got != data+"0123456789" {
		t.Errorf("got %d bytes", len(got))
	}
}
