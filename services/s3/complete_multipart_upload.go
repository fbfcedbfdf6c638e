package s3

import (
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
)

// CompleteMultipartUpload implements the operation. No byte moves, so the answer
// needs no white space to keep the client waiting.
func (s *Service) CompleteMultipartUpload(ctx context.Context, in *api.CompleteMultipartUploadInput) (*api.CompleteMultipartUploadOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key), upload: val(in.UploadId)}
	u, err := s.objects.Upload(ctx, p.bucket, p.key, p.upload)
	if errors.Is(err, object.ErrNoSuchUpload) {
		if o := s.completed(ctx, p, in.MultipartUpload); o != nil {
			return completion(ctx, p, o), nil
		}
	}
	if err != nil {
		return nil, p.fail(err)
	}
	c := object.CompleteInput{
		Bucket: p.bucket, Key: p.key, UploadID: p.upload,
		SumType: object.ChecksumType(val(in.ChecksumType)), Size: -1,
	}
	if in.MpuObjectSize != nil {
		c.Size = *in.MpuObjectSize
	}
	if c.Parts, err = partsOf(u, in.MultipartUpload); err != nil {
		return nil, err
	}
	if c.Sums, err = wholeSums(u, in); err != nil {
		return nil, err
	}
	if c.Conditions, err = writeConditions(in.IfMatch, in.IfNoneMatch); err != nil {
		return nil, err
	}
	o, err := s.objects.CompleteUpload(ctx, c)
	switch {
	case errors.Is(err, object.ErrIncomplete):
		return nil, say("InvalidRequest", "The provided 'x-amz-mp-object-size' header value does not match what was computed.")
	case errors.Is(err, object.ErrChecksumType) && c.SumType != "":
		return nil, say("InvalidRequest", "The upload was created using the "+string(u.SumType)+" checksum mode. The complete request must use the same checksum mode.")
	case err != nil:
		return nil, onWrite(p.fail(err), c.Conditions)
	}
	return completion(ctx, p, o), nil
}

func completion(ctx context.Context, p place, o *object.Object) *api.CompleteMultipartUploadOutput {
	sums, kind := objectChecksums(o)
	call := gateway.CallFrom(ctx)
	return &api.CompleteMultipartUploadOutput{
		Location: new(call.Scheme + "://" + call.Host + "/" + p.bucket + "/" + strings.ReplaceAll(urlEncode(p.key), "+", "%20")),
		Bucket:   &p.bucket, Key: &p.key, ETag: quote(o.ETag), VersionId: versionID(o), ChecksumType: kind,
		ChecksumCRC32: sums.crc32, ChecksumCRC32C: sums.crc32c, ChecksumCRC64NVME: sums.crc64,
		ChecksumSHA1: sums.sha1, ChecksumSHA256: sums.sha256,
	}
}

// completed gives the object that stands under the key where it is made of just
// the parts named: a client that lost the answer asks again, and the upload is
// gone.
func (s *Service) completed(ctx context.Context, p place, list *api.CompletedMultipartUpload) *object.Object {
	if list == nil || len(list.Parts) == 0 {
		return nil
	}
	all := md5.New()
	for _, part := range list.Parts {
		sum, err := hex.DecodeString(unquote(val(part.ETag)))
		if err != nil || len(sum) != md5.Size {
			return nil
		}
		_, _ = all.Write(sum) // never fails
	}
	o, err := s.objects.Head(ctx, object.GetInput{Bucket: p.bucket, Key: p.key})
	if err != nil || o.ETag != fmt.Sprintf("%x-%d", all.Sum(nil), len(list.Parts)) {
		return nil
	}
	return o
}

// partsOf reads the list of parts. Of an upload with a composite checksum each
// part must come with its own.
func partsOf(u *object.Upload, list *api.CompletedMultipartUpload) ([]object.CompletePart, error) {
	if list == nil || len(list.Parts) == 0 {
		return nil, fault("MalformedXML")
	}
	parts := make([]object.CompletePart, len(list.Parts))
	for i, p := range list.Parts {
		if p.PartNumber == nil || p.ETag == nil {
			return nil, fault("MalformedXML")
		}
		sums, err := checksums{p.ChecksumCRC32, p.ChecksumCRC32C, p.ChecksumCRC64NVME, p.ChecksumSHA1, p.ChecksumSHA256}.declared()
		if err != nil {
			return nil, err
		}
		if _, ok := sums[u.Algorithm]; !ok && u.SumType == object.Composite {
			return nil, say("InvalidRequest", fmt.Sprintf("The upload was created using a %s checksum. The complete request must include the checksum for each part. It was missing for part %d in the request.",
				strings.ToLower(string(u.Algorithm)), *p.PartNumber))
		}
		parts[i] = object.CompletePart{Number: int(*p.PartNumber), ETag: unquote(*p.ETag), Sums: sums}
	}
	return parts, nil
}

// wholeSums reads the checksum of the whole; of a composite one the number of
// parts stands behind it.
func wholeSums(u *object.Upload, in *api.CompleteMultipartUploadInput) (object.Sums, error) {
	c := checksums{in.ChecksumCRC32, in.ChecksumCRC32C, in.ChecksumCRC64NVME, in.ChecksumSHA1, in.ChecksumSHA256}
	if u.SumType == object.Composite {
		for _, s := range []**string{&c.crc32, &c.crc32c, &c.crc64, &c.sha1, &c.sha256} {
			if *s != nil {
				text, _, _ := strings.Cut(**s, "-")
				*s = &text
			}
		}
	}
	return c.declared()
}

// AbortMultipartUpload implements the operation.
func (s *Service) AbortMultipartUpload(ctx context.Context, in *api.AbortMultipartUploadInput) (*api.AbortMultipartUploadOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key), upload: val(in.UploadId)}
	return &api.AbortMultipartUploadOutput{}, p.fail(s.objects.AbortUpload(ctx, p.bucket, p.key, p.upload))
}
