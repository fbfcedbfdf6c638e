package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
)

// Client talks to the server of a data directory.
type Client struct{ http *http.Client }

var _ Cloud = (*Client)(nil)

// Dial finds the server of a data directory. Without one it answers
// [ErrNotRunning].
func Dial(ctx context.Context, data string) (*Client, error) {
	path, err := SocketPath(data)
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{}
	c := &Client{http: &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return dialer.DialContext(ctx, "unix", path) },
	}}}
	if _, err := c.Status(ctx); err != nil {
		c.Close()
		if op := (*net.OpError)(nil); errors.As(err, &op) && op.Op == "dial" {
			return nil, ErrNotRunning
		}
		return nil, err
	}
	return c, nil
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Status tells who runs.
func (c *Client) Status(ctx context.Context) (s Status, err error) {
	return s, c.ask(ctx, http.MethodGet, "/status", &s)
}

// NewRootKey implements [Cloud].
func (c *Client) NewRootKey(ctx context.Context) (k RootKey, err error) {
	return k, c.ask(ctx, http.MethodPost, "/root-key", &k)
}

// RotateMasterKey implements [Cloud].
func (c *Client) RotateMasterKey(ctx context.Context, dropOld bool) (r Rotation, err error) {
	return r, c.ask(ctx, http.MethodPost, "/rotate-master-key?drop-old="+strconv.FormatBool(dropOld), &r)
}

// Backup implements [Cloud]. An archive that broke off is an error.
func (c *Client) Backup(ctx context.Context, w io.Writer) error {
	body, err := c.do(ctx, http.MethodGet, "/backup")
	if err != nil {
		return err
	}
	defer body.Close()
	if _, err := io.Copy(w, body); err != nil {
		return fmt.Errorf("control: the backup broke off: %w", err)
	}
	return nil
}

func (c *Client) ask(ctx context.Context, method, path string, out any) error {
	body, err := c.do(ctx, method, path)
	if err != nil {
		return err
	}
	defer body.Close()
	if err := json.NewDecoder(body).Decode(out); err != nil {
		return fmt.Errorf("control: %w", err)
	}
	return nil
}

func (c *Client) do(ctx context.Context, method, path string) (io.ReadCloser, error) {
	r, err := http.NewRequestWithContext(ctx, method, "http://cumulet"+path, nil)
	if err != nil {
		return nil, err
	}
	resp, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		defer resp.Body.Close()
		text, _ := io.ReadAll(io.LimitReader(resp.Body, 4096))
		return nil, fmt.Errorf("the server answered: %s", strings.TrimSpace(string(text)))
	}
	return resp.Body, nil
}
