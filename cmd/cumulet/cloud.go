package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/object"
	"github.com/cumulet/cumulet/engine/queue"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/engine/task"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/vfs"
	"github.com/cumulet/cumulet/services/all"
)

// cloud is everything behind the listeners.
type cloud struct {
	conf     config.Config
	log      *slog.Logger
	out      io.Writer // for the operator
	fs       vfs.FS    // of store and blobs
	store    *pebblekv.Store
	box      *seal.Box
	blobs    *blob.Store
	queues   *queue.Engine
	tasks    *task.Runner
	identity *identity.Store
	gateway  *gateway.Gateway
	facts    cloudFacts

	stop []func(context.Context) error // in the order of starting
}

// openCloud opens the data directory and puts the house together.
func openCloud(ctx context.Context, c config.Config, log *slog.Logger, out io.Writer) (*cloud, error) {
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, err
	}
	return openCloudOn(ctx, vfs.OS(), c, log, out)
}

// openCloudOn is openCloud with store and blobs on a file system of its own.
func openCloudOn(ctx context.Context, fs vfs.FS, c config.Config, log *slog.Logger, out io.Writer) (*cloud, error) {
	k := &cloud{conf: c, log: log, out: out, fs: fs}
	if err := k.open(ctx); err != nil {
		return nil, errors.Join(err, k.close(context.WithoutCancel(ctx)))
	}
	return k, nil
}

func (k *cloud) open(ctx context.Context) (err error) {
	c := k.conf
	reserve := uint64(c.ReserveMiB) << 20
	if k.store, err = pebblekv.Open(filepath.Join(c.Data, "store"), pebblekv.Options{
		FS: k.fs, Logger: k.log, CacheSize: c.CacheMiB << 20, Reserve: reserve,
	}); err != nil {
		return explain(c, err)
	}
	k.onStop(func(context.Context) error { return k.store.Close() })
	if k.box, err = openBox(ctx, k.store, c.MasterKey()); err != nil {
		return err
	}
	if k.blobs, err = blob.Open(ctx, blob.Options{
		FS: k.fs, Dir: filepath.Join(c.Data, "blobs"), Store: k.store, Tasks: enqueuer{},
		Log: k.log, Reserve: reserve,
	}); err != nil {
		return err
	}
	decorated := gateway.Recorded(k.store)
	objects, err := object.Open(ctx, object.Options{Store: decorated, Blobs: k.blobs, Tasks: enqueuer{}})
	if err != nil {
		return err
	}
	var password string
	if k.facts, password, err = facts(ctx, k.store, c); err != nil {
		return err
	}
	k.identity = identity.NewStore(decorated, k.box, clock.System{}, identity.Options{})
	k.queues = queue.New(queue.Options{Store: decorated, Tasks: enqueuer{}, Log: k.log})
	rooms := all.Rooms(all.Deps{
		Store: decorated, Identity: k.identity, Objects: objects, Queues: k.queues, Clock: clock.System{}, Log: k.log,
		Account: k.facts.Account, Region: c.Region, Domains: c.Domains,
	})
	proxies, err := c.Proxies()
	if err != nil {
		return err
	}
	k.gateway, err = gateway.New(gateway.Options{
		Rooms: rooms, Store: k.store, Identity: k.identity, Clock: clock.System{}, Log: k.log,
		Account: k.facts.Account, Region: c.Region, Domains: c.Domains, SigV2: c.SigV2, TrustedProxies: proxies,
	})
	if err != nil {
		return err
	}
	work := []map[string]task.Handler{k.blobs.Tasks(), objects.Tasks(), k.gateway.Tasks()}
	for _, r := range rooms {
		work = append(work, r.Tasks)
	}
	k.tasks = task.New(k.store, clock.System{}, merge(work...), task.Options{Logger: k.log})
	return k.welcome(ctx, password)
}

// enqueuer gives the engines a way to write tasks.
type enqueuer struct{}

// Enqueue implements the engines' Enqueuer.
func (enqueuer) Enqueue(tx kv.Tx, t task.Task) error { return task.Enqueue(tx, t) }

// explain adds what to do to the errors that an operator meets.
func explain(c config.Config, err error) error {
	switch {
	case errors.Is(err, kv.ErrLocked):
		return fmt.Errorf("another cumulet runs on %s: stop it first, or use another directory (--data)", c.Data)
	case errors.Is(err, kv.ErrNewerFormat):
		return fmt.Errorf("%w: install the newer cumulet that wrote %s", err, c.Data)
	}
	return err
}

// merge gathers who does which background work.
func merge(handlers ...map[string]task.Handler) map[string]task.Handler {
	out := map[string]task.Handler{}
	for _, m := range handlers {
		maps.Copy(out, m)
	}
	return out
}

// welcome sees to root's key, and to the files of AWS's clients. What is made
// here is printed once.
func (k *cloud) welcome(ctx context.Context, password string) error {
	keyID, secret, err := readCredentials(k.conf.Data)
	if err != nil {
		return err
	}
	made := false
	switch {
	case k.conf.RootAccessKeyID != "":
		keyID, secret = k.conf.RootAccessKeyID, k.conf.RootSecretAccessKey
		err = errors.Join(k.identity.EnsureRoot(ctx, k.facts.Account, keyID, secret), writeClientFiles(k.conf, keyID, secret))
	case password != "": // first start
		made = true
		if keyID, secret, err = k.identity.NewRootKey(ctx, k.facts.Account); err == nil {
			err = writeClientFiles(k.conf, keyID, secret)
		}
	default:
		err = writeClientConfig(k.conf)
	}
	if err != nil {
		return err
	}
	if password != "" {
		k.introduce(keyID, secret, password, made)
	}
	return nil
}

// start begins the background work and lets requests in.
func (k *cloud) start(ctx context.Context) error {
	background, cancel := context.WithCancel(context.WithoutCancel(ctx))
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := k.blobs.Run(background); err != nil {
			k.log.Error("the blobs' background work ended", "err", err)
		}
	}()
	k.onStop(func(ctx context.Context) error { cancel(); <-done; return k.blobs.Close(ctx) })
	k.tasks.Start() //nolint:contextcheck // runs until Stop
	k.onStop(func(ctx context.Context) error { k.tasks.Stop(ctx); return nil })
	k.onStop(k.gateway.Stop)
	if err := k.serveControl(ctx); err != nil {
		return err
	}
	return k.gateway.Start(ctx)
}

func (k *cloud) onStop(f func(context.Context) error) { k.stop = append(k.stop, f) }

// close ends everything, last started first.
func (k *cloud) close(ctx context.Context) error {
	var errs []error
	for i := len(k.stop) - 1; i >= 0; i-- {
		errs = append(errs, k.stop[i](ctx))
	}
	k.stop = nil
	return errors.Join(errs...)
}
