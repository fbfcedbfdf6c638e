package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

const largeBody = 256 << 20

// large measures transfers of one big object against a handler that hashes and
// syncs the same bytes, or verifies and sends them.
func (w *world) large(ctx context.Context) error {
	for _, method := range []string{http.MethodPut, http.MethodGet} {
		var body []byte
		if method == http.MethodPut {
			body = random(largeBody)
		}
		list, err := w.s3.all(1, body, func(int) (string, string, http.Header) {
			return method, "/" + bucket + "/large", http.Header{}
		})
		if err != nil {
			return err
		}
		var bare, value []float64
		for range rounds {
			b, err := transfer(ctx, w.bare.addr, list[0])
			if err != nil {
				return fmt.Errorf("bare: %w", err)
			}
			v, err := transfer(ctx, w.server.addr, list[0])
			if err != nil {
				return err
			}
			bare, value = append(bare, b), append(value, v)
		}
		w.table.ratio("s3 "+method+" 256 MiB", value, bare, " MiB/s", "of bare that hashes", 0.80)
	}
	return nil
}

// transfer gives the speed of one request, in MiB a second.
func transfer(ctx context.Context, addr string, r *request) (float64, error) {
	c, err := dial(ctx, addr)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	begin := time.Now()
	if err := c.do(r); err != nil {
		return 0, err
	}
	return largeBody / (1 << 20) / time.Since(begin).Seconds(), nil
}
