package main

import "runtime/debug"

// gcPercent lets the heap grow to some times of what is in use before garbage is
// collected. Little is in use here, some MiB, so Go's default of 100 collects
// hundreds of times a second under load, for a few MiB saved.
const gcPercent = 400

// collectLess applies gcPercent, unless the operator decided (GOGC).
func collectLess(env func(string) string) {
	if env("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
}
