package gateway_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestPreflight: a browser's script may call the RPC services from anywhere;
// its own key decides what it may do there.
func TestPreflight(t *testing.T) {
	g := newGateway(t, &fake{}, door{}, nil)
	ask := func(method string, header map[string]string) *http.Response {
		r := httptest.NewRequestWithContext(t.Context(), method, "http://localhost/", strings.NewReader("Action=GetCallerIdentity&Version=2011-06-15"))
		for k, v := range header {
			r.Header.Set(k, v)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		resp := w.Result()
		t.Cleanup(func() { resp.Body.Close() })
		return resp
	}
	resp := ask(http.MethodOptions, map[string]string{
		"Origin": "https://app.example", "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization,x-amz-date",
	})
	if h := resp.Header; resp.StatusCode != http.StatusOK || h.Get("Access-Control-Allow-Origin") != "*" || h.Get("Access-Control-Allow-Headers") != "authorization,x-amz-date" {
		t.Errorf("preflight: %d %v", resp.StatusCode, resp.Header)
	}
	if resp := ask(http.MethodOptions, nil); resp.StatusCode != http.StatusBadRequest {
		t.Errorf("OPTIONS that is no preflight: %d", resp.StatusCode)
	}
	header := form()
	header["Origin"] = "https://app.example"
	resp = ask(http.MethodPost, header)
	if resp.StatusCode != http.StatusForbidden || resp.Header.Get("Access-Control-Allow-Origin") != "*" || !strings.Contains(resp.Header.Get("Access-Control-Expose-Headers"), "x-amzn-RequestId") {
		t.Errorf("a script can't read its refusal: %d %v", resp.StatusCode, resp.Header)
	}
	if resp := ask(http.MethodPost, form()); resp.Header.Get("Access-Control-Allow-Origin") != "" {
		t.Error("CORS headers for somebody who sent no origin")
	}
}
