// Package jsonshape reads and writes the JSON documents of the awsJson and
// restJson1 protocols from schema tables
// (https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html).
//
// It is strict as Smithy asks of servers: wrong types, nulls in dense
// collections, duplicate names, invalid UTF-8 and anything behind the document
// are errors; unknown members of structures are skipped.
package jsonshape

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/schema"
)

// maxDepth bounds the nesting of a document. DynamoDB's 32 levels of values,
// each two deep on the wire, are the deepest that AWS documents.
const maxDepth = 256

// Format is one dialect: which names members have. It is safe for concurrent
// use.
type Format struct {
	key  func(*schema.Member) string
	all  reflectx.Names
	body reflectx.Names // of a message: without what is bound to HTTP elsewhere
	pool sync.Pool      // *decoder
}

// New makes a dialect. key gives a member's name in JSON.
func New(key func(*schema.Member) string) *Format {
	return &Format{key: key, all: reflectx.Names{All: true}}
}

// ByName is awsJson's dialect: members have their names in the model.
func ByName(m *schema.Member) string { return m.Name }

// ByWire is restJson1's dialect: jsonName counts.
func ByWire(m *schema.Member) string { return m.Wire }

// DecodeStruct reads data, an object, into the members of v, a structure of
// shape s, and sets their defaults.
func (f *Format) DecodeStruct(data []byte, s *schema.Shape, v reflect.Value) error {
	return f.decode(data, s, v, &f.all)
}

// DecodeBody is DecodeStruct for the members that are in an HTTP message's body.
func (f *Format) DecodeBody(data []byte, s *schema.Shape, v reflect.Value) error {
	return f.decode(data, s, v, &f.body)
}

func (f *Format) decode(data []byte, s *schema.Shape, v reflect.Value, names *reflectx.Names) error {
	d := f.decoder(data)
	defer d.release()
	if d.dec.PeekKind() != '{' {
		return d.wrap(errors.New("an object expected"))
	}
	return d.finish(d.structure(s, v, names))
}

// DecodeMember reads data into v, the field of member m; null leaves it absent.
func (f *Format) DecodeMember(data []byte, m *schema.Member, v reflect.Value) error {
	d := f.decoder(data)
	defer d.release()
	return d.finish(d.member(m, v))
}

type decoder struct {
	*Format
	src    bytes.Buffer
	dec    *jsontext.Decoder
	buf    []byte // scratch for unquoted strings
	budget reflectx.Budget
}

func (f *Format) decoder(data []byte) *decoder {
	d, _ := f.pool.Get().(*decoder)
	if d == nil {
		d = &decoder{Format: f, dec: new(jsontext.Decoder)}
	}
	d.budget = reflectx.Budget{}
	d.src = *bytes.NewBuffer(data)
	d.dec.Reset(&d.src)
	return d
}

// release keeps the decoder for the next document, unless it has grown large.
func (d *decoder) release() {
	const limit = 64 << 10
	if d.src.Cap() > limit || cap(d.buf) > limit {
		return
	}
	d.src = bytes.Buffer{}
	d.dec.Reset(&d.src) // lets go of the document
	d.pool.Put(d)
}

// finish demands the document's end behind it.
func (d *decoder) finish(err error) error {
	if err != nil {
		return d.wrap(err)
	}
	if _, err := d.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return d.wrap(errors.New("nothing expected behind the document"))
	}
	return nil
}

func (d *decoder) wrap(err error) error {
	if e, ok := errors.AsType[*jsontext.SyntacticError](err); ok && e.Err != nil {
		return fmt.Errorf("at byte %d: %w", e.ByteOffset, e.Err)
	}
	return fmt.Errorf("at %s: %w", at(d.dec.StackPointer()), err)
}

// at shortens a path for a message: names in it come from the request.
func at(p jsontext.Pointer) string {
	const limit = 200
	if p == "" {
		return "/"
	}
	if len(p) > limit {
		p = p[:limit] + "..."
	}
	return string(p)
}
