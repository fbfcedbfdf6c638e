package main

import (
	"bytes"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/cumulet/cumulet/internal/config"
)

// gate is a writer that lets through when it is opened.
type gate struct {
	open chan struct{}
	bytes.Buffer
	writes int
}

func (g *gate) Write(p []byte) (int, error) {
	<-g.open
	g.writes++
	return g.Buffer.Write(p)
}

func TestLinesGather(t *testing.T) {
	g := &gate{open: make(chan struct{})}
	l := newLines(g)
	var want strings.Builder
	for i := range 1000 {
		fmt.Fprintf(l, "line %d\n", i)
		fmt.Fprintf(&want, "line %d\n", i)
	}
	close(g.open)
	l.flush()
	if g.String() != want.String() {
		t.Errorf("wrote %d bytes, want %d", g.Len(), want.Len())
	}
	if g.writes > 2 {
		t.Errorf("%d writes", g.writes)
	}
}

func TestLinesOfMany(t *testing.T) {
	g := &gate{open: make(chan struct{})}
	close(g.open)
	l := newLines(g)
	long := strings.Repeat("x", maxLines/4)
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() { fmt.Fprintln(l, long) })
	}
	wg.Wait()
	l.flush()
	if got := strings.Count(g.String(), long+"\n"); got != 16 {
		t.Errorf("%d lines, want 16", got)
	}
}

// TestWarningsAreWrittenAtOnce: a line of a request may wait, a warning may not.
func TestWarningsAreWrittenAtOnce(t *testing.T) {
	g := &gate{open: make(chan struct{})}
	close(g.open)
	log, _ := newLogger(config.Default(), g)
	log.With("a", 1).WithGroup("g").Warn("bad", "b", 2)
	if got := g.String(); !strings.Contains(got, "level=WARN msg=bad a=1 g.b=2") {
		t.Errorf("wrote %q", got)
	}
}
