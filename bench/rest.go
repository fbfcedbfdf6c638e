package main

import (
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	starts     = 9
	idlePeriod = 3 * time.Second
	mib        = 1 << 20
)

// idle measures what the program costs when nobody uses it: the start, from exec
// to the first answered request, on a new and on a used data directory; its memory
// some seconds later; the size of the file.
func (w *world) idle() error {
	var first, again, memory []float64
	for i := range starts {
		dir := filepath.Join(w.dir, "idle"+strconv.Itoa(i/3))
		took, rss, err := w.oneStart(dir, i%3 == 2)
		if err != nil {
			return err
		}
		if i%3 == 0 {
			first = append(first, took)
		} else {
			again = append(again, took)
		}
		if rss > 0 {
			memory = append(memory, rss/mib)
		}
	}
	w.table.limit("start, new data directory", first, 90, " ms")
	w.table.limit("start, used data directory", again, 90, " ms")
	if len(memory) > 0 {
		w.table.limit("idle memory (RSS)", memory, 40, " MiB")
	}
	info, err := os.Stat(w.binary)
	if err != nil {
		return err
	}
	w.table.limit("binary", []float64{float64(info.Size()) / 1e6}, 60, " MB")
	return nil
}

// oneStart gives milliseconds and, where asked for, bytes.
func (w *world) oneStart(dir string, look bool) (took, rss float64, err error) {
	s, err := newServer(w.binary, dir, false)
	if err != nil {
		return 0, 0, err
	}
	begin := time.Now()
	if err := s.up(); err != nil {
		return 0, 0, err
	}
	took = float64(time.Since(begin)) / float64(time.Millisecond)
	if look {
		time.Sleep(idlePeriod) // so long nothing happens: that is what is measured
		rss = s.resident()
	}
	return took, rss, s.stop()
}
