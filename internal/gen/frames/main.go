// Command frames writes the generated frames: for each
// api/aws/<service>/operations.txt, the Go package beside it with the shapes,
// the interface, the errors and the tables of the operations that it names.
//
//	go run ./internal/gen/frames
package main

import (
	"fmt"
	"log"
	"path/filepath"
	"strings"

	"github.com/cumulet/cumulet/internal/gen/model"
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("frames: ")
	files, err := generate(".")
	if err != nil {
		log.Fatal(err)
	}
	if err := model.WriteFiles(files); err != nil {
		log.Fatal(err)
	}
}

// generate makes the files of all frames of the repository at root, by name.
func generate(root string) (map[string][]byte, error) {
	out := map[string][]byte{}
	lists, err := filepath.Glob(filepath.Join(root, "api/aws/*/operations.txt"))
	if err != nil {
		return nil, err
	}
	for _, list := range lists {
		folder := filepath.Dir(list)
		ops, err := model.Operations(list)
		if err != nil {
			return nil, err
		}
		m, err := model.Load(filepath.Join(root, "models"), filepath.Base(folder))
		if err != nil {
			return nil, err
		}
		pkg := strings.ReplaceAll(filepath.Base(folder), "-", "") // bedrock-runtime
		files, err := frameFiles(m, ops, pkg)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", folder, err)
		}
		for name, data := range files {
			out[filepath.Join(folder, name)] = data
		}
	}
	return out, nil
}
