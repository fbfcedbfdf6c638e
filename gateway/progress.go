package gateway

import (
	"io"
	"time"
)

// stall is how long a client may make no progress, reading or writing, before
// its connection is closed. A slow but steady transfer goes on for ever.
const stall = 60 * time.Second

// progressBody counts a request's body and moves the read deadline with it.
type progressBody struct {
	io.ReadCloser
	x    *exchange
	last time.Time
}

// Read implements [io.Reader].
func (b *progressBody) Read(p []byte) (int, error) {
	if now := time.Now(); now.Sub(b.last) > stall/4 {
		b.last = now
		b.x.control.SetReadDeadline(now.Add(stall)) //nolint:errcheck // best effort: some connections have none
	}
	n, err := b.ReadCloser.Read(p)
	b.x.in += int64(n)
	if err != nil {
		// The server goes on reading in the background to notice a client that
		// leaves; that must not run into the deadline.
		b.x.control.SetReadDeadline(time.Time{}) //nolint:errcheck // see above
	}
	return n, err
}
