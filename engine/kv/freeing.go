package kv

import "context"

type freeing struct{}

// Freeing lets the transactions of ctx use the reserve of disk: what they write
// (a task, a record, a delete marker) is little, and space is freed by it.
func Freeing(ctx context.Context) context.Context { return context.WithValue(ctx, freeing{}, true) }

// IsFreeing tells whether ctx comes from [Freeing]. Drivers ask it.
func IsFreeing(ctx context.Context) bool { return ctx.Value(freeing{}) != nil }
