// Command coverage writes docs/coverage: for each service that has a frame, which
// of its operations are built. An operation is built when its room in
// services/<service> defines a method of its name; every other one answers 501.
//
//	go run ./internal/gen/coverage
package main

import (
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("coverage: ")
	files, err := generate(".")
	if err != nil {
		log.Fatal(err)
	}
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}
