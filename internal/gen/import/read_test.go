package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"testing"
)

func TestNewest(t *testing.T) {
	var z bytes.Buffer
	w := gzip.NewWriter(&z)
	if _, err := w.Write([]byte("packed")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"newest":          {map[string]string{"2015-01-01/service-2.json": "old", "2020-01-01/service-2.json": "new"}, "new"},
		"packed":          {map[string]string{"2015-01-01/service-2.json": "old", "2020-01-01/service-2.json.gz": z.String()}, "packed"},
		"without a model": {map[string]string{"2015-01-01/service-2.json": "old", "2020-01-01/waiters-2.json": "{}"}, "old"},
		"none":            {map[string]string{"2020-01-01/waiters-2.json": "{}"}, ""},
		"damaged":         {map[string]string{"2020-01-01/service-2.json.gz": "no gzip"}, ""},
	} {
		dir := t.TempDir()
		for file, data := range c.files {
			file = filepath.Join(dir, file)
			if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(data), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		got, err := newest(dir)
		if string(got) != c.want || (err != nil) != (c.want == "") {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
	if _, err := newest(filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that is not there gives no error")
	}
}

// TestImport runs the whole way on a small model.
func TestImport(t *testing.T) {
	data, models, frames := t.TempDir(), t.TempDir(), t.TempDir()
	for file, text := range map[string]string{
		filepath.Join(data, "zoo/2020-01-01/service-2.json"): `{"metadata":{"serviceId":"Zoo","endpointPrefix":"elsewhere","protocol":"query"},
			"operations":{"GetApe":{"http":{"method":"POST","requestUri":"/"},"output":{"shape":"Ape"}},"GetGnu":{"http":{},"output":{"shape":"Gnu"}}},
			"shapes":{"Ape":{"type":"structure","members":{}},"Gnu":{"type":"structure","members":{}}}}`,
		filepath.Join(frames, "zoo/operations.txt"): "GetApe\n",
	} {
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := run(data, models, frames, []string{"zoo"}); err != nil {
		t.Fatal(err)
	}
	if err := run(data, models, frames, nil); err != nil { // renews it
		t.Fatal(err)
	}
	const want = `{"id":"Zoo","name":"zoo","signingName":"elsewhere","protocols":["awsQuery"],
"operations":{
"GetApe":{"out":"Ape","readOnly":true},
"GetGnu":{"out":"Gnu","readOnly":true}},
"shapes":{
"Ape":{"type":"structure"},
"Gnu":{"type":"structure"}}
}
`
	got, err := os.ReadFile(filepath.Join(models, "zoo.json"))
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
	if err := run(data, models, frames, []string{"aquarium"}); err == nil {
		t.Error("a service that botocore lacks was imported")
	}
}
