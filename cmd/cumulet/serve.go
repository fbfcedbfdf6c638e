package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"github.com/cumulet/cumulet/internal/config"
)

// serve runs the cloud until a signal ends it.
func serve(ctx context.Context, std stdio, args []string) (err error) {
	set := flags(std, "serve", "[flags]", "Runs the cloud. Settings come from a TOML file, the environment and flags; the later win.")
	config.Flags(set)
	if err := parse(set, args, 0); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	collectLess(std.env)
	log, out := newLogger(conf, std.err)
	defer out.flush()
	slog.SetDefault(log)
	on, err := listeners(ctx, conf.Listen)
	if err != nil {
		return err
	}
	k, err := openCloud(ctx, conf, log, std.out)
	if err != nil {
		return err
	}
	defer func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainPeriod)
		defer cancel()
		err = errors.Join(err, k.close(last))
	}()
	if err := k.start(ctx); err != nil {
		return err
	}
	server, err := newServer(conf, k.gateway, log)
	if err != nil {
		return err
	}
	server.RegisterOnShutdown(k.queues.Hurry) // long polls need not hold it up
	if err := k.serveMetrics(ctx); err != nil {
		return err
	}
	fmt.Fprintf(std.out, "Cumulet %s is at %s (account %s, region %s). Stop it with Ctrl-C.\n", version, conf.Endpoint(), k.facts.Account, conf.Region)
	return run(ctx, server, on, log)
}

// introduce prints what was made at first start, once.
func (k *cloud) introduce(keyID, secret, password string, made bool) {
	if !made {
		secret = "(as preset)"
	}
	fmt.Fprintf(k.out, `
Welcome. This is shown once:

  root access key id      %s
  root secret access key  %s
  console password        %s

The key also stands in %s, for AWS's clients:

  eval "$(cumulet env)"
  aws s3 ls

`, keyID, secret, password, credentialsFile(k.conf.Data))
}

// serveMetrics opens the address of the metrics. A port in use there is no
// reason not to serve.
func (k *cloud) serveMetrics(ctx context.Context) error {
	if k.conf.MetricsListen == "" {
		return nil
	}
	on, err := listeners(ctx, []string{k.conf.MetricsListen})
	if err != nil {
		k.log.Warn("no metrics", "err", err)
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("/metrics", k.gateway.Metrics())
	if k.conf.Profile {
		handleProfiles(mux)
	}
	s := &http.Server{Handler: mux, ReadHeaderTimeout: headerTime, WriteTimeout: time.Minute}
	k.onStop(func(context.Context) error { return s.Close() })
	go s.Serve(on[0]) //nolint:errcheck // ends with Close
	return nil
}
