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
	files, err := layout(root, name)
	if err != nil {
		return err
	}
	folder := filepath.Join(root, "services", name)
	if err := os.Mkdir(folder, 0o755); err != nil {
		return fmt.Errorf("a room is laid out once: %w", err)
	}
	for _, file := range slices.Sorted(maps.Keys(files)) {
		if err := os.WriteFile(filepath.Join(folder, file), files[file], 0o644); err != nil {
			return err
		}
		fmt.Println(filepath.Join(folder, file))
	}
	fmt.Printf("Now add %s.New to the list in services/all, and give each operation a file of its own.\n", name)
	return nil
}
