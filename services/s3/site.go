package s3

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/gateway/record"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/services/s3/website"
)

// siteHost finds the bucket that a website's host names, and the region where
// the host has one: BUCKET.s3-website.REGION.DOMAIN, BUCKET.s3-website-REGION.DOMAIN
// or, for a domain that is none of the cloud's, a bucket of the same name.
func (s *Service) siteHost(host string) (bucket, region string, own bool) {
	for _, d := range s.domains {
		label, ok := strings.CutSuffix(host, "."+strings.ToLower(d))
		if !ok {
			if host == strings.ToLower(d) {
				return "", "", false
			}
			continue
		}
		if i := strings.LastIndex(label, ".s3-website."); i > 0 {
			return label[:i], label[i+len(".s3-website."):], true
		}
		if i := strings.LastIndex(label, ".s3-website-"); i > 0 {
			return label[:i], label[i+len(".s3-website-"):], true
		}
		return "", "", false
	}
	return host, "", false
}

// isWebsite tells whether a host is that of a website. A domain of the user's is
// one where a bucket of its name has a website configuration.
func (s *Service) isWebsite(host string) bool {
	bucket, _, own := s.siteHost(host)
	if own {
		return true
	}
	if !strings.Contains(bucket, ".") || !validName(bucket) {
		return false
	}
	b, err := s.objects.Bucket(context.Background(), bucket)
	return err == nil && b.Config[string(websiteDoc)] != nil
}

// visit is one request to a website.
type visit struct {
	s       *Service
	w       http.ResponseWriter
	r       *http.Request
	t       *target
	config  website.Config
	request website.Request
}

// serveWebsite is the data plane of websites: GET and HEAD by anybody whom the
// bucket's policy lets.
func (s *Service) serveWebsite(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	call := gateway.CallFrom(ctx)
	v := &visit{s: s, w: w, r: r}
	v.request = website.Request{Scheme: call.Scheme, Host: call.Host, Query: r.URL.RawQuery}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		v.page(ctx, fault("MethodNotAllowed", "Method", r.Method, "ResourceType", "OBJECT"), nil)
		return
	}
	if err := v.find(ctx, hostOnly(call.Host)); err != nil {
		v.page(ctx, err, nil)
		return
	}
	record.Use(ctx, usageTier2, v.t.arn(""), 1)
	if all := v.config.All(v.request); all != nil {
		v.redirect(all)
		return
	}
	if to := v.config.Match(v.request, 0); to != nil {
		v.redirect(to)
		return
	}
	if err := v.serve(ctx, v.config.KeyOf(v.request.Key), http.StatusOK); err != nil {
		v.failed(ctx, err)
	}
}

func hostOnly(hostport string) string {
	return strings.TrimSuffix(strings.ToLower((&url.URL{Host: hostport}).Hostname()), ".")
}

// find sets the bucket, its configuration and the key that is asked for.
func (v *visit) find(ctx context.Context, host string) error {
	bucket, region, _ := v.s.siteHost(host)
	var err error
	if v.t, err = v.s.find(ctx, bucket); err != nil {
		return err
	}
	gateway.CallFrom(ctx).Account = v.t.Account
	if region != "" && region != v.t.Region {
		return fault("IncorrectEndpoint", "Endpoint", v.t.Name+".s3-website."+v.t.Region)
	}
	var found bool
	if v.config, found, err = websiteDoc.of(v.t.Bucket); err != nil {
		return err
	}
	if !found {
		return fault("NoSuchWebsiteConfiguration", "BucketName", v.t.Name)
	}
	key, err := url.PathUnescape(strings.TrimPrefix(v.r.URL.EscapedPath(), "/"))
	if err != nil {
		return fault("InvalidURI", "URI", v.r.URL.EscapedPath())
	}
	v.request.Key = key
	return nil
}

// open says whether anybody may read an object. What is not there gives 404 to
// those who may read its key, even where nobody may list the bucket, and 403 to
// others, so that they can't tell what there is.
func (v *visit) open(ctx context.Context, key string) error {
	p := place{bucket: v.t.Name, key: key}
	c := conditions(ctx, v.t.Account)
	o, missing := v.s.objects.Head(ctx, object.GetInput{Bucket: p.bucket, Key: key})
	if missing == nil {
		for _, tag := range o.Tags {
			c["s3:ExistingObjectTag/"+tag.Key] = []string{tag.Value}
		}
	}
	call := gateway.CallFrom(ctx)
	err := v.s.identity.Authorise(ctx, identity.AnonymousPrincipal(), gateway.GlobalContext(call),
		[]identity.Check{v.t.check("s3:GetObject", key, c)})
	if err == nil && missing != nil {
		return p.fail(missing)
	}
	return err
}

// serve answers with an object. Before the first byte is sent it may give an
// error instead.
func (v *visit) serve(ctx context.Context, key string, status int) error {
	record.Resource(ctx, v.t.arn(key))
	if err := v.open(ctx, key); err != nil {
		return err
	}
	reading := reading{place: place{bucket: v.t.Name, key: key}}
	if status == http.StatusOK {
		reading.preconditions = headerConditions(v.r.Header)
		if h := v.r.Header.Get("Range"); h != "" {
			reading.rangeHeader = &h
		}
	}
	view, err := v.s.read(ctx, reading, true)
	if err != nil {
		return err
	}
	if to := view.System[sysRedirect]; to != "" && status == http.StatusOK {
		v.redirect(&website.Redirect{Status: http.StatusMovedPermanently, Location: to})
		return view.Close()
	}
	return v.send(ctx, view, status)
}

func (v *visit) send(ctx context.Context, view *view, status int) error {
	body, err := view.body(ctx)
	if err != nil {
		return err
	}
	defer body.(io.Closer).Close()
	h := v.w.Header()
	for name, value := range view.system {
		if name != sysRedirect {
			h.Set(name, value)
		}
	}
	for name, value := range view.Meta {
		h["x-amz-meta-"+name] = []string{value}
	}
	h.Set("ETag", *quote(view.ETag))
	h.Set("Last-Modified", view.Modified.UTC().Format(http.TimeFormat))
	h.Set("Accept-Ranges", "bytes")
	h.Set("Content-Length", strconv.FormatInt(view.span.n, 10))
	if id := versionID(view.Object); id != nil {
		h.Set("X-Amz-Version-Id", *id)
	}
	if view.partial {
		h.Set("Content-Range", *view.contentRange)
		status = http.StatusPartialContent
	}
	v.w.WriteHeader(status)
	if v.r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(v.w, body); err != nil {
		v.s.log.WarnContext(ctx, "website answer cut short", "bucket", v.t.Name, "err", err)
		panic(http.ErrAbortHandler) // or the visitor takes half a page for a whole one
	}
	return nil
}

// failed answers an error of the object asked for: by a rule, by the folder's
// slash, by the site's error document or else by S3's page.
func (v *visit) failed(ctx context.Context, err error) {
	status := failure(err).Status
	if status == http.StatusNotModified {
		v.page(ctx, err, nil)
		return
	}
	if v.isFolder(ctx) {
		v.redirect(website.Folder(v.request))
		return
	}
	if to := v.config.Match(v.request, status); to != nil {
		v.redirect(to)
		return
	}
	if v.config.Error == "" || status < 400 || status == http.StatusRequestedRangeNotSatisfiable || status == http.StatusPreconditionFailed {
		v.page(ctx, err, nil)
		return
	}
	if custom := v.serve(ctx, v.config.Error, status); custom != nil {
		v.page(ctx, err, custom)
	}
}

// isFolder tells whether the visitor may read the index of a folder of that
// name.
func (v *visit) isFolder(ctx context.Context) bool {
	index := v.config.FolderIndex(v.request.Key)
	return index != "" && v.open(ctx, index) == nil
}

func (v *visit) redirect(to *website.Redirect) {
	v.w.Header().Set("Location", to.Location)
	v.w.Header().Set("Content-Length", "0")
	v.w.WriteHeader(to.Status)
}

// page sends S3's page for an error.
func (v *visit) page(ctx context.Context, err, custom error) {
	f := failure(err)
	if f.Status >= http.StatusInternalServerError {
		v.s.log.ErrorContext(ctx, "website", "err", err)
	}
	h := v.w.Header()
	if e, ok := errors.AsType[*protocol.Error](err); ok {
		for name, values := range e.Header {
			h[http.CanonicalHeaderKey(name)] = values
		}
	}
	if f.Status == http.StatusNotModified {
		v.w.WriteHeader(f.Status)
		return
	}
	var second *website.Failure
	if custom != nil {
		second = failure(custom)
	}
	h.Set("X-Amz-Error-Code", f.Code)
	h.Set("X-Amz-Error-Message", f.Message)
	h.Set("Content-Type", "text/html; charset=utf-8")
	text := website.Page(f, second, gateway.CallFrom(ctx).RequestID, h.Get("X-Amz-Id-2"))
	h.Set("Content-Length", strconv.Itoa(len(text)))
	v.w.WriteHeader(f.Status)
	if v.r.Method != http.MethodHead {
		_, _ = io.WriteString(v.w, text) // the visitor left
	}
}

// failure is an error in the words that visitors see.
func failure(err error) *website.Failure {
	e, ok := errors.AsType[*protocol.Error](err)
	if _, denied := errors.AsType[*identity.Denied](err); denied {
		e, ok = fault("AccessDenied"), true
	}
	if !ok {
		return &website.Failure{Status: http.StatusInternalServerError, Code: "InternalError", Message: "We encountered an internal error. Please try again."}
	}
	f := &website.Failure{Status: e.Status, Code: e.Code, Message: e.Message}
	for _, d := range e.Details {
		f.Details = append(f.Details, [2]string{d.Name, d.Value})
	}
	return f
}
