package main

import (
	"net/http"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/cumulet/cumulet/api/aws/ec2"
	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/api/aws/s3"
	"github.com/cumulet/cumulet/api/aws/sqs"
	"github.com/cumulet/cumulet/api/aws/sts"
	"github.com/cumulet/cumulet/api/frame"
	"github.com/cumulet/cumulet/internal/gen/model"
	"github.com/cumulet/cumulet/protocol/schema"
	"github.com/cumulet/cumulet/protocol/validate"
)

// tables are the frames under test.
var tables = map[string]*schema.Service{
	"ec2": ec2.Schema(), "iam": iam.Schema(), "s3": s3.Schema(), "sqs": sqs.Schema(), "sts": sts.Schema(),
}

func TestAllFramesAreTested(t *testing.T) {
	lists, err := filepath.Glob(root + "/api/aws/*/operations.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(lists) != len(tables) {
		t.Errorf("%d frames, %d are tested: add the new one to the map of this test", len(lists), len(tables))
	}
}

// TestTables compares each generated table with the model's, shape by shape, and
// each Go type with its shape, field by field.
func TestTables(t *testing.T) {
	for name, got := range tables {
		t.Run(name, func(t *testing.T) {
			ops, err := model.Operations(filepath.Join(root, "api/aws", name, "operations.txt"))
			if err != nil {
				t.Fatal(err)
			}
			m, err := model.Load(root+"/models", name)
			if err != nil {
				t.Fatal(err)
			}
			want, err := m.Schema(ops...)
			if err != nil {
				t.Fatal(err)
			}
			c := comparer{T: t, seen: map[*schema.Shape]bool{}}
			c.service(got, want)
			if err := validate.Patterns(got); err != nil {
				t.Error(err)
			}
			if len(c.seen) < 10 {
				t.Errorf("only %d shapes were compared", len(c.seen))
			}
		})
	}
}

type comparer struct {
	*testing.T
	seen map[*schema.Shape]bool
}

func (c comparer) service(got, want *schema.Service) {
	g, w := *got, *want
	g.Operations, w.Operations = nil, nil
	if !reflect.DeepEqual(g, w) || len(got.Operations) != len(want.Operations) {
		c.Fatalf("got %+v\nwant %+v", g, w)
	}
	for i, op := range want.Operations {
		built := got.Operations[i]
		g, w := *built, *op
		g.Input, g.Output, g.Errors, g.Invoke = nil, nil, nil, nil
		w.Input, w.Output, w.Errors = nil, nil, nil
		if !reflect.DeepEqual(g, w) || len(built.Errors) != len(op.Errors) {
			c.Fatalf("got %+v\nwant %+v", g, w)
		}
		if (op.Input == nil) != (built.Input == nil) || (op.Input == nil) != (built.Invoke == nil) {
			c.Fatalf("%s: built in one and not in the other", op.Name)
		}
		if op.Input == nil {
			continue
		}
		c.shape(built.Input, op.Input)
		c.shape(built.Output, op.Output)
		for j := range op.Errors {
			c.shape(built.Errors[j], op.Errors[j])
		}
	}
}

func (c comparer) shape(got, want *schema.Shape) {
	if c.seen[got] {
		return
	}
	c.seen[got] = true
	g, w := *got, *want
	for _, s := range []*schema.Shape{&g, &w} {
		s.Members, s.Key, s.Elem, s.Type = nil, nil, nil, nil
	}
	if !reflect.DeepEqual(g, w) || len(got.Members) != len(want.Members) {
		c.Fatalf("got %+v\nwant %+v", g, w)
	}
	for i := range want.Members {
		c.member(&got.Members[i], &want.Members[i])
	}
	if want.Key != nil {
		c.member(got.Key, want.Key)
	}
	if want.Elem != nil {
		c.member(got.Elem, want.Elem)
	}
	c.goType(got)
}

func (c comparer) member(got, want *schema.Member) {
	g, w := *got, *want
	g.Shape, w.Shape = nil, nil
	if w.In == schema.InHeader {
		w.Wire = http.CanonicalHeaderKey(w.Wire) // as frame.Complete makes it
	}
	if !reflect.DeepEqual(g, w) {
		c.Fatalf("got %+v\nwant %+v", g, w)
	}
	c.shape(got.Shape, want.Shape)
}

// goType checks the Go type against what package schema promises.
func (c comparer) goType(s *schema.Shape) {
	if values := slices.Sorted(slices.Values(s.Enum)); len(slices.Compact(values)) != len(s.Enum) {
		c.Errorf("%s has a value twice: %v", s.Name, s.Enum)
	}
	if !isStruct(s) {
		if want := frame.TypeOf(s); s.Type != want {
			c.Errorf("%s has Go type %v, want %v", s.Name, s.Type, want)
		}
		return
	}
	if s.Type.NumField() != len(s.Members) {
		c.Fatalf("%v has %d fields for %d members", s.Type, s.Type.NumField(), len(s.Members))
	}
	for i, name := range frame.FieldNames(s) {
		f := s.Type.Field(i)
		if want := frame.FieldType(&s.Members[i]); f.Name != name || f.Type != want {
			c.Errorf("%v: field %s %v, want %s %v", s.Type, f.Name, f.Type, name, want)
		}
	}
}
