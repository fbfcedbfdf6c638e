package object

import (
	"bytes"
	"errors"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/engine/task"
)

// stack is the versions of one key, in a transaction: the newest in "live" or,
// where that is a marker, in "old" with the rest.
type stack struct {
	tx     kv.Tx
	bucket *bucket
	key    string
	trash  *trash
}

// trash is what a transaction leaves without a version.
type trash struct {
	blobs     []blob.Ref
	manifests []byte // of nonceSize bytes each
	bytes     int64
}

func (s stack) live() (*version, error) {
	v := new(version)
	found, err := load(s.tx, liveKey(s.bucket.ID, s.key), v)
	if !found {
		return nil, err
	}
	return v, err
}

// covered gives the newest version in "old", or nil.
func (s stack) covered() (*version, error) {
	if s.bucket.Versioning == VersioningUnset {
		return nil, nil
	}
	p, err := first(s.tx, oldPrefix(s.bucket.ID, s.key))
	if p == nil || err != nil {
		return nil, err
	}
	v := new(version)
	return v, decode(p.Value, v)
}

// newest gives the newest version, a marker maybe, or nil.
func (s stack) newest() (*version, error) {
	if v, err := s.live(); v != nil || err != nil {
		return v, err
	}
	return s.covered()
}

// find gives the version of an id and whether it is the newest; nil where none
// has it.
func (s stack) find(id string) (v *version, latest bool, err error) {
	live, err := s.live()
	if err != nil {
		return nil, false, err
	}
	var seq uint64
	var nonce []byte
	if id == NullVersion {
		if live != nil && live.Null {
			return live, true, nil
		}
		if seq, err = getUint(s.tx, nullKey(s.bucket.ID, s.key)); seq == 0 || err != nil {
			return nil, false, err
		}
	} else {
		var ok bool
		if seq, nonce, ok = parseID(id); !ok {
			return nil, false, ErrInvalidVersion
		}
		if live != nil && live.is(seq, nonce) {
			return live, true, nil
		}
	}
	v = new(version)
	found, err := load(s.tx, oldKey(s.bucket.ID, s.key, seq), v)
	if err != nil || !found || nonce != nil && !v.is(seq, nonce) {
		return nil, false, err
	}
	if live == nil {
		top, err := s.covered()
		return v, err == nil && top != nil && top.Seq == v.Seq, err
	}
	return v, false, nil
}

func (v *version) is(seq uint64, nonce []byte) bool {
	return v.Seq == seq && !v.Null && bytes.Equal(v.Nonce, nonce)
}

// push puts v on top, and covers or replaces what was there, by the bucket's
// versioning. live is the live version, as read.
func (s stack) push(v, live *version) error {
	v.Null = s.bucket.Versioning != VersioningEnabled
	below := live
	if below == nil {
		var err error
		if below, err = s.covered(); err != nil {
			return err
		}
	}
	v.Seq = 1
	if below != nil {
		v.Seq = below.Seq + 1
	}
	if live != nil {
		if err := s.cover(live, v); err != nil {
			return err
		}
	}
	if v.Null && s.bucket.Versioning == VersioningSuspended {
		if err := s.dropNull(); err != nil {
			return err
		}
	}
	return s.put(v, !v.Marker)
}

// cover moves the live version into "old"; or drops it, where v takes its place.
func (s stack) cover(live, v *version) error {
	if live.Null && v.Null {
		s.trash.add(live)
	} else if err := s.put(live, false); err != nil {
		return err
	}
	if !v.Marker {
		return nil // it is written over
	}
	return s.tx.Delete(liveKey(s.bucket.ID, s.key))
}

// dropNull drops the null version that is in "old", if one is.
func (s stack) dropNull() error {
	seq, err := getUint(s.tx, nullKey(s.bucket.ID, s.key))
	if seq == 0 || err != nil {
		return err
	}
	v := new(version)
	if _, err := load(s.tx, oldKey(s.bucket.ID, s.key, seq), v); err != nil {
		return err
	}
	s.trash.add(v)
	return s.takeOld(v)
}

// put writes a version into "live" or "old".
func (s stack) put(v *version, live bool) error {
	if live {
		return save(s.tx, liveKey(s.bucket.ID, s.key), v)
	}
	if v.Null {
		if err := setUint(s.tx, nullKey(s.bucket.ID, s.key), v.Seq); err != nil {
			return err
		}
	}
	return save(s.tx, oldKey(s.bucket.ID, s.key, v.Seq), v)
}

func (s stack) takeOld(v *version) error {
	if v.Null {
		if err := s.tx.Delete(nullKey(s.bucket.ID, s.key)); err != nil {
			return err
		}
	}
	return s.tx.Delete(oldKey(s.bucket.ID, s.key, v.Seq))
}

// remove takes a version away, which find gave; the one below may become live.
func (s stack) remove(v *version, latest bool) error {
	s.trash.add(v)
	var err error
	if latest && !v.Marker {
		err = s.tx.Delete(liveKey(s.bucket.ID, s.key))
	} else {
		err = s.takeOld(v)
	}
	if err != nil || !latest {
		return err
	}
	below, err := s.covered()
	if below == nil || below.Marker || err != nil {
		return err
	}
	return errors.Join(s.takeOld(below), s.put(below, true))
}

func (t *trash) add(v *version) {
	t.bytes += v.Size
	if v.Manifest != nil {
		t.manifests = append(t.manifests, v.Manifest...)
	} else {
		t.blobs = append(t.blobs, v.ref())
	}
}

// empty lets go of what is in the trash, in the transaction that filled it.
func (e *Engine) empty(tx kv.Tx, t *trash) error {
	if err := e.blobs.Unlink(tx, t.blobs...); err != nil {
		return err
	}
	var gone []byte
	for m := t.manifests; len(m) > 0; m = m[nonceSize:] {
		id := m[:nonceSize]
		more, err := getUint(tx, keyShares.String(string(id)))
		switch {
		case err != nil:
			return err
		case more == 0:
			gone = append(gone, id...)
		case more == 1:
			err = tx.Delete(keyShares.String(string(id)))
		default:
			err = setUint(tx, keyShares.String(string(id)), more-1)
		}
		if err != nil {
			return err
		}
	}
	if gone == nil {
		return nil
	}
	return e.tasks.Enqueue(tx, task.Task{Kind: manifestTask, Payload: gone})
}
