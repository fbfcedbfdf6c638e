// Command coverage writes docs/coverage: for each service that has a frame, which
// of its operations are built. An operation is built when its room in
// services/<service> defines a method of its name; every other one answers 501, for
// a reason that services/<service>/not_built.txt may give.
//
//	go run ./internal/gen/coverage
package main

import (
	"log"

	"github.com/cumulet/cumulet/internal/gen/model"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("coverage: ")
	files, err := generate(".")
	if err != nil {
		log.Fatal(err)
	}
	if err := model.WriteFiles(files); err != nil {
		log.Fatal(err)
	}
}
