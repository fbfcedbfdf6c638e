package router

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol/schema"
)

// s3 has the patterns of S3 that are hard to tell apart.
func s3() *schema.Service {
	return service("S3",
		"ListBuckets GET /", "ListDirectoryBuckets GET /",
		"CreateBucket PUT /{Bucket}", "HeadBucket HEAD /{Bucket}", "ListObjects GET /{Bucket}",
		"ListObjectsV2 GET /{Bucket}?list-type=2", "GetBucketPolicy GET /{Bucket}?policy",
		"ListObjectVersions GET /{Bucket}?versions", "DeleteObjects POST /{Bucket}?delete",
		"ListMultipartUploads GET /{Bucket}?uploads", "GetBucketLocation GET /{Bucket}?location&x-id=GetBucketLocation",
		"GetBucketMetricsConfiguration GET /{Bucket}?metrics", "ListBucketMetricsConfigurations GET /{Bucket}?metrics",
		"GetBucketLifecycle GET /{Bucket}?lifecycle", "GetBucketLifecycleConfiguration GET /{Bucket}?lifecycle",
		"PutObject PUT /{Bucket}/{Key+}?x-id=PutObject", "CopyObject PUT /{Bucket}/{Key+}", "UploadPart PUT /{Bucket}/{Key+}",
		"UploadPartCopy PUT /{Bucket}/{Key+}", "PutObjectTagging PUT /{Bucket}/{Key+}?tagging",
		"GetObject GET /{Bucket}/{Key+}", "HeadObject HEAD /{Bucket}/{Key+}", "ListParts GET /{Bucket}/{Key+}",
		"CreateMultipartUpload POST /{Bucket}/{Key+}?uploads", "CompleteMultipartUpload POST /{Bucket}/{Key+}",
		"SelectObjectContent POST /{Bucket}/{Key+}?select&select-type=2",
		"DeleteObject DELETE /{Bucket}/{Key+}", "AbortMultipartUpload DELETE /{Bucket}/{Key+}",
		"WriteGetObjectResponse POST /WriteGetObjectResponse",
	)
}

// rest has the patterns of other services.
func rest() *schema.Service {
	return service("Rest",
		"ListFunctions GET /2015-03-31/functions/", "CreateFunction POST /2015-03-31/functions",
		"GetFunction GET /2015-03-31/functions/{FunctionName}", "Invoke POST /2015-03-31/functions/{FunctionName}/invocations",
		"GetSettings GET /2015-03-31/functions/settings",
		"GetPolicy GET /mrap/{name+}/policy", "GetStatus GET /mrap/{name+}/policystatus", "GetMrap GET /mrap/{name+}",
		"Deep GET /a/{x}/c", "Shallow GET /a/b/d",
	)
}

// service makes one of lines "Name METHOD URI".
func service(id string, lines ...string) *schema.Service {
	s := &schema.Service{ID: id}
	for _, l := range lines {
		f := strings.Fields(l)
		s.Operations = append(s.Operations, &schema.Operation{Name: f[0], Method: f[1], URI: f[2]})
	}
	return s
}

func must(t testing.TB, s *schema.Service) *Router {
	t.Helper()
	r, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMatch(t *testing.T) {
	routers := map[string]*Router{"s3": must(t, s3()), "rest": must(t, rest())}
	src := http.Header{"X-Amz-Copy-Source": {"b/k"}}
	for _, c := range []struct {
		in     string // "router METHOD target"
		header http.Header
		want   string // operation and labels, sorted
	}{
		{in: "s3 GET /", want: "ListBuckets"},
		{in: "s3 GET /?x-id=ListBuckets", want: "ListBuckets"},
		{in: "s3 GET /b", want: "ListObjects Bucket=b"},
		{in: "s3 GET /b/", want: "ListObjects Bucket=b"},
		{in: "s3 GET /b/?foo", want: "ListObjects Bucket=b"},
		{in: "s3 GET /b?list-type=1", want: "ListObjects Bucket=b"},
		{in: "s3 GET /b?list-type=2&prefix=p", want: "ListObjectsV2 Bucket=b"},
		{in: "s3 GET /b/?policy", want: "GetBucketPolicy Bucket=b"},
		{in: "s3 GET /b?policy=", want: "GetBucketPolicy Bucket=b"},
		{in: "s3 GET /b?location", want: "GetBucketLocation Bucket=b"},
		{in: "s3 GET /b?versions", want: "ListObjectVersions Bucket=b"},
		{in: "s3 GET /b?uploads", want: "ListMultipartUploads Bucket=b"},
		{in: "s3 GET /b?metrics&id=1", want: "GetBucketMetricsConfiguration Bucket=b"},
		{in: "s3 GET /b?metrics", want: "ListBucketMetricsConfigurations Bucket=b"},
		{in: "s3 GET /b?lifecycle", want: "GetBucketLifecycleConfiguration Bucket=b"},
		{in: "s3 PUT /b/k", want: "PutObject Bucket=b Key=k"},
		{in: "s3 PUT /b/k?foo", want: "PutObject Bucket=b Key=k"},
		{in: "s3 PUT /b/k", header: src, want: "CopyObject Bucket=b Key=k"},
		{in: "s3 PUT /b/k?partNumber=1&uploadId=u", want: "UploadPart Bucket=b Key=k"},
		{in: "s3 PUT /b/k?partNumber=1&uploadId=u", header: src, want: "UploadPartCopy Bucket=b Key=k"},
		{in: "s3 PUT /b/k?tagging", want: "PutObjectTagging Bucket=b Key=k"},
		{in: "s3 GET /b/k?uploadId=u", want: "ListParts Bucket=b Key=k"},
		{in: "s3 DELETE /b/k?uploadId=u", want: "AbortMultipartUpload Bucket=b Key=k"},
		{in: "s3 DELETE /b/k?versionId=v", want: "DeleteObject Bucket=b Key=k"},
		{in: "s3 POST /b/k?uploads", want: "CreateMultipartUpload Bucket=b Key=k"},
		{in: "s3 POST /b/k?uploadId=u", want: "CompleteMultipartUpload Bucket=b Key=k"},
		{in: "s3 POST /b/k?select&select-type=2", want: "SelectObjectContent Bucket=b Key=k"},
		{in: "s3 POST /b/k", want: "405 DELETE GET HEAD PUT"},
		{in: "s3 POST /b", want: "405 GET HEAD PUT"},
		{in: "s3 POST /WriteGetObjectResponse", want: "WriteGetObjectResponse"},
		{in: "s3 GET /b//", want: "GetObject Bucket=b Key=/"},
		{in: "s3 GET /b//a//", want: "GetObject Bucket=b Key=/a//"},
		{in: "s3 GET /b/a/../c/./", want: "GetObject Bucket=b Key=a/../c/./"},
		{in: "s3 GET /b/a%2Fb%20+c%C3%A9", want: "GetObject Bucket=b Key=a/b +cé"},
		{in: "s3 GET //k", want: "404"},
		{in: "s3 GET /b/%zz", want: "400"},

		{in: "rest GET /2015-03-31/functions", want: "ListFunctions"},
		{in: "rest POST /2015-03-31/functions/", want: "CreateFunction"},
		{in: "rest GET /2015-03-31/functions/f", want: "GetFunction FunctionName=f"},
		{in: "rest GET /2015-03-31/functions/f/", want: "GetFunction FunctionName=f"},
		{in: "rest GET /2015-03-31/functions/settings", want: "GetSettings"},
		{in: "rest GET /2015-03-31/functions/set%74ings", want: "GetSettings"},
		{in: "rest POST /2015-03-31/functions/settings/invocations", want: "Invoke FunctionName=settings"},
		{in: "rest POST /2015-03-31/functions/a%2Fb/invocations", want: "Invoke FunctionName=a/b"},
		{in: "rest POST /2015-03-31/functions//invocations", want: "404"},
		{in: "rest PUT /2015-03-31/functions/f", want: "405 GET"},
		{in: "rest GET /mrap/a/b/policy", want: "GetPolicy name=a/b"},
		{in: "rest GET /mrap/a/policystatus", want: "GetStatus name=a"},
		{in: "rest GET /mrap/policy", want: "GetMrap name=policy"},
		{in: "rest GET /mrap/", want: "404"},
		{in: "rest GET /a/b/c", want: "Deep x=b"},
		{in: "rest GET /a/b/d", want: "Shallow"},
		{in: "rest GET /nothing", want: "404"},
		{in: "rest GET nothing", want: "404"},
	} {
		f := strings.Fields(c.in)
		path, query, _ := strings.Cut(f[2], "?")
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		op, labels, err := routers[f[0]].Match(f[1], path, q, c.header)
		if got := show(op, labels, err); got != c.want {
			t.Errorf("%s %v: got %q, want %q", c.in, c.header, got, c.want)
		}
	}
}

// show writes what Match answered as the table does.
func show(op *schema.Operation, labels map[string]string, err error) string {
	if e, ok := errors.AsType[*MethodError](err); ok {
		return "405 " + strings.Join(e.Allow, " ")
	}
	switch {
	case errors.Is(err, ErrNoPath):
		return "404"
	case errors.Is(err, ErrBadEscape):
		return "400"
	case err != nil:
		return err.Error()
	}
	out := op.Name
	for _, k := range slices.Sorted(maps.Keys(labels)) {
		out += fmt.Sprintf(" %s=%s", k, labels[k])
	}
	return out
}

func TestNewRefuses(t *testing.T) {
	for _, c := range []struct {
		lines []string
		want  string
	}{
		{[]string{"A GET /{x}", "B GET /{y}"}, "can't be told from A"},
		{[]string{"A GET /x?q", "B GET /x/?q"}, "can't be told from A"},
		{[]string{"A GET x"}, "does not begin with a slash"},
		{[]string{"A GET /{x+}/{y}"}, "a label follows a greedy label"},
		{[]string{"A GET " + strings.Repeat("/{x}", maxLabels+1)}, "too many labels"},
	} {
		_, err := New(service("X", c.lines...))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v: got %v, want %q", c.lines, err, c.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	f.Add("GET", "/b/k%2F//", "uploads&list-type=2")
	f.Add("PUT", "/2015-03-31/functions/%", "a=%zz")
	rs := []*Router{must(f, s3()), must(f, rest())}
	f.Fuzz(func(t *testing.T, method, path, query string) {
		q, _ := url.ParseQuery(query)
		for _, r := range rs {
			op, labels, err := r.Match(method, path, q, nil)
			if (op == nil) == (err == nil) {
				t.Fatalf("operation %v with error %v", op, err)
			}
			for name, v := range labels {
				if v == "" {
					t.Errorf("empty label %s", name)
				}
			}
		}
	})
}

func BenchmarkMatch(b *testing.B) {
	r := must(b, s3())
	q := url.Values{"partNumber": {"1"}, "uploadId": {"u"}}
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := r.Match("PUT", "/bucket/some/long/key%20name.txt", q, nil); err != nil {
			b.Fatal(err)
		}
	}
}
