package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
)

// reading is what GetObject and HeadObject have in common.
type reading struct {
	place
	preconditions
	rangeHeader  *string
	part         *int32
	checksumMode *string
	overrides    map[string]*string // response-* parameters by header
}

// view is the answer to a reading.
type view struct {
	*object.Object
	content      *object.Content // nil where only the description was asked for
	span         span
	partial      bool
	system       map[string]string
	sums         checksums
	sumType      *string
	contentRange *string
	parts        *int32
}

// read opens an object, as far as the conditions let it.
func (s *Service) read(ctx context.Context, r reading, withBytes bool) (*view, error) {
	if r.rangeHeader != nil && r.part != nil {
		return nil, say("InvalidRequest", "Cannot specify both Range header and partNumber query parameter")
	}
	if n := r.part; n != nil && (*n < 1 || *n > object.MaxParts) {
		return nil, say("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", "ArgumentName", "partNumber")
	}
	if len(r.overrides) > 0 && gateway.CallFrom(ctx).Signature == nil && !gateway.CallFrom(ctx).Inside {
		return nil, say("InvalidRequest", "Request specific response headers cannot be used for anonymous GET requests.")
	}
	get := object.GetInput{Bucket: r.bucket, Key: r.key, VersionID: r.version, Part: int(val(r.part))}
	v := &view{}
	if withBytes || r.part != nil {
		c, err := s.objects.Open(ctx, get)
		if err != nil {
			return nil, r.fail(err)
		}
		v.content, v.Object = c, &c.Object
		v.span = span{c.Offset, c.Length}
		v.partial = r.part != nil && c.Length > 0
	} else {
		o, err := s.objects.Head(ctx, get)
		if err != nil {
			return nil, r.fail(err)
		}
		v.Object, v.span = o, span{0, o.Size}
	}
	if err := v.finish(r); err != nil {
		return nil, errors.Join(err, v.Close())
	}
	return v, nil
}

// finish applies conditions and range.
func (v *view) finish(r reading) error {
	if err := r.check(v.Object); err != nil {
		return err
	}
	if r.rangeHeader != nil {
		sp, ok, err := parseRange(*r.rangeHeader, v.Size)
		if err != nil {
			return err
		}
		if ok {
			v.span, v.partial = sp, true
		}
	}
	if v.partial {
		v.contentRange = new(v.span.contentRange(v.Size))
	}
	if r.part != nil && v.Parts > 0 {
		v.parts = new(int32(v.Parts))
	}
	if strings.EqualFold(val(r.checksumMode), "ENABLED") && v.span.n == v.Size {
		v.sums, v.sumType = objectChecksums(v.Object)
	}
	v.system = make(map[string]string, len(v.System)+1)
	v.system[sysContentType] = defaultType
	for k, value := range v.System {
		v.system[k] = value
	}
	for k, value := range r.overrides {
		v.system[k] = *value
	}
	return nil
}

// Close lets go of the bytes.
func (v *view) Close() error {
	if v.content == nil {
		return nil
	}
	return v.content.Close()
}

// body gives the bytes of the answer; closing it closes the view.
func (v *view) body(ctx context.Context) (io.Reader, error) {
	rc, err := v.content.Range(v.span.off-v.content.Offset, v.span.n)
	if err != nil {
		return nil, errors.Join(err, v.Close())
	}
	note := func(n int64) {
		if n > 0 {
			record.Use(ctx, usageBytesOut, arnOf(v.Bucket, ""), n)
		}
	}
	return &metered{ReadCloser: rc, note: note, also: v}, nil
}

func (v *view) tagCount() *int32 { return opt(int32(len(v.Tags))) }

// overridesOf collects the response-* parameters that were sent.
func overridesOf(cacheControl, disposition, encoding, language, contentType *string, expires *time.Time) map[string]*string {
	out := map[string]*string{}
	for k, v := range map[string]*string{
		sysCacheControl: cacheControl, sysContentDisposition: disposition, sysContentEncoding: encoding,
		sysContentLanguage: language, sysContentType: contentType,
	} {
		if v != nil {
			out[k] = v
		}
	}
	if expires != nil {
		out[sysExpires] = new(expires.UTC().Format(http.TimeFormat))
	}
	return out
}

// GetObject implements the operation. Several ranges count as none, as at AWS.
func (s *Service) GetObject(ctx context.Context, in *api.GetObjectInput) (*api.GetObjectOutput, error) {
	v, err := s.read(ctx, reading{
		place{bucket: val(in.Bucket), key: val(in.Key), version: val(in.VersionId)},
		preconditions{in.IfMatch, in.IfNoneMatch, in.IfModifiedSince, in.IfUnmodifiedSince},
		in.Range, in.PartNumber, in.ChecksumMode,
		overridesOf(in.ResponseCacheControl, in.ResponseContentDisposition, in.ResponseContentEncoding,
			in.ResponseContentLanguage, in.ResponseContentType, in.ResponseExpires),
	}, true)
	if err != nil {
		return nil, err
	}
	body, err := v.body(ctx)
	if err != nil {
		return nil, err
	}
	return &api.GetObjectOutput{
		Body: body, AcceptRanges: new("bytes"), LastModified: &v.Modified, ContentLength: &v.span.n, ETag: quote(v.ETag),
		ChecksumCRC32: v.sums.crc32, ChecksumCRC32C: v.sums.crc32c, ChecksumCRC64NVME: v.sums.crc64,
		ChecksumSHA1: v.sums.sha1, ChecksumSHA256: v.sums.sha256, ChecksumType: v.sumType,
		VersionId: versionID(v.Object), ContentRange: v.contentRange, Metadata: v.Meta,
		CacheControl: opt(v.system[sysCacheControl]), ContentDisposition: opt(v.system[sysContentDisposition]),
		ContentEncoding: opt(v.system[sysContentEncoding]), ContentLanguage: opt(v.system[sysContentLanguage]),
		ContentType: opt(v.system[sysContentType]), Expires: opt(v.system[sysExpires]),
		WebsiteRedirectLocation: opt(v.system[sysRedirect]), PartsCount: v.parts, TagCount: v.tagCount(),
	}, nil
}
