package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// request is an HTTP/1.1 request, ready to be sent: signing costs nothing while
// something is measured.
type request struct {
	head []byte
	body []byte // shared by many
}

// load is many clients that each send the next request as soon as the last one is
// answered, on a connection of their own that is kept.
type load struct {
	addr    string
	clients int
	atMost  time.Duration
	// next gives the i-th request; nil ends the load.
	next func(i int) *request
}

// run gives the answers a second, and how many there were. Any answer but 200 is
// an error.
func (l load) run(ctx context.Context) (perSecond float64, n int64, err error) {
	var (
		count, done atomic.Int64
		wg          sync.WaitGroup
		mu          sync.Mutex
		errs        []error
		begin       = time.Now()
		end         = begin.Add(l.atMost)
	)
	for range l.clients {
		wg.Go(func() {
			n, err := l.client(ctx, end, &count)
			done.Add(n)
			if err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	took := time.Since(begin).Seconds()
	return float64(done.Load()) / took, done.Load(), errors.Join(errs...)
}

func (l load) client(ctx context.Context, end time.Time, count *atomic.Int64) (n int64, err error) {
	c, err := dial(ctx, l.addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	for time.Now().Before(end) {
		r := l.next(int(count.Add(1) - 1))
		if r == nil {
			return n, nil
		}
		if err := c.do(r); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// conn is a connection of a client.
type conn struct {
	net.Conn
	in  *bufio.Reader
	out []byte
}

func dial(ctx context.Context, addr string) (*conn, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: c, in: bufio.NewReaderSize(c, 64<<10)}, nil
}

// small is up to how many bytes head and body go out in one write.
const small = 64 << 10

// do sends a request and reads its answer.
func (c *conn) do(r *request) error {
	c.out = append(c.out[:0], r.head...)
	body := r.body
	if len(body) <= small {
		c.out, body = append(c.out, body...), nil
	}
	if _, err := c.Write(c.out); err != nil {
		return err
	}
	if _, err := c.Write(body); err != nil {
		return err
	}
	return c.answer()
}

// answer reads an answer to its end.
func (c *conn) answer() error {
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return err
	}
	status := string(bytes.TrimSpace(line))
	length := int64(-1)
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return err
		}
		if line = bytes.TrimSpace(line); len(line) == 0 {
			break
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		if bytes.EqualFold(name, []byte("Content-Length")) {
			if length, err = strconv.ParseInt(string(bytes.TrimSpace(value)), 10, 64); err != nil {
				return err
			}
		}
	}
	if length < 0 {
		return fmt.Errorf("%s: no Content-Length", status)
	}
	if status != "HTTP/1.1 200 OK" {
		text, _ := io.ReadAll(io.LimitReader(c.in, min(length, 2000)))
		return fmt.Errorf("%s: %s", status, text)
	}
	_, err = io.CopyN(io.Discard, c.in, length)
	return err
}
