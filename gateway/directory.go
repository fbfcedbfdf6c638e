package gateway

import (
	"fmt"
	"strings"

	"github.com/cumulet/cumulet/protocol/router"
	"github.com/cumulet/cumulet/protocol/schema"
)

// directory finds rooms by what requests carry.
type directory struct {
	byName    map[string]*entry // Schema.Name
	bySigning map[string][]*entry
	byTarget  map[string]*entry // X-Amz-Target prefix
	byVersion map[string][]*entry
}

// entry is a room with what is built once for it.
type entry struct {
	*Room
	router *router.Router // nil without a REST protocol
}

func newDirectory(rooms []*Room) (*directory, error) {
	d := &directory{
		byName: map[string]*entry{}, bySigning: map[string][]*entry{},
		byTarget: map[string]*entry{}, byVersion: map[string][]*entry{},
	}
	for _, r := range rooms {
		e := &entry{Room: r}
		if err := r.check(); err != nil {
			return nil, err
		}
		if e.speaks(schema.RestXML) || e.speaks(schema.RestJSON) {
			var err error
			if e.router, err = router.New(r.Schema); err != nil {
				return nil, fmt.Errorf("%s: %w", r.Schema.Name, err)
			}
		}
		d.byName[r.Schema.Name] = e
		d.bySigning[r.Schema.SigningName] = append(d.bySigning[r.Schema.SigningName], e)
		if r.Schema.TargetPrefix != "" {
			d.byTarget[r.Schema.TargetPrefix] = e
		}
		if e.speaks(schema.AWSQuery) || e.speaks(schema.EC2Query) {
			d.byVersion[r.Schema.Version] = append(d.byVersion[r.Schema.Version], e)
		}
	}
	return d, nil
}

// check refuses a room with a built operation that nobody authorises.
func (r *Room) check() error {
	var missing []string
	for _, op := range r.Schema.Operations {
		if op.Input != nil && r.Authorise[op.Name] == nil {
			missing = append(missing, op.Name)
		}
	}
	if missing != nil {
		return fmt.Errorf("%s: no authorisation for %s", r.Schema.Name, strings.Join(missing, ", "))
	}
	return nil
}

func (e *entry) speaks(p schema.Protocol) bool {
	for _, q := range e.Schema.Protocols {
		if p == q {
			return true
		}
	}
	return false
}

// query finds the room of a Query call: by the credential scope where there is
// one, else by the API version, else by the operation's name.
func (d *directory) query(signing, version, action string) *entry {
	if list := d.bySigning[signing]; len(list) > 0 {
		for _, e := range list {
			if e.Schema.Version == version {
				return e
			}
		}
		return list[0]
	}
	for _, e := range d.byVersion[version] {
		if e.Schema.Operation(action) != nil {
			return e
		}
	}
	return nil
}
