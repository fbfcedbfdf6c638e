package s3

import (
	"context"
	"errors"

	api "github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/protocol"
)

// DeleteObject implements the operation. What is not there is deleted, too.
func (s *Service) DeleteObject(ctx context.Context, in *api.DeleteObjectInput) (*api.DeleteObjectOutput, error) {
	p := place{bucket: val(in.Bucket), key: val(in.Key), version: val(in.VersionId)}
	d, err := s.objects.Delete(ctx, object.DeleteInput{
		Bucket: p.bucket, Key: p.key, VersionID: p.version,
		Owner: gateway.CallFrom(ctx).Account, IfMatch: unquote(val(in.IfMatch)),
	})
	if err != nil {
		return nil, onWrite(p.fail(err), object.Conditions{IfMatch: val(in.IfMatch)})
	}
	return &api.DeleteObjectOutput{DeleteMarker: opt(d.Marker), VersionId: opt(d.VersionID)}, nil
}

// DeleteObjects implements the operation. Each key is authorised and answered
// for on its own.
func (s *Service) DeleteObjects(ctx context.Context, in *api.DeleteObjectsInput) (*api.DeleteObjectsOutput, error) {
	items := in.Delete.Objects
	if len(items) == 0 || len(items) > object.MaxDeletes {
		return nil, fault("MalformedXML")
	}
	t, err := s.find(ctx, val(in.Bucket))
	if err != nil {
		return nil, err
	}
	account := gateway.CallFrom(ctx).Account
	out := &api.DeleteObjectsOutput{}
	var allowed []object.DeleteInput
	for _, item := range items {
		d := object.DeleteInput{
			Bucket: t.Name, Key: val(item.Key), VersionID: val(item.VersionId), Owner: account, IfMatch: unquote(val(item.ETag)),
		}
		err := s.may(ctx, t.deletion(ctx, d.Key, d.VersionID))
		if item.LastModifiedTime != nil || item.Size != nil {
			err = notImplemented("Size", "these conditions are for directory buckets.")
		}
		if err != nil {
			out.Errors = append(out.Errors, failed(d, err))
			continue
		}
		allowed = append(allowed, d)
	}
	done, err := s.objects.DeleteMany(ctx, t.Name, allowed)
	for i := range done {
		d := &done[i]
		switch {
		case d.Err != nil:
			out.Errors = append(out.Errors, failed(allowed[i], d.Err))
		case !val(in.Delete.Quiet):
			out.Deleted = append(out.Deleted, deleted(allowed[i], d))
		}
	}
	if err != nil && len(done) == 0 {
		return nil, place{bucket: t.Name}.fail(err)
	}
	if err != nil {
		s.log.ErrorContext(ctx, "deletion cut short", "bucket", t.Name, "done", len(done), "err", err)
	}
	for _, d := range allowed[len(done):] { // the transactions before are there to stay
		out.Errors = append(out.Errors, failed(d, err))
	}
	return out, nil
}

func deleted(in object.DeleteInput, d *object.Deleted) api.DeletedObject {
	o := api.DeletedObject{Key: &in.Key, VersionId: opt(in.VersionID), DeleteMarker: opt(d.Marker)}
	if d.Marker {
		o.DeleteMarkerVersionId = opt(d.VersionID)
	}
	return o
}

func failed(in object.DeleteInput, err error) api.Error {
	e := api.Error{Key: &in.Key, VersionId: opt(in.VersionID)}
	if d, ok := errors.AsType[*identity.Denied](err); ok {
		e.Code, e.Message = new("AccessDenied"), new(d.Message())
		return e
	}
	err = place{key: in.Key, version: in.VersionID}.fail(err)
	if p, ok := errors.AsType[*protocol.Error](err); ok {
		e.Code, e.Message = &p.Code, &p.Message
		return e
	}
	e.Code, e.Message = new("InternalError"), new("We encountered an internal error. Please try again.")
	return e
}
