package s3

import (
	"context"
	"io"
	"strings"

	"github.com/cumulet/cumulet/gateway/record"
)

// What the room charges for, as Amazon S3's price list has it: requests of tier
// 1 (PUT, COPY, POST, LIST) and of tier 2 (all others); deletions are free.
const (
	usageTier1    = "s3:requests-tier1"
	usageTier2    = "s3:requests-tier2"
	usageBytesIn  = "s3:bytes-in"
	usageBytesOut = "s3:bytes-out"
)

// tier gives the price class of an operation, "" for those that are free.
func tier(operation string) string {
	for _, p := range []string{"Delete", "Abort"} {
		if strings.HasPrefix(operation, p) {
			return ""
		}
	}
	for _, p := range []string{"Put", "Create", "Copy", "Upload", "Complete", "List"} {
		if strings.HasPrefix(operation, p) {
			return usageTier1
		}
	}
	return usageTier2
}

// noteRequest notes the request. It is refused yet, maybe: the record has the
// status.
func noteRequest(ctx context.Context, r ref) {
	if kind := tier(r.operation); kind != "" {
		record.Use(ctx, kind, arnOf(r.bucket, ""), 1)
	}
}

// metered is a body on its way out. What was read of it is noted when it is
// closed.
type metered struct {
	io.ReadCloser
	note   func(n int64) // takes how many bytes went out
	also   io.Closer     // closed after the reader
	n      int64
	closed bool
}

// Read implements [io.Reader].
func (m *metered) Read(p []byte) (int, error) {
	n, err := m.ReadCloser.Read(p)
	m.n += int64(n)
	return n, err
}

// WriteTo implements [io.WriterTo], so that files can go straight to the socket.
func (m *metered) WriteTo(w io.Writer) (int64, error) {
	n, err := io.Copy(w, m.ReadCloser)
	m.n += n
	return n, err
}

// Close implements [io.Closer].
func (m *metered) Close() error {
	if m.closed {
		return nil
	}
	m.closed = true
	m.note(m.n)
	err := m.ReadCloser.Close()
	if e := m.also.Close(); err == nil {
		err = e
	}
	return err
}
