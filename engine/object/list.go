package object

import (
	"context"
	"iter"

	"github.com/cumulet/cumulet/engine/kv"
)

// row is an entry of a table with keys BUCKET KEY ..., decoded.
type row[T any] struct {
	key   string
	rest  []byte // of the store's key, behind KEY
	value T
}

// rows gives what stands between two positions, which are encoded from KEY on.
type rows[T any] func(start, end []byte) iter.Seq2[row[T], error]

// scanRows reads the rows of a table.
func scanRows[T any](tx kv.Tx, table kv.Key) rows[T] {
	return func(start, end []byte) iter.Seq2[row[T], error] {
		return func(yield func(row[T], error) bool) {
			r := kv.Range{Start: append(table[:len(table):len(table)], start...), End: kv.Prefix(table).End}
			if end != nil {
				r.End = append(table[:len(table):len(table)], end...)
			}
			for p, err := range tx.Scan(r) {
				var out row[T]
				if err == nil {
					out.key, out.rest, _ = kv.CutString(p.Key[len(table):])
					err = decode(p.Value, &out.value)
				}
				if !yield(out, err) || err != nil {
					return
				}
			}
		}
	}
}

// walk gives the rows of a page to take, and the common prefixes to prefix. It
// skips what a common prefix covers by seeking behind it, so a page costs the
// same however much that is. more tells whether anything is left.
func walk[T any](in ListInput, start []byte, from rows[T], take func(row[T]), prefix func(string)) (more bool, err error) {
	end := kv.Prefix(partial(in.Prefix)).End
	limit := min(in.Max, MaxPage)
	if limit <= 0 {
		return false, nil
	}
	for n := 0; start != nil; {
		at := start
		start = nil
		for r, err := range from(at, end) {
			if err != nil {
				return false, err
			}
			if n == limit {
				return true, nil
			}
			n++
			if cp, ok := commonPrefix(r.key, in.Prefix, in.Delimiter); ok {
				prefix(cp)
				start = kv.Prefix(partial(cp)).End
				break
			}
			take(r)
		}
	}
	return false, nil
}

// begin is where a page begins: at the prefix, or behind After. Behind a common
// prefix means behind all that it covers.
func (in ListInput) begin() []byte {
	start := []byte(partial(in.Prefix))
	if in.After == "" || in.After < in.Prefix {
		return start
	}
	if in.afterPrefix() {
		return kv.Prefix(partial(in.After)).End
	}
	return kv.Prefix(kv.NewKey(in.After)).End
}

// afterPrefix tells whether After is a common prefix.
func (in ListInput) afterPrefix() bool {
	cp, ok := commonPrefix(in.After, in.Prefix, in.Delimiter)
	return ok && cp == in.After
}

// List lists current objects.
func (e *Engine) List(ctx context.Context, in ListInput) (page *Page, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, in.Bucket)
		if err != nil {
			return err
		}
		page = &Page{Versioning: b.Versioning}
		page.More, err = walk(in, in.begin(), scanRows[version](tx, keyLive.Uint(b.ID)),
			func(r row[version]) {
				page.Objects = append(page.Objects, r.value.listed(b, in.Bucket, r.key, true))
				page.Next = r.key
			},
			func(cp string) { page.Prefixes, page.Next = append(page.Prefixes, cp), cp },
		)
		if !page.More {
			page.Next = ""
		}
		return err
	})
	return page, err
}

// listed describes a version without what listings leave out.
func (v *version) listed(b *bucket, bucketName, key string, latest bool) Object {
	o := v.public(b, bucketName, key, latest)
	o.Meta, o.System, o.Tags = nil, nil, nil
	return o
}
