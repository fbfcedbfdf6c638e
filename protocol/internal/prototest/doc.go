// Package prototest runs published protocol tests against the codecs: those of
// the Smithy project, which name what a server has to decode, encode and refuse,
// and the older ones of the AWS SDK for Go.
//
// Neither is part of this repository. Smithy's are read from the JSON AST that
// CUMULET_PROTOCOL_TESTS names, or ../shared/protocol-tests beside the
// repository; without them the tests skip, and fail where CI is set. The SDK's
// come from the Go module proxy.
package prototest

import (
	"os"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/router"
	"github.com/cumulet/cumulet/protocol/schema"
)

// Run runs the tests of one service of the AST, "aws.protocoltests.json#JsonProtocol".
func Run(t *testing.T, c protocol.Codec, service string) {
	t.Helper()
	a := load(t)
	s, err := a.convert(service)
	if err != nil {
		t.Fatal(err)
	}
	r := runner{codec: c, service: s}
	if rest(s.schema.Protocols[0]) {
		if r.router, err = router.New(s.schema); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for _, op := range s.schema.Operations {
		for _, tc := range s.tests[op.Name].requests {
			n += r.run(t, "request/"+tc.ID, tc.AppliesTo, func() error { return r.request(op, &tc) })
		}
		for _, tc := range s.tests[op.Name].responses {
			n += r.run(t, "response/"+tc.ID, tc.AppliesTo, func() error { return r.response(op, nil, &tc) })
		}
		for _, tc := range s.tests[op.Name].malformed {
			for name, tc := range tc.expand() {
				n += r.run(t, "malformed/"+name, "", func() error { return r.malformed(op, &tc) })
			}
		}
		for _, e := range op.Errors {
			for _, tc := range s.tests[s.id[e]].responses {
				n += r.run(t, "response/"+tc.ID+"/"+op.Name, tc.AppliesTo, func() error { return r.response(op, e, &tc) })
			}
		}
	}
	if n == 0 {
		t.Errorf("%s has no tests", service)
	}
}

type runner struct {
	codec   protocol.Codec
	service *service
	router  *router.Router // of the REST protocols
}

// run runs one test that concerns a server. One that is skipped must still fail:
// when it passes, its entry in skipped is stale.
func (r *runner) run(t *testing.T, name, appliesTo string, test func() error) int {
	if appliesTo == "client" {
		return 0
	}
	t.Run(name, func(t *testing.T) {
		err := test()
		kind, id, _ := strings.Cut(name, "/")
		id, _, _ = strings.Cut(id, "/") // without parameters
		reason, skip := skipped[kind+"/"+id]
		switch {
		case skip && err == nil:
			t.Error("is in the list of skipped tests, but passes")
		case skip:
			t.Skipf("%s (%v)", reason, err)
		case err != nil:
			t.Error(err)
		}
	})
	return 1
}

// need skips the test loudly where its data is missing, and fails it in CI.
func need(t testing.TB, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

func rest(p schema.Protocol) bool { return p == schema.RestJSON || p == schema.RestXML }
