package ec2

import (
	"net/http"
	"slices"

	"github.com/cumulet/cumulet/api/aws/ec2"
	"github.com/cumulet/cumulet/protocol"
)

// fields gives the values of an item by filter name. Every item has the same
// names.
type fields map[string]string

// matcher checks filters against the names that there are. An item passes if
// each filter has a value that matches.
func matcher(filters []ec2.Filter, names ...string) (func(fields) bool, error) {
	if len(filters) > maxFilters {
		return nil, protocol.Errorf(http.StatusBadRequest, "FilterLimitExceeded", "The maximum number of filters is %d", maxFilters)
	}
	for _, f := range filters {
		if !slices.Contains(names, value(f.Name)) {
			return nil, invalidValue("The filter '%s' is invalid", value(f.Name))
		}
		if len(f.Values) > maxFilterValues {
			return nil, protocol.Errorf(http.StatusBadRequest, "FilterLimitExceeded", "The maximum number of filter values is %d", maxFilterValues)
		}
	}
	return func(item fields) bool {
		for _, f := range filters {
			got := item[value(f.Name)]
			if !slices.ContainsFunc(f.Values, func(p string) bool { return glob(p, got) }) {
				return false
			}
		}
		return true
	}, nil
}

// glob matches with EC2's wild cards: * for any number of characters, ? for one;
// a backslash makes the next plain.
func glob(pattern, s string) bool {
	// Where the last star stands, and how far it has eaten.
	star, eaten := -1, 0
	p, i := 0, 0
	for i < len(s) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, eaten = p, i
			p++
			continue
		case p < len(pattern) && pattern[p] == '?':
			p, i = p+1, i+1
			continue
		case p+1 < len(pattern) && pattern[p] == '\\' && pattern[p+1] == s[i]:
			p, i = p+2, i+1
			continue
		case p < len(pattern) && pattern[p] != '\\' && pattern[p] == s[i]:
			p, i = p+1, i+1
			continue
		case star < 0:
			return false
		}
		eaten++
		p, i = star+1, eaten
	}
	for p < len(pattern) && pattern[p] == '*' {
		p++
	}
	return p == len(pattern)
}
