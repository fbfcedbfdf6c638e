// Command newservice lays out the room of a new service in services/NAME, for
// the frame in api/aws/NAME:
//
//	go run ./internal/gen/import NAME        # models/NAME.json, needs botocore
//	$EDITOR api/aws/NAME/operations.txt      # which operations, to begin with
//	go run ./internal/gen/frames             # api/aws/NAME/*_gen.go
//	go run ./internal/gen/newservice NAME    # services/NAME
//
// What it writes compiles and answers NotImplemented to every operation. It is a
// beginning: the files are to be changed by hand.
package main

import (
	"fmt"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/cumulet/cumulet/internal/gen/model"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("newservice: ")
	if len(os.Args) != 2 {
		log.Fatal("usage: go run ./internal/gen/newservice NAME")
	}
	if err := run(".", os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(root, name string) error {
	folder := filepath.Join(root, "services", name)
	inside, err := layout(root, name)
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for file, data := range inside {
		files[filepath.Join(folder, file)] = data
	}
	if _, err := os.Stat(folder); err == nil { //nolint:gosec // the name is the developer's own
		return fmt.Errorf("%s is there already: a room is laid out once", folder)
	}
	if err := model.WriteFiles(files); err != nil {
		return err
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		fmt.Println(file)
	}
	fmt.Printf("Now add %s.New to the list in services/all, and give each operation a file of its own.\n", name)
	return nil
}
