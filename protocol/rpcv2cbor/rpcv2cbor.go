// Package rpcv2cbor speaks Smithy RPC v2 CBOR: POST
// /service/NAME/operation/NAME with CBOR bodies
// (https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html).
package rpcv2cbor

import (
	"bytes"
	"net/http"
	"reflect"
	"strconv"
	"strings"

	"github.com/fxamacker/cbor/v2"

	"github.com/cumulet/cumulet/protocol"
	"github.com/cumulet/cumulet/protocol/httpbind"
	"github.com/cumulet/cumulet/protocol/internal/reflectx"
	"github.com/cumulet/cumulet/protocol/internal/wireerror"
	"github.com/cumulet/cumulet/protocol/schema"
)

const contentType = "application/cbor"

// Codec is the codec of rpcv2Cbor. It is safe for concurrent use.
type Codec struct {
	dec   cbor.DecMode
	enc   cbor.EncMode
	names reflectx.Names
}

var _ protocol.Codec = (*Codec)(nil)

// Limits on one document, besides [protocol.MaxBody].
const (
	maxDepth    = 256
	maxElements = 1 << 17 // of one array or map
	maxItems    = 1 << 21 // in all: one byte may become a value of 16
)

// New makes the codec.
func New() *Codec {
	dec, err := cbor.DecOptions{
		DupMapKey:        cbor.DupMapKeyEnforcedAPF,
		MaxNestedLevels:  maxDepth,
		MaxArrayElements: maxElements,
		MaxMapPairs:      maxElements,
		IntDec:           cbor.IntDecConvertSignedOrBigInt,
		DefaultMapType:   reflect.TypeFor[map[string]any](),
		TimeTagToAny:     cbor.TimeTagToTime,
	}.DecMode()
	if err != nil {
		panic(err) // the options are constant
	}
	enc, err := cbor.EncOptions{NaNConvert: cbor.NaNConvertNone, InfConvert: cbor.InfConvertNone}.EncMode()
	if err != nil {
		panic(err) // the options are constant
	}
	return &Codec{dec: dec, enc: enc, names: reflectx.Names{All: true}}
}

// Decode implements [protocol.Codec]. An empty body stands for an empty map;
// what can't be read gives SerializationException (400), a body that is not CBOR
// by its type UnsupportedMediaTypeException (415).
func (c *Codec) Decode(r *protocol.Request, _ *schema.Service, op *schema.Operation, in any) error {
	data, err := httpbind.ReadBody(r)
	if err != nil {
		return err
	}
	x := any(map[string]any(nil))
	if len(data) > 0 {
		if t := r.HTTP.Header.Get("Content-Type"); t != contentType {
			return protocol.Errorf(http.StatusUnsupportedMediaType, "UnsupportedMediaTypeException",
				"The content type must be %q.", contentType)
		}
		if tooMany(data) {
			return wireerror.Malformed("the document has too many items")
		}
		if err := c.dec.Unmarshal(data, &x); err != nil {
			return wireerror.Malformed("not a CBOR document that this service reads: " + strings.TrimPrefix(err.Error(), "cbor: "))
		}
	}
	if _, ok := x.(map[string]any); !ok {
		return wireerror.Malformed("at /: a map expected")
	}
	d := decoder{Codec: c}
	if err := d.aggregate(op.Input, reflect.ValueOf(in).Elem(), x); err != nil {
		return wireerror.Malformed(err.Error())
	}
	return nil
}

// Encode implements [protocol.Codec].
func (c *Codec) Encode(w http.ResponseWriter, _ *protocol.Request, _ *schema.Service, op *schema.Operation, out any, _ string) error {
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	if op.Output == nil || op.Output.Unit {
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
		return nil
	}
	v, ok := httpbind.Deref(out)
	if !ok {
		v = reflect.New(op.Output.Type).Elem()
	}
	e := c.encoder()
	e.structure(op.Output, v)
	if e.err != nil {
		return e.err
	}
	return write(w, http.StatusOK, e.buf.Bytes())
}

// EncodeError implements [protocol.Codec]. The type is qualified with a
// namespace, as AWS's services have it: "com.amazonaws.sqs#QueueDoesNotExist".
func (c *Codec) EncodeError(w http.ResponseWriter, _ *protocol.Request, s *schema.Service, _ *schema.Operation, e *protocol.Error, _ string) {
	p := wireerror.Of(e)
	name := p.Type
	if s != nil {
		name = "com.amazonaws." + strings.ToLower(s.Name) + "#" + name
	}
	head := append([]protocol.Detail{{Name: "__type", Value: name}}, p.Extra...)
	enc := c.encoder()
	enc.structure(p.Shape, p.Value, head...)
	w.Header().Set("Smithy-Protocol", "rpc-v2-cbor")
	wireerror.Header(w.Header(), s, e)
	_ = write(w, p.Status, enc.buf.Bytes()) // the caller is gone; nothing is left to do
}

func (c *Codec) encoder() *encoder {
	e := new(encoder)
	e.Encoder = c.enc.NewEncoder(&e.buf)
	return e
}

type encoder struct {
	*cbor.Encoder
	buf bytes.Buffer
	err error // the first
}

func write(w http.ResponseWriter, status int, data []byte) error {
	h := w.Header()
	h.Set("Content-Type", contentType)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	_, err := w.Write(data)
	return err
}
