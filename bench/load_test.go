package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestLoad counts what a server counts: a generator that drops requests, or takes
// errors for answers, would measure nothing.
func TestLoad(t *testing.T) {
	var bodies = make(chan int, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "refused") {
			http.Error(w, "why", http.StatusForbidden)
			return
		}
		bodies <- int(r.ContentLength)
		answerAsMuch(w, r)
	}))
	defer s.Close()
	addr := s.Listener.Addr().String()
	to := &server{addr: addr}
	body := random(smallBody)
	list, err := signed{to, "s3", rootKey}.all(100, body, func(i int) (string, string, http.Header) {
		return http.MethodPut, "/b/k", http.Header{}
	})
	if err != nil {
		t.Fatal(err)
	}
	_, n, err := burst(addr, time.Minute, list, true).run(context.Background())
	if err != nil || n != 100 || len(bodies) != 100 {
		t.Errorf("%d answers, %d requests, %v", n, len(bodies), err)
	}
	for range len(bodies) {
		if got := <-bodies; got != smallBody {
			t.Fatalf("a body of %d bytes", got)
		}
	}
	bad, err := signed{to, "s3", rootKey}.all(1, nil, func(int) (string, string, http.Header) {
		return http.MethodGet, "/refused", http.Header{}
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := burst(addr, time.Minute, bad, true).run(context.Background()); err == nil || !strings.Contains(err.Error(), "403") {
		t.Errorf("a refusal counts as an answer: %v", err)
	}
}

func TestRatio(t *testing.T) {
	var tab table
	tab.ratio("x", []float64{50, 80, 30}, []float64{100, 100, 100}, "/s", "of L", 0.5)
	tab.limit("y", []float64{3, 91, 92}, 90, " ms")
	got := strings.Join(tab.lines[0], "|") + "\n" + strings.Join(tab.lines[1], "|")
	want := "x|50.0/s|50 % of L (100/s)|30–80 %|≥ 50 %|reached\ny|91.0 ms||3.0–92.0 ms|≤ 90.0 ms|not reached"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
