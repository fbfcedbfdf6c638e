package blob

import (
	"sync"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/internal/vfs"
)

// dirs makes directories and syncs them; callers that wait for the sync of one
// directory at the same time share it.
type dirs struct {
	fs   vfs.FS
	mu   sync.Mutex
	open map[string]*dir
}

type dir struct {
	run  sync.Mutex // held while syncing
	mu   sync.Mutex
	next *round // who comes now joins this sync, nil for none
}

type round struct {
	done chan struct{}
	err  error
}

// make sees to it that path stands, durably, below root.
func (d *dirs) make(path, root string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.open[path] != nil {
		return nil
	}
	if err := vfs.MkdirAll(d.fs, path); err != nil {
		return err
	}
	// An earlier attempt may have made it and failed to sync.
	for p := path; p != root; {
		p = d.fs.PathDir(p)
		if err := vfs.SyncDir(d.fs, p); err != nil {
			return err
		}
	}
	if d.open == nil {
		d.open = map[string]*dir{}
	}
	d.open[path] = &dir{}
	return nil
}

// forget is for directories that were removed.
func (d *dirs) forget(path string) {
	d.mu.Lock()
	delete(d.open, path)
	d.mu.Unlock()
}

// sync makes the names durable that stand in path when it is called.
func (d *dirs) sync(path string) error {
	d.mu.Lock()
	x := d.open[path]
	d.mu.Unlock()
	if x == nil {
		return vfs.SyncDir(d.fs, path)
	}
	x.mu.Lock()
	if r := x.next; r != nil {
		x.mu.Unlock()
		<-r.done
		return r.err
	}
	r := &round{done: make(chan struct{})}
	x.next = r
	x.mu.Unlock()

	x.run.Lock()
	defer x.run.Unlock()
	x.mu.Lock()
	x.next = nil // whoever comes from here on may have missed this sync
	x.mu.Unlock()
	r.err = vfs.SyncDir(d.fs, path)
	close(r.done)
	return r.err
}

// pins count who reads a blob, so that removal waits.
type pins struct {
	mu   sync.Mutex
	ids  map[ID]int
	hold int
}

func (p *pins) add(ids []ID) (release func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ids == nil {
		p.ids = map[ID]int{}
	}
	for _, id := range ids {
		p.ids[id]++
	}
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		for _, id := range ids {
			if p.ids[id]--; p.ids[id] == 0 {
				delete(p.ids, id)
			}
		}
	})
}

// unpinned runs f unless the blob is pinned; nobody pins it meanwhile.
func (p *pins) unpinned(id ID, f func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hold > 0 || p.ids[id] > 0 {
		return errPinned
	}
	return f()
}

// space watches the reserve of the disk.
type space struct {
	fs   vfs.FS
	mu   sync.Mutex
	at   time.Time
	free uint64
}

// check fails with kv.ErrNoSpace when the reserve is reached. It asks the file
// system once a second at most.
func (sp *space) check(o Options) error {
	if o.Reserve == 0 {
		return nil
	}
	sp.mu.Lock()
	defer sp.mu.Unlock()
	if now := o.Clock.Now(); sp.at.IsZero() || now.Sub(sp.at) >= time.Second {
		u, err := sp.fs.GetDiskUsage(o.Dir)
		if err != nil {
			return err
		}
		sp.at, sp.free = now, u.AvailBytes
	}
	if sp.free < o.Reserve {
		return kv.ErrNoSpace
	}
	return nil
}
