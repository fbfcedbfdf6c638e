package prototest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/router"
	"github.com/cumulet/cumulet/protocol/schema"
)

// sdkModule holds the tests that the AWS SDK for Go had for its codecs, as
// models/protocol_tests/{input,output}/PROTOCOL.json.
const sdkModule = "github.com/aws/aws-sdk-go@v1.55.8"

// sdkSuite is a model in C2J with tests on its operations.
type sdkSuite struct {
	Metadata map[string]any            `json:"metadata"`
	Shapes   map[string]map[string]any `json:"shapes"`
	Cases    []sdkCase                 `json:"cases"`
}

type sdkCase struct {
	Given  json.RawMessage `json:"given"`
	Params map[string]any  `json:"params"`
	Sent   struct {
		Method  string            `json:"method"`
		URI     string            `json:"uri"`
		Body    *string           `json:"body"`
		Headers map[string]string `json:"headers"`
	} `json:"serialized"` //nolint:misspell // the file says so
	Result   map[string]any `json:"result"`
	Response struct {
		Status  int               `json:"status_code"`
		Headers map[string]string `json:"headers"`
		Body    *string           `json:"body"`
	} `json:"response"`
}

// RunSDK runs the tests of the AWS SDK for Go on one protocol, named as its file
// is: "json", "rest-xml". They are written for clients: an input test's request
// is decoded here, and an output test's result encoded.
func RunSDK(t *testing.T, c protocol.Codec, p schema.Protocol, file string) {
	t.Helper()
	for _, kind := range []string{"input", "output"} {
		data, err := os.ReadFile(filepath.Join(sdkFolder(t), kind, file+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var suites []sdkSuite
		if err := json.Unmarshal(data, &suites); err != nil {
			t.Fatal(err)
		}
		for i := range suites {
			for j := range suites[i].Cases {
				name := fmt.Sprintf("%s/%s-%d-%d", kind, file, i, j)
				new(runner).run(t, name, "", func() error {
					return runSDKCase(c, p, kind, &suites[i], &suites[i].Cases[j])
				})
			}
		}
	}
}

func sdkFolder(t *testing.T) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", sdkModule)
	cmd.Dir = t.TempDir() // not in a module, whose go.mod it would change
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var module struct{ Dir, Error string }
	err := cmd.Run()
	if jsonErr := json.Unmarshal(stdout.Bytes(), &module); err != nil || jsonErr != nil || module.Dir == "" {
		need(t, "can't download %s: %v %s %s", sdkModule, err, module.Error, stderr.String())
	}
	return filepath.Join(module.Dir, "models", "protocol_tests")
}

func runSDKCase(c protocol.Codec, p schema.Protocol, kind string, suite *sdkSuite, tc *sdkCase) error {
	var given struct {
		Name          string
		Input, Output struct{ Shape, Payload string }
	}
	if err := json.Unmarshal(tc.Given, &given); err != nil {
		return err
	}
	if given.Name == "" {
		given.Name = "OperationName"
	}
	for _, ref := range []struct{ Shape, Payload string }{given.Input, given.Output} {
		if ref.Payload != "" { // today's models have it on the shape
			suite.Shapes[ref.Shape]["payload"] = ref.Payload
		}
	}
	doc, err := json.Marshal(map[string]any{
		"metadata": suite.Metadata, "shapes": suite.Shapes,
		"operations": map[string]json.RawMessage{given.Name: tc.Given},
	})
	if err != nil {
		return err
	}
	m, _, err := model.FromC2J(doc)
	if err != nil {
		return err
	}
	m.Protocols = []schema.Protocol{p}
	s, err := m.Schema()
	if err != nil {
		return err
	}
	r := &runner{codec: c, service: &service{schema: canonical(s)}}
	if rest(p) {
		if r.router, err = router.New(s); err != nil {
			return err
		}
	}
	if kind == "input" {
		return r.sdkInput(s.Operations[0], tc)
	}
	return r.sdkOutput(s.Operations[0], tc)
}

func (r *runner) sdkInput(op *schema.Operation, tc *sdkCase) error {
	x := tc.Sent
	if x.Body != nil && *x.Body != "" && x.Headers["Content-Type"] == "" {
		x.Headers = withType(x.Headers, op.Input, r.service.schema.Protocols[0])
	}
	req, err := r.httpRequest(op, op.Method, x.URI, "", nil, x.Headers, x.Body)
	if err != nil {
		return err
	}
	in := reflect.New(op.Input.Type)
	if err := r.codec.Decode(req, r.service.schema, op, in.Interface()); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	for i := range op.Input.Members { // a token that the client made
		m := &op.Input.Members[i]
		if m.Idempotency && x.Body != nil && strings.Contains(*x.Body+x.URI, madeToken) {
			tc.Params = map[string]any{m.Name: madeToken}
		}
	}
	return compareStruct("", op.Input, in.Elem(), tc.Params)
}

const madeToken = "00000000-0000-4000-8000-000000000000"

// withType adds the content type that the tests leave to the client.
func withType(h map[string]string, s *schema.Shape, p schema.Protocol) map[string]string {
	mediaType := "application/json"
	if p == schema.RestXML {
		mediaType = "application/xml"
	}
	if s.Payload > 0 && s.Members[s.Payload-1].Shape.Kind == schema.String {
		mediaType = "text/plain"
	}
	out := map[string]string{"Content-Type": mediaType}
	for k, v := range h {
		out[k] = v
	}
	return out
}

func (r *runner) sdkOutput(op *schema.Operation, tc *sdkCase) error {
	v := reflect.New(op.Output.Type)
	if err := fillStruct(op.Output, v.Elem(), tc.Result); err != nil {
		return err
	}
	w := httptest.NewRecorder()
	req := &protocol.Request{HTTP: httptest.NewRequestWithContext(context.Background(), op.Method, "/", nil)}
	if err := r.codec.Encode(w, req, r.service.schema, op, v.Interface(), "request-id"); err != nil {
		return fmt.Errorf("encode: %w", err)
	}
	if tc.Response.Status != 0 && w.Code != tc.Response.Status {
		return fmt.Errorf("status %d, want %d", w.Code, tc.Response.Status)
	}
	if err := checkHeaders(w.Header(), &message{Headers: tc.Response.Headers}); err != nil {
		return err
	}
	if tc.Response.Body == nil {
		return nil
	}
	mediaType := "application/json"
	switch p := r.service.schema.Protocols[0]; {
	case op.Output.Payload > 0 && op.Output.Members[op.Output.Payload-1].Shape.Kind > schema.Map:
		mediaType = ""
	case p == schema.RestXML || p == schema.AWSQuery || p == schema.EC2Query:
		return compareBody("application/xml", asRead(*tc.Response.Body, op), []byte(asRead(w.Body.String(), op)))
	}
	return compareBody(mediaType, *tc.Response.Body, w.Body.Bytes())
}
