package main

import (
	"context"
	"crypto/md5"
	"crypto/sha256"
	"fmt"
	"hash/crc32"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/minio/crc64nvme"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
)

// serveBare is what everything is compared with: net/http, and nothing else. Its
// files lie in dir. It ends with its standard input.
func serveBare(dir string) error {
	l, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Println(l.Addr())
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	file := filepath.Join(dir, "bare")
	mux := http.NewServeMux()
	mux.HandleFunc("/", answerAsMuch)
	mux.HandleFunc("PUT /"+bucket+"/large", bareUpload(file))
	mux.HandleFunc("GET /"+bucket+"/large", bareDownload(file))
	return (&http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}).Serve(l)
}

var page = make([]byte, smallBody)

// answerAsMuch reads the body and answers as many bytes; to a GET as many as the
// object has that the server under test would answer.
func answerAsMuch(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet {
		w.Header().Set("Content-Length", strconv.Itoa(len(page)))
		_, _ = w.Write(page)
		return
	}
	b, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b)
}

// bareUpload hashes as much as S3 must: the signed hash, the ETag, the default
// checksum. Then it syncs.
func bareUpload(file string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := os.Create(file)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer f.Close()
		to := io.MultiWriter(sha256.New(), md5.New(), crc64nvme.New(), f)
		if _, err = io.CopyBuffer(struct{ io.Writer }{to}, r.Body, make([]byte, 128<<10)); err == nil {
			err = f.Sync()
		}
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
		w.Header().Set("Content-Length", "0")
	}
}

// bareDownload verifies while it sends, as S3 does, with a checksum that
// processors compute.
func bareDownload(file string) http.HandlerFunc {
	castagnoli := crc32.MakeTable(crc32.Castagnoli)
	return func(w http.ResponseWriter, r *http.Request) {
		f, err := os.Open(file)
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		defer f.Close()
		w.Header().Set("Content-Length", strconv.Itoa(largeBody))
		to := io.MultiWriter(crc32.New(castagnoli), w)
		_, _ = io.CopyBuffer(to, struct{ io.Reader }{f}, make([]byte, 128<<10))
	}
}

// commits gives how many transactions of one value are synced a second.
func commits(dir string) (perSecond float64, err error) {
	s, err := pebblekv.Open(dir, pebblekv.Options{})
	if err != nil {
		return 0, err
	}
	defer s.Close()
	value := random(smallBody)
	var n, done atomic.Uint64
	var wg sync.WaitGroup
	failed := make(chan error, clients)
	begin := time.Now()
	for range clients {
		wg.Go(func() {
			for time.Since(begin) < period {
				key := kv.NewKey("bench").Uint(n.Add(1))
				if err := s.Update(context.Background(), func(tx kv.Tx) error { return tx.Set(key, value) }); err != nil {
					failed <- err
					return
				}
				done.Add(1)
			}
		})
	}
	wg.Wait()
	took := time.Since(begin).Seconds()
	select {
	case err = <-failed:
	default:
	}
	return float64(done.Load()) / took, err
}
