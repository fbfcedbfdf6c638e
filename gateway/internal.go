package gateway

import (
	"encoding/json"
	"net/http"
)

// internalService names the cloud's own paths in log and metrics.
const internalService = "cumulet"

// serveInternal answers the cloud's own paths below /_cumulet/.
func (g *Gateway) serveInternal(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case "/_cumulet/health":
		g.serveHealth(w, r)
	default:
		http.NotFound(w, r)
	}
}

// serveHealth answers 200 once the rooms run and the store answers, else 503.
func (g *Gateway) serveHealth(w http.ResponseWriter, r *http.Request) {
	status, code := "ok", http.StatusOK
	if !g.started.Load() {
		status, code = "starting", http.StatusServiceUnavailable
	} else if g.Ready != nil {
		if err := g.Ready(r.Context()); err != nil {
			g.Log.Error("health", "err", err)
			status, code = "failing", http.StatusServiceUnavailable
		}
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	json.NewEncoder(w).Encode(map[string]string{"status": status}) //nolint:errcheck // the client left
}
