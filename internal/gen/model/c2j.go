package model

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/protocol/schema"
)

// FromC2J converts a model in C2J, the JSON form that botocore and older SDKs
// ship. Name and SigningName come from its endpoint prefix. It also returns the
// patterns that RE2 cannot compile, by shape, which the model goes without.
func FromC2J(data []byte) (*Service, map[string]string, error) {
	var in c2j
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, nil, fmt.Errorf("C2J model: %w", err)
	}
	md := in.Metadata
	s := &Service{
		ID: md.ServiceID, Name: md.EndpointPrefix, SigningName: or(md.SigningName, md.EndpointPrefix),
		Version: md.APIVersion, TargetPrefix: md.TargetPrefix, XMLNamespace: md.XMLNamespace.URI,
		Global: md.GlobalEndpoint != "", QueryCompatible: md.QueryCompatible != nil,
		Operations: map[string]*Operation{}, Shapes: map[string]*Shape{},
	}
	for _, p := range append(md.Protocols, md.Protocol) {
		q := c2jProtocols[p]
		if p == "json" && md.JSONVersion == "1.0" {
			q = schema.AWSJSON10
		}
		if q != "" && !slices.Contains(s.Protocols, q) {
			s.Protocols = append(s.Protocols, q)
		}
	}
	dropped := map[string]string{}
	for name, sh := range in.Shapes {
		out := in.shape(&sh, s)
		if _, err := regexp.Compile(out.Pattern); err != nil {
			dropped[name], out.Pattern = sh.Pattern, ""
		}
		s.Shapes[name] = out
	}
	for name, op := range in.Operations {
		s.Operations[name] = op.operation(name)
	}
	s.addMessages()
	return s, dropped, nil
}

var c2jProtocols = map[string]schema.Protocol{
	"json": schema.AWSJSON11, "query": schema.AWSQuery, "ec2": schema.EC2Query,
	"rest-json": schema.RestJSON, "rest-xml": schema.RestXML,
	"smithy-rpc-v2-cbor": schema.RPCv2CBOR,
}

var c2jTypes = map[string]string{"character": "string"} // the others are called the same

var c2jLocations = map[string]string{
	"header": "header", "headers": "prefixHeaders", "uri": "uri",
	"querystring": "query", "statusCode": "status",
}

var c2jFormats = map[string]string{
	"iso8601": "iso8601", "rfc822": "httpDate", "unixTimestamp": "epoch",
}

func (in *c2j) shape(sh *c2jShape, s *Service) *Shape {
	out := &Shape{
		Type: or(c2jTypes[sh.Type], sh.Type), Min: sh.Min, Max: sh.Max,
		Pattern: re2(sh.Pattern), Enum: sh.Enum,
		XMLName: sh.LocationName, XMLNamespace: Namespace(sh.XMLNamespace), EventStream: sh.EventStream,
	}
	switch {
	case sh.Union:
		out.Type = "union"
	case sh.Document:
		out.Type = "document"
	}
	if sh.Exception || sh.Error != nil {
		out.Error = sh.err()
	}
	for _, m := range sh.Members {
		member := in.member(m.name, &m.ref, s)
		member.Required = slices.Contains(sh.Required, m.name)
		if m.name == sh.Payload {
			member.In = "payload"
		}
		out.Members = append(out.Members, member)
	}
	for ref, at := range map[*c2jRef]**Member{sh.Key: &out.Key, sh.Value: &out.Elem, sh.Member: &out.Elem} {
		if ref != nil {
			m := in.member("", ref, s)
			*at = &m
		}
	}
	if out.Key != nil { // the default names of a map's parts, in every protocol
		out.Key.Name, out.Key.Wire = "", nonDefault(out.Key.Wire, "key")
		out.Elem.Wire = nonDefault(out.Elem.Wire, "value")
	}
	return out
}

func (sh *c2jShape) err() *Error {
	e := &Error{Status: 400}
	if sh.Fault {
		e.Status = 500
	}
	if in := sh.Error; in != nil {
		e.Code = in.Code
		if in.Status != 0 {
			e.Status = in.Status
		}
	}
	e.Server = sh.Fault || e.Status >= 500
	return e
}

// addMessages gives each error the message that all errors have on the wire,
// though some models (S3's) leave it out.
func (s *Service) addMessages() {
	const text = "ErrorMessageText"
	for _, sh := range s.Shapes {
		isMessage := func(m Member) bool { return strings.EqualFold(m.Name, "message") }
		if sh.Error == nil || slices.ContainsFunc(sh.Members, isMessage) {
			continue
		}
		sh.Members = append(sh.Members, Member{Name: "Message", Shape: text})
		s.Shapes[text] = &Shape{Type: "string"}
	}
}

// member resolves the traits of a reference, those of its shape included.
func (in *c2j) member(name string, ref *c2jRef, s *Service) Member {
	target := in.Shapes[ref.Shape]
	m := Member{
		Name: name, Shape: ref.Shape, Wire: or(ref.LocationName, target.LocationName),
		In:        c2jLocations[or(ref.Location, target.Location)],
		Flattened: ref.Flattened || target.Flattened, XMLAttribute: ref.XMLAttribute,
		XMLNamespace: Namespace(ref.XMLNamespace), Format: c2jFormats[or(ref.TimestampFormat, target.TimestampFormat)],
		Streaming: ref.Streaming || target.Streaming, HostLabel: ref.HostLabel, Idempotency: ref.IdempotencyToken,
	}
	if m.In == "query" && target.Type == "map" {
		m.In = "queryParams"
	}
	if ref.JSONValue || target.JSONValue {
		m.MediaType = "application/json"
	}
	if m.Flattened && target.Type == "list" && target.Member.LocationName != "" {
		m.Wire = target.Member.LocationName
	}
	if slices.Contains(s.Protocols, schema.EC2Query) && ref.QueryName != capital(or(m.Wire, name)) {
		m.Query = ref.QueryName
	}
	m.Wire = nonDefault(m.Wire, name)
	return m
}

func (op *c2jOperation) operation(name string) *Operation {
	out := &Operation{
		Method: nonDefault(op.HTTP.Method, "POST"), URI: nonDefault(op.HTTP.URI, "/"), Status: op.HTTP.Status,
		Input: op.Input.Shape, Output: op.Output.Shape, ResultWrapper: op.Output.ResultWrapper,
		NoAuth:          op.AuthType == "none" || slices.Contains(op.Auth, "smithy.api#noAuth"),
		UnsignedPayload: op.UnsignedPayload || op.AuthType == "v4-unsigned-body",
		HostPrefix:      op.Endpoint.HostPrefix,
		ReadOnly:        op.ReadOnly || readOnly.MatchString(name),
		InputXML:        op.Input.LocationName, InputXMLNamespace: Namespace(op.Input.XMLNamespace),
	}
	if out.Status == 200 {
		out.Status = 0
	}
	for _, e := range op.Errors {
		out.Errors = append(out.Errors, e.Shape)
	}
	c := op.Checksum
	c.Required = c.Required || op.ChecksumRequired
	if c.Algorithm != "" || c.Required || c.Mode != "" {
		out.Checksum = &Checksum{Algorithm: c.Algorithm, Required: c.Required, Mode: c.Mode, Response: c.Response}
	}
	return out
}

// readOnly tells by AWS's habit of naming; overlays correct it.
var readOnly = regexp.MustCompile(`^(Get|List|Head|Describe|BatchGet|BatchDescribe|Search|Simulate|Lookup)[A-Z]|^(Query|Scan|Search)$`)

var unicodeEscape = regexp.MustCompile(`\\u([0-9A-Fa-f]{4})`)

// surrogates are Java's spelling of all characters beyond the basic plane.
const surrogates = `\uD800\uDC00-\uDBFF\uDFFF`

// re2 turns a pattern, written for Java, into RE2. Patterns stay without anchors
// where the model has none: validation matches whole values.
func re2(p string) string {
	if at := strings.Index(strings.ToUpper(p), strings.ToUpper(surrogates)); at >= 0 {
		p = p[:at] + `\x{10000}-\x{10FFFF}` + p[at+len(surrogates):]
	}
	return unicodeEscape.ReplaceAllString(p, `\x{$1}`)
}

func nonDefault(v, def string) string {
	if v == def {
		return ""
	}
	return v
}

func capital(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
