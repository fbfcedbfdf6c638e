package restxml_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/restxml"
	"github.com/cumulet/cumulet/protocol/schema"
)

type config struct{ Status *string }

type input struct {
	Bucket  *string
	MaxKeys *int32
	Since   *time.Time
	Config  *config
}

type location struct{ Where *string }

// putOp has a payload, as most of S3's operations that set something have.
func putOp() *schema.Operation {
	str := &schema.Shape{Kind: schema.String}
	cfg := &schema.Shape{Name: "BucketConfig", Kind: schema.Structure, Type: reflect.TypeFor[config](),
		Members: []schema.Member{{Name: "Status", Wire: "Status", Shape: str}}}
	return &schema.Operation{
		Name: "PutConfig", Method: http.MethodPut, URI: "/{Bucket}",
		Input: &schema.Shape{Name: "PutConfigInput", Kind: schema.Structure, Type: reflect.TypeFor[input](), Payload: 4, Members: []schema.Member{
			{Name: "Bucket", Wire: "Bucket", In: schema.InURI, Shape: str},
			{Name: "MaxKeys", Wire: "max-keys", In: schema.InQuery, Shape: &schema.Shape{Kind: schema.Integer}},
			{Name: "Since", Wire: "If-Modified-Since", In: schema.InHeader, Shape: &schema.Shape{Kind: schema.Timestamp}},
			{Name: "Config", Wire: "Config", In: schema.InPayload, Shape: cfg},
		}},
	}
}

func request(method, query, body string) *protocol.Request {
	q, err := url.ParseQuery(query)
	if err != nil {
		panic(err)
	}
	return &protocol.Request{
		HTTP: httptest.NewRequest(method, "/", nil), Path: "/b/k<", Query: q, Labels: map[string]string{"Bucket": "b"},
		Body: strings.NewReader(body), Length: int64(len(body)),
	}
}

var (
	s3    = &schema.Service{ID: "S3", XMLNamespace: "http://s3/"}
	other = &schema.Service{ID: "Route 53", XMLNamespace: "http://r53/"}
)

func TestDecode(t *testing.T) {
	on := "On"
	for _, body := range []string{
		`<Config xmlns="http://s3/"><Status>On</Status></Config>`, // the member's name
		`<BucketConfig><Status>On</Status></BucketConfig>`,        // the shape's
	} {
		got := &input{}
		if err := restxml.New().Decode(request("PUT", "", body), s3, putOp(), got); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got.Config, &config{&on}) || *got.Bucket != "b" {
			t.Errorf("%s: got %+v", body, got)
		}
	}
	got := &input{}
	if err := restxml.New().Decode(request("PUT", "", ""), s3, putOp(), got); err != nil || got.Config != nil {
		t.Errorf("no body: got %+v, %v", got.Config, err)
	}
}

func TestDecodeIgnoresBadDates(t *testing.T) {
	for date, want := range map[string]bool{"0": false, "Tue, 29 Apr 2014 18:30:38 GMT": true} {
		r, got := request("PUT", "", ""), &input{}
		r.HTTP.Header.Set("If-Modified-Since", date)
		if err := restxml.New().Decode(r, s3, putOp(), got); err != nil || (got.Since != nil) != want {
			t.Errorf("%s: got %v, %v", date, got.Since, err)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	for _, c := range []struct {
		svc         *schema.Service
		query, body string
		want        string // code and details
	}{
		{s3, "", `<Config>`, "MalformedXML"},
		{s3, "", `<Other/>`, "MalformedXML"},
		{s3, "max-keys=x", "", "InvalidArgument ArgumentName=max-keys ArgumentValue=x"},
		{other, "", `<Config>`, "SerializationException"},
		{other, "max-keys=x", "", "SerializationException"},
	} {
		err := restxml.New().Decode(request("PUT", c.query, c.body), c.svc, putOp(), &input{})
		e, ok := errors.AsType[*protocol.Error](err)
		if !ok {
			t.Errorf("%s%s: got %v", c.query, c.body, err)
			continue
		}
		got := e.Code
		for _, d := range e.Details {
			got += " " + d.Name + "=" + d.Value
		}
		if got != c.want || e.Status != 400 {
			t.Errorf("%s%s: got %s, want %s", c.query, c.body, got, c.want)
		}
	}
}

func TestEncodeError(t *testing.T) {
	e := &protocol.Error{Code: "NoSuchBucket", Status: 404, Message: "The specified bucket does not exist", Header: http.Header{"X-More": {"1"}}}
	const declaration = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	for _, c := range []struct {
		name, method string
		svc          *schema.Service
		err          *protocol.Error
		want         string
	}{
		{"S3", "GET", s3, e, declaration + `<Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message>` +
			`<Resource>/b/k&lt;</Resource><RequestId>id</RequestId><HostId>host</HostId></Error>`},
		{"S3 with details", "GET", s3, e.With("BucketName", "b"), declaration + `<Error><Code>NoSuchBucket</Code>` +
			`<Message>The specified bucket does not exist</Message><BucketName>b</BucketName><RequestId>id</RequestId><HostId>host</HostId></Error>`},
		{"HEAD", "HEAD", s3, e, ""},
		{"no service", "GET", nil, e.With("BucketName", "b"), declaration + `<Error><Code>NoSuchBucket</Code>` +
			`<Message>The specified bucket does not exist</Message><BucketName>b</BucketName><RequestId>id</RequestId><HostId>host</HostId></Error>`},
		{"another service", "GET", other, e, declaration + `<ErrorResponse xmlns="http://r53/"><Error><Type>Sender</Type><Code>NoSuchBucket</Code>` +
			`<Message>The specified bucket does not exist</Message></Error><RequestId>id</RequestId></ErrorResponse>`},
		{"not modified", "GET", s3, &protocol.Error{Code: "NotModified", Status: 304}, ""},
	} {
		w := httptest.NewRecorder()
		w.Header().Set("X-Amz-Id-2", "host")
		restxml.New().EncodeError(w, request(c.method, "", ""), c.svc, nil, c.err, "id")
		if got := w.Body.String(); got != c.want || w.Code != c.err.Status {
			t.Errorf("%s: got %d %s", c.name, w.Code, got)
		}
		if c.want != "" && (w.Header().Get("Content-Type") != "application/xml" || w.Header().Get("X-More") != "1") {
			t.Errorf("%s: headers %v", c.name, w.Header())
		}
	}
}

func TestEncodeLocation(t *testing.T) {
	where := "eu-west-3"
	op := &schema.Operation{Name: "GetBucketLocation", Output: &schema.Shape{Name: "GetBucketLocationOutput", Kind: schema.Structure,
		Type: reflect.TypeFor[location](), Members: []schema.Member{{Name: "Where", Wire: "LocationConstraint", Shape: &schema.Shape{Kind: schema.String}}}}}
	for want, out := range map[string]any{
		`<LocationConstraint xmlns="http://s3/">eu-west-3</LocationConstraint>`: &location{&where},
		`<LocationConstraint xmlns="http://s3/"></LocationConstraint>`:          &location{},
	} {
		w := httptest.NewRecorder()
		if err := restxml.New().Encode(w, request("GET", "", ""), s3, op, out, "id"); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(w.Body.String(), "\n"+want) {
			t.Errorf("got %s", w.Body)
		}
	}
}
