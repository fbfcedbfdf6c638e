package kvtest

import "testing"

// TestSerialisable checks that the checker finds what is wrong.
func TestSerialisable(t *testing.T) {
	tests := []struct {
		name  string
		ops   []*op
		final map[string][]int
		ok    bool
	}{
		{"one after the other", []*op{
			{id: 1, start: 1, end: 2, reads: map[string][]int{"a": nil}, appends: []string{"a"}},
			{id: 2, start: 3, end: 4, reads: map[string][]int{"a": {1}}, appends: []string{"a"}},
		}, map[string][]int{"a": {1, 2}}, true},
		{"lost update", []*op{
			{id: 1, start: 1, end: 3, reads: map[string][]int{"a": nil}, appends: []string{"a"}},
			{id: 2, start: 2, end: 4, reads: map[string][]int{"a": nil}, appends: []string{"a"}},
		}, map[string][]int{"a": {2}}, false},
		{"write skew", []*op{
			{id: 1, start: 1, end: 3, reads: map[string][]int{"a": nil, "b": nil}, appends: []string{"a"}},
			{id: 2, start: 2, end: 4, reads: map[string][]int{"a": nil, "b": nil}, appends: []string{"b"}},
		}, map[string][]int{"a": {1}, "b": {2}}, false},
		{"stale read", []*op{
			{id: 1, start: 1, end: 2, reads: map[string][]int{"a": nil}, appends: []string{"a"}},
			{id: 2, start: 3, end: 4, reads: map[string][]int{"a": nil}},
		}, map[string][]int{"a": {1}}, false},
		{"concurrent read", []*op{
			{id: 1, start: 1, end: 3, reads: map[string][]int{"a": nil}, appends: []string{"a"}},
			{id: 2, start: 2, end: 4, reads: map[string][]int{"a": nil}},
		}, map[string][]int{"a": {1}}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if err := serialisable(tt.ops, tt.final); (err == nil) != tt.ok {
				t.Errorf("got %v", err)
			}
		})
	}
}
