package object

import (
	"context"

	"github.com/cumulet/cumulet/engine/kv"
)

// Uploads lists the uploads that are under way.
func (e *Engine) Uploads(ctx context.Context, in ListInput) (page *UploadPage, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		b, err := getBucket(tx, in.Bucket)
		if err != nil {
			return err
		}
		start := in.begin()
		if in.AfterID != "" && in.After >= in.Prefix && !in.afterPrefix() {
			seq, _, ok := parseID(in.AfterID)
			if !ok {
				return ErrNoSuchUpload
			}
			start = append(kv.NewKey(in.After).Uint(seq), 0)
		}
		page = &UploadPage{}
		page.More, err = walk(in, start, scanRows[upload](tx, keyUpload.Uint(b.ID)),
			func(r row[upload]) {
				seq, _, _ := kv.CutUint(r.rest)
				u := r.value.public(in.Bucket, r.key, seq)
				page.Uploads = append(page.Uploads, u)
				page.Next, page.NextID = u.Key, u.ID
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

// Parts lists the parts of an upload.
func (e *Engine) Parts(ctx context.Context, in PartsInput) (page *PartPage, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		_, u, seq, err := findUpload(tx, in.Bucket, in.Key, in.UploadID)
		if err != nil {
			return err
		}
		page = &PartPage{Upload: u.public(in.Bucket, in.Key, seq)}
		limit := min(in.Max, MaxPage)
		if limit <= 0 {
			return nil
		}
		for p, err := range scanParts(tx, u.Nonce, in.After) {
			if err != nil {
				return err
			}
			if len(page.Parts) == limit {
				page.More = true
				break
			}
			page.Parts = append(page.Parts, p.public())
		}
		return nil
	})
	return page, err
}

// ObjectParts lists the parts that an object was uploaded in.
func (e *Engine) ObjectParts(ctx context.Context, in ObjectPartsInput) (page *ObjectPartPage, err error) {
	err = e.store.View(ctx, func(tx kv.Tx) error {
		b, v, latest, err := lookup(tx, in.GetInput)
		if err != nil {
			return err
		}
		page = &ObjectPartPage{Object: v.public(b, in.Bucket, in.Key, latest)}
		limit := min(in.Max, MaxPage)
		if v.Parts == 0 || limit <= 0 {
			return nil
		}
		m := new(manifest)
		if _, err := load(tx, keyManifest.String(string(v.Manifest)), m); err != nil {
			return err
		}
		for i := range m.Parts {
			if m.Parts[i].Number <= in.After {
				continue
			}
			if len(page.Parts) == limit {
				page.More = true
				break
			}
			page.Parts = append(page.Parts, m.Parts[i].public())
		}
		return nil
	})
	return page, err
}
