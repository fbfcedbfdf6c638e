package main

import (
	"context"
	"io"
	"log/slog"
	"sync"

	"github.com/cumulet/cumulet/internal/config"
)

// newLogger writes to w, through lines that the caller flushes at the end.
func newLogger(c config.Config, w io.Writer) (*slog.Logger, *lines) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		level = slog.LevelInfo
	}
	out := newLines(w)
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat == "json" {
		return slog.New(promptly{slog.NewJSONHandler(out, options), out}), out
	}
	return slog.New(promptly{slog.NewTextHandler(out, options), out}), out
}

// maxLines is how many bytes may wait to be written.
const maxLines = 1 << 20

// lines writes in the background what has gathered since the last write: under
// load many lines with one system call, and nobody waits for it unless maxLines
// are behind. A line that comes alone is written at once.
type lines struct {
	w io.Writer

	mu      sync.Mutex
	changed sync.Cond
	waiting []byte
	spare   []byte
	busy    bool // someone writes
}

func newLines(w io.Writer) *lines {
	l := &lines{w: w}
	l.changed.L = &l.mu
	return l
}

// Write implements [io.Writer]. It never fails: nobody could be told.
func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) > maxLines {
		l.changed.Wait()
	}
	l.waiting = append(l.waiting, p...)
	if !l.busy {
		l.busy = true
		go l.write()
	}
	return len(p), nil
}

func (l *lines) write() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for len(l.waiting) > 0 {
		now := l.waiting
		l.waiting, l.spare = l.spare[:0], nil
		l.mu.Unlock()
		_, _ = l.w.Write(now)
		l.mu.Lock()
		l.spare = now
		l.changed.Broadcast()
	}
	l.busy = false
	l.changed.Broadcast()
}

// flush waits until all is written.
func (l *lines) flush() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for l.busy {
		l.changed.Wait()
	}
}

// promptly is a handler after whose warnings and errors nothing goes on before
// they are written: the program may be about to end.
type promptly struct {
	slog.Handler
	out *lines
}

// Handle implements [slog.Handler].
func (p promptly) Handle(ctx context.Context, r slog.Record) error {
	err := p.Handler.Handle(ctx, r)
	if r.Level >= slog.LevelWarn {
		p.out.flush()
	}
	return err
}

// WithAttrs implements [slog.Handler].
func (p promptly) WithAttrs(attrs []slog.Attr) slog.Handler {
	return promptly{p.Handler.WithAttrs(attrs), p.out}
}

// WithGroup implements [slog.Handler].
func (p promptly) WithGroup(name string) slog.Handler {
	return promptly{p.Handler.WithGroup(name), p.out}
}
