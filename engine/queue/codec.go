package queue

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"

	"github.com/cumulet/cumulet/engine/kv"
)

// format is the version of a message's records.
const format = 1

var errDamaged = errors.New("queue: damaged record")

// index is what changes of a message. Times are Unix nanoseconds.
type index struct {
	sent, visible, first int64
	count                uint32
	nonce                uint64 // of the newest receipt
	group                string
}

const indexSize = 1 + 3*8 + 4 + 8

func (x *index) encode() []byte {
	b := make([]byte, 1, indexSize+len(x.group))
	b[0] = format
	for _, t := range []int64{x.sent, x.visible, x.first} {
		b = binary.BigEndian.AppendUint64(b, uint64(t))
	}
	b = binary.BigEndian.AppendUint32(b, x.count)
	b = binary.BigEndian.AppendUint64(b, x.nonce)
	return append(b, x.group...)
}

func checkFormat(b []byte) error {
	switch {
	case len(b) == 0:
		return errDamaged
	case b[0] > format:
		return fmt.Errorf("%w: message has version %d, this program reads up to %d", kv.ErrNewerFormat, b[0], format)
	}
	return nil
}

func decodeIndex(b []byte) (x index, err error) {
	if err := checkFormat(b); err != nil {
		return x, err
	}
	if len(b) < indexSize {
		return x, errDamaged
	}
	at := func(i int) int64 { return int64(binary.BigEndian.Uint64(b[i:])) }
	x.sent, x.visible, x.first = at(1), at(9), at(17)
	x.count, x.nonce = binary.BigEndian.Uint32(b[25:]), binary.BigEndian.Uint64(b[29:])
	x.group = string(b[indexSize:])
	return x, nil
}

// body is what does not change of a message.
type body struct {
	id                      [16]byte
	sender, dedup           string
	sourceSpace, sourceName string
	attributes, data        []byte
}

func (m *body) encode() []byte {
	parts := [...]string{m.sender, m.dedup, m.sourceSpace, m.sourceName}
	n := 1 + 16 + binary.MaxVarintLen32 + len(m.attributes) + len(m.data)
	for _, p := range parts {
		n += binary.MaxVarintLen32 + len(p)
	}
	b := append(append(make([]byte, 0, n), format), m.id[:]...)
	for _, p := range parts {
		b = append(binary.AppendUvarint(b, uint64(len(p))), p...)
	}
	b = append(binary.AppendUvarint(b, uint64(len(m.attributes))), m.attributes...)
	return append(b, m.data...)
}

func decodeBody(b []byte) (m body, err error) {
	if err := checkFormat(b); err != nil {
		return m, err
	}
	if len(b) < 17 {
		return m, errDamaged
	}
	copy(m.id[:], b[1:])
	b = b[17:]
	cut := func() []byte {
		n, used := binary.Uvarint(b)
		if used <= 0 || n > math.MaxInt32 || int(n) > len(b)-used {
			err = errDamaged
			b = nil
			return nil
		}
		part := b[used : used+int(n)]
		b = b[used+int(n):]
		return part
	}
	m.sender, m.dedup = string(cut()), string(cut())
	m.sourceSpace, m.sourceName = string(cut()), string(cut())
	m.attributes = cut()
	m.data = b
	return m, err
}

// uuid writes the random bytes of an id as a UUID of version 4.
func uuid(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	h := hex.EncodeToString(b[:])
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// Receipt is what a consumer shows to settle a message that he received.
type Receipt struct{ Queue, Sequence, Nonce uint64 }

// String gives the receipt as consumers see it.
func (r Receipt) String() string {
	b := []byte{format}
	for _, n := range []uint64{r.Queue, r.Sequence, r.Nonce} {
		b = binary.BigEndian.AppendUint64(b, n)
	}
	return base64.StdEncoding.EncodeToString(b)
}

// ParseReceipt reads a receipt, or fails with [ErrBadReceipt].
func ParseReceipt(s string) (Receipt, error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != 25 || b[0] != format {
		return Receipt{}, ErrBadReceipt
	}
	return Receipt{binary.BigEndian.Uint64(b[1:]), binary.BigEndian.Uint64(b[9:]), binary.BigEndian.Uint64(b[17:])}, nil
}
