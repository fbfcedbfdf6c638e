package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/cumulet/cumulet/engine/backup"
	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/control"
)

// caretaker does what the commands ask for on an open data directory: in the
// server, or in the command itself where no server runs.
type caretaker struct {
	data    string
	store   *pebblekv.Store
	blobs   interface{ Hold() (release func()) } // nil where nobody removes any
	box     *seal.Box
	ids     *identity.Store
	account string
}

var _ control.Cloud = (*caretaker)(nil)

// NewRootKey implements [control.Cloud].
func (t *caretaker) NewRootKey(ctx context.Context) (k control.RootKey, err error) {
	k.AccessKeyID, k.Secret, err = t.ids.NewRootKey(ctx, t.account)
	return k, err
}

// RotateMasterKey implements [control.Cloud].
func (t *caretaker) RotateMasterKey(ctx context.Context, dropOld bool) (r control.Rotation, err error) {
	if r.Resealed, err = t.box.Rotate(ctx, t.ids); err == nil && dropOld {
		err = t.box.DropOld()
	}
	r.KeyID, r.Keys = t.box.KeyID(), len(t.box.KeyIDs())
	return r, err
}

// Backup implements [control.Cloud].
func (t *caretaker) Backup(ctx context.Context, w io.Writer) error {
	return backup.Write(ctx, w, backup.Source{Data: t.data, Store: t.store, Blobs: t.blobs, Version: version, Now: time.Now()})
}

// serveControl lets the commands reach the running server.
func (k *cloud) serveControl(ctx context.Context) error {
	t := &caretaker{data: k.conf.Data, store: k.store, blobs: k.blobs, box: k.box, ids: k.identity, account: k.facts.Account}
	s, err := control.Listen(ctx, k.conf.Data, version, t, k.log)
	if err != nil {
		return err
	}
	k.onStop(s.Close)
	return nil
}

// withCloud runs f with the server of the data directory or, where none runs,
// with the directory itself.
func withCloud(ctx context.Context, c config.Config, f func(control.Cloud) error) (err error) {
	client, err := control.Dial(ctx, c.Data)
	if err == nil {
		defer client.Close()
		return f(client)
	}
	if !errors.Is(err, control.ErrNotRunning) {
		return err
	}
	dir := filepath.Join(c.Data, "store")
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("there is no cloud in %s (another directory: --data or CUMULET_DATA): %w", c.Data, err)
	}
	t := &caretaker{data: c.Data}
	if t.store, err = pebblekv.Open(dir, pebblekv.Options{}); err != nil {
		return explain(c, err)
	}
	defer func() { err = errors.Join(err, t.store.Close()) }()
	if t.box, err = openBox(ctx, t.store, c.MasterKey()); err != nil {
		return err
	}
	known, _, err := facts(ctx, t.store, c)
	if err != nil {
		return err
	}
	t.account = known.Account
	t.ids = identity.NewStore(t.store, t.box, clock.System{}, identity.Options{})
	return f(t)
}

// openBox opens the master key. Only a new data directory gets a new one: to
// make another where secrets are sealed already would lose them.
func openBox(ctx context.Context, db kv.Store, path string) (*seal.Box, error) {
	err := db.View(ctx, func(tx kv.Tx) error {
		_, err := tx.Get(cloudKey)
		return err
	})
	if errors.Is(err, kv.ErrNotFound) {
		return seal.Open(path)
	}
	if err != nil {
		return nil, err
	}
	box, err := seal.Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: bring it back from a backup, or say where it is (CUMULET_MASTER_KEY_FILE); without it the secrets in the data can't be read", err)
	}
	return box, err
}

// dataFlags are those of the commands that look after a data directory.
func dataFlags(set *flag.FlagSet) {
	set.String("config", "", "TOML file with settings (CUMULET_CONFIG); ./cumulet.toml where it exists")
	set.String("data", config.Default().Data, "data directory (CUMULET_DATA)")
}
