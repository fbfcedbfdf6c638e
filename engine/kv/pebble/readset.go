package pebblekv

// readSet is what a transaction has read.
type readSet struct {
	keys  []string
	index map[string]struct{} // of keys, once they are many
	spans []span
}

// span is a range of keys: start is in it, end is not; open means no end.
type span struct {
	start, end string
	open       bool
}

func (s span) contains(key string) bool {
	return key >= s.start && (s.open || key < s.end)
}

// indexFrom is the number of keys from which on a map beats a search.
const indexFrom = 16

func (r *readSet) addKey(key []byte) {
	if r.index != nil {
		if _, ok := r.index[string(key)]; ok {
			return
		}
	}
	k := string(key)
	r.keys = append(r.keys, k)
	switch {
	case r.index != nil:
		r.index[k] = struct{}{}
	case len(r.keys) == indexFrom:
		r.index = make(map[string]struct{}, 4*indexFrom)
		for _, k := range r.keys {
			r.index[k] = struct{}{}
		}
	}
}

// addSpan adds a range and returns its place, so that it can shrink later.
func (r *readSet) addSpan(s span) int {
	r.spans = append(r.spans, s)
	return len(r.spans) - 1
}

func (r *readSet) empty() bool { return len(r.keys) == 0 && len(r.spans) == 0 }

// spanned tells whether a range that was read holds the key.
func (r *readSet) spanned(key string) bool {
	for i := range r.spans {
		if r.spans[i].contains(key) {
			return true
		}
	}
	return false
}
