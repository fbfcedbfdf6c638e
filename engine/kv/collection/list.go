package collection

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"

	"github.com/cumulet/cumulet/engine/kv"
)

// ErrBadToken says that a token is not one of this listing.
var ErrBadToken = errors.New("collection: bad token")

// Page says which part of a listing is wanted.
type Page struct {
	Prefix  string // only ids that begin with it
	Reverse bool   // descending ids
	Limit   int    // items at most; 0 means all
	Token   string // Next of the page before; "" begins
}

// Result is a page of a listing.
type Result[T any] struct {
	Items []Item[T]
	Next  string // token of the next page, "" on the last
}

// List returns a page, in the order of ids. The next page begins behind this
// one's last id, whatever was added or removed since.
func (c Collection[T]) List(tx kv.Tx, page Page) (res Result[T], err error) {
	r := kv.Prefix(c.prefix(page.Prefix))
	r.Reverse = page.Reverse
	if page.Limit > 0 {
		r.Limit = page.Limit + 1 // one more tells whether there is a next page
	}
	if page.Token != "" {
		last, err := c.parseToken(page)
		if err != nil {
			return res, err
		}
		if page.Reverse {
			r.End = c.Key(last)
		} else {
			r.Start = append(c.Key(last), 0)
		}
	}
	for item, err := range c.items(tx, r) {
		if err != nil {
			return Result[T]{}, err
		}
		if page.Limit > 0 && len(res.Items) == page.Limit {
			res.Next = c.token(page, res.Items[page.Limit-1].ID)
			break
		}
		res.Items = append(res.Items, item)
	}
	return res, nil
}

// prefix is the key of all ids that begin with p: an encoded string without its
// end mark.
func (c Collection[T]) prefix(p string) []byte {
	k := c.Key(p)
	return k[:len(k)-2]
}

// tokenSum is how many bytes of a token tie it to its listing.
const tokenSum = 8

// A token is the last id, behind a checksum over it and the listing: the scope,
// the prefix and the direction. That finds tokens that are damaged or of another
// listing. It is not a secret, and needs none: the scope comes from the request,
// so the worst that a made-up token does is to begin somewhere else.
func (c Collection[T]) token(page Page, last string) string {
	sum := c.sum(page, last)
	return base64.RawURLEncoding.EncodeToString(append(sum, last...))
}

func (c Collection[T]) parseToken(page Page) (last string, err error) {
	data, err := base64.RawURLEncoding.Strict().DecodeString(page.Token)
	if err != nil || len(data) < tokenSum {
		return "", ErrBadToken
	}
	last = string(data[tokenSum:])
	if string(c.sum(page, last)) != string(data[:tokenSum]) {
		return "", ErrBadToken
	}
	return last, nil
}

func (c Collection[T]) sum(page Page, last string) []byte {
	var direction uint64
	if page.Reverse {
		direction = 1
	}
	h := sha256.Sum256(c.key.String(page.Prefix).Uint(direction).String(last))
	return h[:tokenSum]
}
