package object

import (
	"bytes"
	"cmp"
	"context"
	"iter"

	"github.com/cumulet/cumulet/engine/kv"
)

// ListVersions lists all versions and delete markers, newest first under a key.
func (e *Engine) ListVersions(ctx context.Context, in ListInput) (page *Page, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, in.Bucket)
		if err != nil {
			return err
		}
		start, err := in.beginVersions(tx, b)
		if err != nil {
			return err
		}
		page = &Page{Versioning: b.Versioning}
		newest := newestOf{}
		page.More, err = walk(in, start, allVersions(tx, b),
			func(r row[version]) {
				latest, seen := newest.is(r.key)
				if !seen && in.After == r.key && in.AfterID != "" {
					latest = false // the newer ones were on the last page
				}
				page.Objects = append(page.Objects, r.value.listed(b, in.Bucket, r.key, latest))
				page.Next, page.NextID = r.key, r.value.id()
			},
			func(cp string) { page.Prefixes, page.Next, page.NextID = append(page.Prefixes, cp), cp, "" },
		)
		if !page.More {
			page.Next, page.NextID = "", ""
		}
		return err
	})
	return page, err
}

// newestOf tells whether a row is the first of its key.
type newestOf struct{ key string }

func (n *newestOf) is(key string) (latest, seen bool) {
	seen = n.key == key
	n.key = key
	return !seen, seen
}

// beginVersions is where a page begins: behind a version, where one is named.
func (in ListInput) beginVersions(tx kv.Tx, b *bucket) ([]byte, error) {
	if in.AfterID == "" || in.After < in.Prefix || in.afterPrefix() {
		return in.begin(), nil
	}
	seq, _, ok := parseID(in.AfterID)
	if in.AfterID == NullVersion {
		v, _, err := stack{tx, b, in.After, nil}.find(NullVersion)
		if err != nil {
			return nil, err
		}
		if v == nil { // gone meanwhile: rather twice than never
			return kv.NewKey(in.After), nil
		}
		seq, ok = v.Seq, true
	}
	if !ok {
		return nil, ErrInvalidVersion
	}
	return append(kv.NewKey(in.After).Uint(^seq), 0), nil
}

// allVersions merges the tables "live" and "old": by key, newest first.
func allVersions(tx kv.Tx, b *bucket) rows[version] {
	live, old := scanRows[version](tx, keyLive.Uint(b.ID)), scanRows[version](tx, keyOld.Uint(b.ID))
	return func(start, end []byte) iter.Seq2[row[version], error] {
		return func(yield func(row[version], error) bool) {
			// A live version sorts as if it stood in "old"; so it is sought from the
			// beginning of its key.
			from := start
			if i := keyEnd(start); i > 0 {
				from = start[:i]
			}
			nextLive, stopLive := iter.Pull2(live(from, end))
			defer stopLive()
			nextOld, stopOld := iter.Pull2(old(start, end))
			defer stopOld()
			l, errL, okL := nextLive()
			if okL && errL == nil && bytes.Compare(position(l), start) < 0 {
				l, errL, okL = nextLive()
			}
			o, errO, okO := nextOld()
			for okL || okO {
				if errL != nil || errO != nil {
					yield(row[version]{}, cmp.Or(errL, errO))
					return
				}
				if okL && (!okO || bytes.Compare(position(l), position(o)) < 0) {
					if !yield(l, nil) {
						return
					}
					l, errL, okL = nextLive()
					continue
				}
				if !yield(o, nil) {
					return
				}
				o, errO, okO = nextOld()
			}
		}
	}
}

// position is where a version stands, or would stand, in "old".
func position(r row[version]) []byte { return kv.NewKey(r.key).Uint(^r.value.Seq) }

// keyEnd is where KEY ends in a position that goes on behind it, or 0.
func keyEnd(start []byte) int {
	_, rest, ok := kv.CutString(start)
	if !ok {
		return 0
	}
	return len(start) - len(rest)
}
