package main

import (
	"net/http"
	"net/http/pprof"
	"runtime"
)

// mutexFraction is of how many waits for a lock one is sampled, while profiles
// are served.
const mutexFraction = 100

// handleProfiles serves Go's profiles (package net/http/pprof) beside the
// metrics, so on loopback only: they tell what the program is doing.
func handleProfiles(mux *http.ServeMux) {
	runtime.SetMutexProfileFraction(mutexFraction)
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
}
