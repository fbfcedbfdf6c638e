package iam

import (
	"encoding/base64"
	"iter"
	"strings"
)

// page is what a listing gives back besides its items.
type page struct {
	truncated *bool
	marker    *string
}

// defaultItems is how many items a page has when the caller does not say.
const defaultItems = 100

// after reads a marker: the key of the last item of the page before.
func after(marker *string) (string, error) {
	if marker == nil {
		return "", nil
	}
	b, err := base64.RawURLEncoding.DecodeString(*marker)
	if err != nil || len(b) == 0 {
		return "", validation("Invalid Marker.")
	}
	return string(b), nil
}

// paged takes one page of items that come in the order of their keys. The
// sequence may begin anywhere at or before the marker.
func paged[T any](seq iter.Seq2[T, error], marker *string, maxItems *int32, key func(T) string) ([]T, page, error) {
	from, err := after(marker)
	if err != nil {
		return nil, page{}, err
	}
	max := defaultItems
	if maxItems != nil {
		max = int(*maxItems)
	}
	items := make([]T, 0, min(max, 16))
	for item, err := range seq {
		if err != nil {
			return nil, page{}, err
		}
		if from != "" && strings.ToLower(key(item)) <= strings.ToLower(from) {
			continue
		}
		if len(items) == max {
			next := base64.RawURLEncoding.EncodeToString([]byte(key(items[max-1])))
			return items, page{new(true), &next}, nil
		}
		items = append(items, item)
	}
	return items, page{truncated: new(false)}, nil
}

// each makes a sequence of a slice.
func each[T any](items []T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, item := range items {
			if !yield(item, nil) {
				return
			}
		}
	}
}

// where leaves out what keep refuses.
func where[T any](seq iter.Seq2[T, error], keep func(T) bool) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range seq {
			if err == nil && !keep(item) {
				continue
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

// convert maps the items of a page.
func convert[T, Out any](items []T, f func(T) Out) []Out {
	out := make([]Out, len(items))
	for i := range items {
		out[i] = f(items[i])
	}
	return out
}

// under tells whether a path has a prefix; none is under every one.
func under(prefix *string, path string) bool {
	return prefix == nil || strings.HasPrefix(path, *prefix)
}

// val is the string behind a pointer, or "".
func val(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
