// Command import writes models/<service>.json from the C2J models of an
// installed botocore: the newest API version, facts only.
//
//	go run ./internal/gen/import [-botocore DATA] [service...]
//
// Without services it renews those that are there. A model whose JSON would
// exceed 1.5 MB keeps all operations by name, but only the shapes that the
// operations in api/aws/<service>/operations.txt reach. What the models leave
// out belongs into models/<service>.overlay.json, which is written by hand.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/cumulet/cumulet/internal/gen/model"
)

// maxModel is the size, in bytes, above which a model is trimmed.
const maxModel = 1_500_000

func main() {
	log.SetFlags(0)
	log.SetPrefix("import: ")
	botocore := flag.String("botocore", "", "botocore's data folder; python3 is asked where empty")
	models := flag.String("models", "models", "folder of the models")
	frames := flag.String("frames", "api/aws", "folder of the frames")
	flag.Parse()
	if err := run(*botocore, *models, *frames, flag.Args()); err != nil {
		log.Fatal(err)
	}
}

func run(data, models, frames string, services []string) error {
	var err error
	if data == "" {
		if data, err = findBotocore(); err != nil {
			return err
		}
	}
	if len(services) == 0 {
		if services, err = model.Services(models); err != nil {
			return err
		}
	}
	for _, name := range services {
		if err := importService(data, models, frames, name); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func importService(data, models, frames, name string) error {
	in, err := newest(filepath.Join(data, name))
	if err != nil {
		return err
	}
	s, dropped, err := model.FromC2J(in)
	if err != nil {
		return err
	}
	s.Name = name
	out, err := s.Format()
	if err != nil {
		return err
	}
	if len(out) > maxModel {
		ops, err := model.Operations(filepath.Join(frames, name, "operations.txt"))
		if err != nil {
			return fmt.Errorf("trim: %w", err)
		}
		s.Trim(ops)
		if out, err = s.Format(); err != nil {
			return err
		}
	}
	for shape, p := range dropped {
		if s.Shapes[shape] != nil {
			log.Printf("%s: dropped the pattern of %s: %s", name, shape, p)
		}
	}
	return model.WriteFiles(map[string][]byte{filepath.Join(models, name+".json"): out})
}

func findBotocore() (string, error) {
	out, err := exec.CommandContext(context.Background(), "python3", "-c", "import botocore; print(botocore.__path__[0])").Output()
	if err != nil {
		return "", fmt.Errorf("find botocore (pip install botocore, or use -botocore): %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "data"), nil
}
