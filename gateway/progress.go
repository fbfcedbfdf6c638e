package gateway

import (
	"errors"
	"io"
	"time"
)

// defaultStall is how long a client may make no progress, reading or writing,
// before its connection is closed. A slow but steady transfer goes on for ever.
const defaultStall = 60 * time.Second

// progressBody counts a request's body and moves the read deadline with it.
type progressBody struct {
	io.ReadCloser
	x    *exchange
	last time.Time
	done bool
}

// Read implements [io.Reader].
func (b *progressBody) Read(p []byte) (int, error) {
	if now := time.Now(); now.Sub(b.last) > b.x.g.Stall/4 {
		b.last = now
		b.x.control.SetReadDeadline(now.Add(b.x.g.Stall)) //nolint:errcheck // best effort: some connections have none
	}
	n, err := b.ReadCloser.Read(p)
	b.x.in += int64(n)
	if errors.Is(err, io.EOF) && !b.done {
		// The server goes on reading in the background to notice a client that
		// leaves; that must not run into the deadline.
		b.done = true
		b.x.control.SetReadDeadline(time.Time{}) //nolint:errcheck // see above
	}
	return n, err
}

// leave bounds how long the server waits for the rest of a body that nobody
// read to its end.
func (b *progressBody) leave() {
	if !b.done {
		b.x.control.SetReadDeadline(time.Now().Add(b.x.g.Stall)) //nolint:errcheck // see above
	}
}
