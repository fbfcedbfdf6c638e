package model

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Load reads the model of a service from folder, with its overlay on top where
// there is one.
func Load(folder, service string) (*Service, error) {
	s := new(Service)
	for _, name := range []string{service + ".json", service + ".overlay.json"} {
		data, err := os.ReadFile(filepath.Join(folder, name))
		if errors.Is(err, fs.ErrNotExist) && name != service+".json" {
			continue
		}
		if err == nil {
			err = s.Merge(data)
		}
		if err != nil {
			return nil, fmt.Errorf("model of %s: %s: %w", service, name, err)
		}
	}
	return s, nil
}

// Merge lays a JSON form over the model: what it says replaces what was there;
// operations, shapes and members are merged by name, and unknown ones added.
func (s *Service) Merge(data []byte) error {
	type plain Service // the head alone: maps are merged below
	over := struct {
		*plain
		Operations map[string]json.RawMessage `json:"operations"`
		Shapes     map[string]json.RawMessage `json:"shapes"`
	}{plain: (*plain)(s)}
	if err := strict(data, &over); err != nil {
		return err
	}
	if s.Operations == nil {
		s.Operations, s.Shapes = map[string]*Operation{}, map[string]*Shape{}
	}
	return errors.Join(mergeInto(s.Operations, over.Operations), mergeInto(s.Shapes, over.Shapes))
}

func mergeInto[T any](dst map[string]*T, over map[string]json.RawMessage) error {
	for name, raw := range over {
		if dst[name] == nil {
			dst[name] = new(T)
		}
		if err := strict(raw, dst[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// UnmarshalJSON merges by member name.
func (m *Members) UnmarshalJSON(data []byte) error {
	var raws []json.RawMessage
	if err := json.Unmarshal(data, &raws); err != nil {
		return err
	}
	for _, raw := range raws {
		var id struct {
			Name string `json:"name"`
		}
		if err := json.Unmarshal(raw, &id); err != nil {
			return err
		}
		i := slices.IndexFunc(*m, func(x Member) bool { return x.Name == id.Name })
		if i < 0 {
			i = len(*m)
			*m = append(*m, Member{})
		}
		if err := strict(raw, &(*m)[i]); err != nil {
			return fmt.Errorf("member %s: %w", id.Name, err)
		}
	}
	return nil
}

func strict(data []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	return d.Decode(v)
}

// Format writes the model's JSON form, sorted, with one operation or shape a
// line.
func (s *Service) Format() ([]byte, error) {
	head := *s
	head.Operations, head.Shapes = nil, nil
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(&head); err != nil {
		return nil, err
	}
	b.Truncate(bytes.Index(b.Bytes(), []byte(`,"operations":`)))
	if err := errors.Join(lines(&b, "operations", s.Operations), lines(&b, "shapes", s.Shapes)); err != nil {
		return nil, err
	}
	b.WriteString("\n}\n")
	return b.Bytes(), nil
}

func lines[T any](b *bytes.Buffer, key string, m map[string]*T) error {
	fmt.Fprintf(b, ",\n%q:{", key)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	for i, name := range slices.Sorted(maps.Keys(m)) {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(b, "\n%q:", name)
		if err := enc.Encode(m[name]); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // the encoder's newline
	}
	b.WriteByte('}')
	return nil
}
