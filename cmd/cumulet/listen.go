package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cumulet/cumulet/internal/config"
)

const (
	maxHeader   = 64 << 10         // bytes; more is answered with 431
	headerTime  = 20 * time.Second // for the whole header
	idleTime    = 3 * time.Minute  // of a kept connection
	drainPeriod = 25 * time.Second // for requests under way at shutdown
)

// listeners opens every address before anything is served, so that a port in
// use ends the start, with a word on what to do.
func listeners(ctx context.Context, addrs []string) ([]net.Listener, error) {
	var out []net.Listener
	for _, a := range addrs {
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a)
		if err != nil {
			for _, open := range out {
				open.Close() // nothing was served on it
			}
			return nil, fmt.Errorf("listen on %s: %w (another address: --listen or CUMULET_LISTEN)", a, err)
		}
		out = append(out, l)
	}
	return out, nil
}

// newServer gives the HTTP server: HTTP/1.1 and HTTP/2, with and without TLS.
// Bodies have no time limit: the gateway ends connections without progress.
func newServer(c config.Config, h http.Handler, log *slog.Logger) (*http.Server, error) {
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug), Protocols: new(http.Protocols),
	}
	s.Protocols.SetHTTP1(true)
	if c.TLSCert == "" {
		s.Protocols.SetUnencryptedHTTP2(true)
		return s, nil
	}
	s.Protocols.SetHTTP2(true)
	cert, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return nil, fmt.Errorf("TLS: %w", err)
	}
	s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	return s, nil
}

// run serves until ctx ends, then drains what is under way.
func run(ctx context.Context, s *http.Server, on []net.Listener, log *slog.Logger) error {
	failed := make(chan error, len(on))
	secure := s.TLSConfig != nil // asked before Serve, which sets it
	for _, l := range on {
		go func() {
			if secure {
				failed <- s.ServeTLS(l, "", "")
				return
			}
			failed <- s.Serve(l)
		}()
	}
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping: requests under way are finished", "at_most", drainPeriod)
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainPeriod)
	defer cancel()
	if err := s.Shutdown(drain); err != nil && !errors.Is(err, http.ErrServerClosed) {
		log.Warn("requests were cut off", "err", err)
		return s.Close()
	}
	return nil
}
