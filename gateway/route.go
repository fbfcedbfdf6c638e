package gateway

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/cumulet/cumulet/identity/sigv4"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/router"
	"github.com/cumulet/cumulet/protocol/schema"
)

// route is what a request asks for.
type route struct {
	entry  *entry
	op     *schema.Operation
	proto  schema.Protocol
	codec  protocol.Codec
	req    *protocol.Request
	sig    *sigv4.Signature // nil for an anonymous request
	bucket string           // of a virtual-hosted request
	form   bool             // the body was read, and not yet verified
}

func (rt *route) service() *schema.Service {
	if rt.entry == nil {
		return &schema.Service{}
	}
	return rt.entry.Schema
}

func (rt *route) use(g *Gateway, p schema.Protocol) {
	rt.proto, rt.codec = p, g.codecs[p]
}

// route finds service, protocol and operation. Even when it fails, rt has a
// codec, so that the error goes out in the caller's protocol.
func (g *Gateway) route(r *http.Request, at place) (rt *route, err error) {
	rt = &route{bucket: at.bucket, req: &protocol.Request{HTTP: r, Body: r.Body, Length: r.ContentLength, Path: r.URL.EscapedPath(), RawQuery: r.URL.RawQuery}}
	if raw, _, _ := strings.Cut(r.RequestURI, "?"); strings.HasPrefix(raw, "/") {
		rt.req.Path = raw // as the client sent it
	}
	sig, sigErr := sigv4.Parse(r)
	rt.sig = sig
	signing := at.service
	if sig != nil {
		signing = sig.Service
	}
	media, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch {
	case r.Header.Get("Smithy-Protocol") == "rpc-v2-cbor":
		err = g.routeCBOR(rt)
	case r.Header.Get("X-Amz-Target") != "":
		err = g.routeJSON(rt, media)
	case g.isQuery(r, media, signing):
		err = g.routeQuery(rt, signing)
	default:
		err = g.routeREST(rt, at, signing, media)
	}
	if err == nil && sigErr != nil {
		err = sigErr
	}
	return rt, err
}

// notBuilt answers for what the cloud knows of but does not have.
func notBuilt(format string, args ...any) *protocol.Error {
	e := protocol.Errorf(http.StatusNotImplemented, "NotImplemented", format, args...)
	e.Server = true
	return e
}

func (rt *route) find(name, code string, status int) error {
	rt.op = rt.entry.Schema.Operation(name)
	if rt.op == nil {
		return protocol.Errorf(status, code, "The operation %s is not known to %s.", clip(name), rt.entry.Schema.ID)
	}
	return nil
}

// clip bounds what an error message repeats of a request.
func clip(s string) string {
	if len(s) > 128 {
		return s[:128]
	}
	return s
}

func (g *Gateway) routeCBOR(rt *route) error {
	rt.use(g, schema.RPCv2CBOR)
	parts := strings.Split(rt.req.Path, "/")
	if len(parts) < 5 || parts[len(parts)-4] != "service" || parts[len(parts)-2] != "operation" {
		return protocol.Errorf(http.StatusNotFound, "UnknownOperationException", "The path is not /service/NAME/operation/NAME.")
	}
	name := parts[len(parts)-3]
	if rt.entry = g.rooms.byTarget[name]; rt.entry == nil {
		return notBuilt("The service %s is not built.", clip(name))
	}
	return rt.find(parts[len(parts)-1], "UnknownOperationException", http.StatusNotFound)
}

func (g *Gateway) routeJSON(rt *route, media string) error {
	rt.use(g, schema.AWSJSON11)
	if media == "application/x-amz-json-1.0" {
		rt.use(g, schema.AWSJSON10)
	}
	prefix, name, ok := strings.Cut(rt.req.HTTP.Header.Get("X-Amz-Target"), ".")
	if i := strings.LastIndexByte(name, '.'); i >= 0 { // com.amazonaws.x.Service.Op
		prefix, name = prefix+"."+name[:i], name[i+1:]
	}
	if rt.entry = g.rooms.byTarget[prefix]; rt.entry == nil || !ok {
		return notBuilt("The service of the target %s is not built.", clip(prefix))
	}
	return rt.find(name, "UnknownOperationException", http.StatusBadRequest)
}

// isQuery tells Query calls, which name an Action, from REST ones.
func (g *Gateway) isQuery(r *http.Request, media, signing string) bool {
	if list := g.rooms.bySigning[signing]; len(list) > 0 {
		e := list[0]
		return e.speaks(schema.AWSQuery) || e.speaks(schema.EC2Query)
	}
	if signing == "s3" || r.URL.Path != "/" {
		return false
	}
	return r.Method == http.MethodPost && media == "application/x-www-form-urlencoded" ||
		strings.Contains(r.URL.RawQuery, "Action=")
}

func (g *Gateway) routeQuery(rt *route, signing string) error {
	rt.use(g, schema.AWSQuery)
	r := rt.req.HTTP
	form := r.URL.Query()
	if r.Method == http.MethodPost {
		body, err := readAll(r.Body, g.allowance(rt, r))
		if err != nil {
			return err
		}
		rt.form = true
		r.Body = io.NopCloser(bytes.NewReader(body))
		rt.req.Body, rt.req.Length = r.Body, int64(len(body))
		posted, err := url.ParseQuery(string(body))
		if err != nil {
			return protocol.Errorf(http.StatusBadRequest, "MalformedQueryString", "The form can't be read: %v", err)
		}
		for k, v := range posted {
			form[k] = v
		}
	}
	rt.req.Query = form
	action, version := form.Get("Action"), form.Get("Version")
	if rt.entry = g.rooms.query(signing, version, action); rt.entry == nil {
		if action == "" {
			return protocol.Errorf(http.StatusBadRequest, "MissingAction", "The request names no Action.")
		}
		return notBuilt("The service of action %s (version %s) is not built.", clip(action), clip(version))
	}
	if rt.entry.speaks(schema.EC2Query) {
		rt.use(g, schema.EC2Query)
	}
	if rt.entry.Query != nil {
		rt.entry.Query(r, form)
	}
	if action == "" {
		return protocol.Errorf(http.StatusBadRequest, "MissingAction", "The request names no Action.")
	}
	rt.op = rt.entry.Schema.Operation(action)
	if rt.op == nil {
		return protocol.Errorf(http.StatusBadRequest, "InvalidAction", "Could not find operation %s for version %s", clip(action), clip(version))
	}
	return nil
}

func (g *Gateway) routeREST(rt *route, at place, signing, media string) error {
	rt.use(g, schema.RestXML)
	if signing == "" {
		signing = "s3" // path-style S3 is what has no other mark
	}
	list := g.rooms.bySigning[signing]
	if len(list) == 0 {
		if signing != "s3" {
			rt.use(g, schema.RestJSON)
		}
		return notBuilt("The service %s is not built.", clip(signing))
	}
	rt.entry = list[0]
	for _, p := range rt.entry.Schema.Protocols {
		rt.use(g, p)
		break
	}
	if rt.entry.router == nil {
		return protocol.Errorf(http.StatusNotFound, "UnknownOperationException", "The request names no operation.")
	}
	if at.bucket != "" {
		rt.req.Path = "/" + at.bucket + rt.req.Path
	}
	query, err := url.ParseQuery(rt.req.RawQuery)
	if err != nil {
		return protocol.Errorf(http.StatusBadRequest, "InvalidURI", "Couldn't parse the specified URI.")
	}
	rt.req.Query = query
	r := rt.req.HTTP
	rt.op, rt.req.Labels, err = rt.entry.router.Match(r.Method, rt.req.Path, query, r.Header)
	if _, ok := errors.AsType[*router.MethodError](err); ok && r.Method == http.MethodPost && media == "multipart/form-data" {
		return notBuilt("Uploads by a browser's form are not built.") // S3's PostObject is in no model
	}
	return routeError(err)
}

func routeError(err error) error {
	if err == nil {
		return nil
	}
	if m, ok := errors.AsType[*router.MethodError](err); ok {
		e := protocol.Errorf(http.StatusMethodNotAllowed, "MethodNotAllowed", "The specified method is not allowed against this resource.")
		e.Header = http.Header{"Allow": {strings.Join(m.Allow, ", ")}}
		return e
	}
	if errors.Is(err, router.ErrBadEscape) {
		return protocol.Errorf(http.StatusBadRequest, "InvalidURI", "Couldn't parse the specified URI.")
	}
	return protocol.Errorf(http.StatusNotFound, "UnknownOperationException", "No operation has this path.")
}

// maxStrange bounds, in bytes, what is read into memory of the body of somebody
// who has not shown a key: enough for a SAML assertion or a web identity token.
const maxStrange = 256 << 10

// allowance is how many bytes of a form are read before its signature can be
// verified.
func (g *Gateway) allowance(rt *route, r *http.Request) int {
	if r.ContentLength >= 0 && r.ContentLength <= maxStrange {
		return maxStrange
	}
	if rt.sig != nil {
		if _, err := g.Identity.Credential(r.Context(), rt.sig.AccessKeyID, rt.sig.Token); err == nil {
			return protocol.MaxBody
		}
	}
	return maxStrange
}

// readAll reads a body that is not streamed.
func readAll(r io.Reader, limit int) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, &protocol.Error{Code: "IncompleteBody", Status: http.StatusBadRequest, Message: "The request body could not be read.", Cause: err}
	}
	if len(body) > limit {
		return nil, tooLarge(limit)
	}
	return body, nil
}

func tooLarge(limit int) error {
	return protocol.Errorf(http.StatusRequestEntityTooLarge, "RequestEntityTooLarge", "The request is larger than %d bytes.", limit)
}
