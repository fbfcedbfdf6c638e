package pebblekv

import (
	"context"
	"fmt"
	"log/slog"
)

// logger passes Pebble's messages on. What it tells as information is detail
// to everybody else.
type logger struct {
	s     *Store
	fatal func(error)
}

func (l logger) Infof(format string, args ...any) {
	if l.s.log.Enabled(context.Background(), slog.LevelDebug) {
		l.s.log.Debug("pebble: " + fmt.Sprintf(format, args...))
	}
}

func (l logger) Errorf(format string, args ...any) {
	l.s.log.Error("pebble: " + fmt.Sprintf(format, args...))
}

func (l logger) Fatalf(format string, args ...any) {
	err := fmt.Errorf(format, args...)
	l.s.fail(err)
	l.fatal(err)
	panic(err)
}
