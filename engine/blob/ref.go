package blob

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"

	"github.com/cumulet/cumulet/engine/kv"
)

// Format is the version of keys and files that this package writes.
const Format = 1

// Chunk is how many bytes one checksum covers.
const Chunk = 128 << 10

// The errors that callers tell apart. A full disk answers kv.ErrNoSpace.
var (
	// ErrCorrupt says that the bytes are not those that were written.
	ErrCorrupt = errors.New("blob: corrupt")
	// ErrGone says that no blob stands under the reference (any more).
	ErrGone = errors.New("blob: gone")
	// ErrFenced answers a Link of bytes whose epoch was closed. Write them again.
	ErrFenced = errors.New("blob: epoch closed, write again")
	// ErrFormat says that the data is of a newer version than this program.
	ErrFormat  = errors.New("blob: data of a newer format")
	errPinned  = errors.New("blob: still being read")
	errRenewed = errors.New("blob: lease renewed")
)

// ID is a blob's name. It is never used again.
type ID struct {
	Epoch, N uint64
}

// String gives the id in hex.
func (id ID) String() string { return fmt.Sprintf("%016x-%016x", id.Epoch, id.N) }

// Ref refers to a blob. Whoever links one keeps it. The zero Ref is an empty
// blob that stands nowhere.
type Ref struct {
	_      struct{} `cbor:",toarray"`
	Epoch  uint64
	N      uint64
	Size   int64
	Sum    uint32
	Inline bool // lives in the store
}

// ID names the blob.
func (r Ref) ID() ID { return ID{r.Epoch, r.N} }

// IsZero tells whether r is the empty blob that stands nowhere.
func (r Ref) IsZero() bool { return r == Ref{} }

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func sum(b []byte) uint32 { return crc32.Checksum(b, castagnoli) }

var (
	keyFormat = kv.NewKey("blob", "format")
	keyEpoch  = kv.NewKey("blob", "epoch")
	keyOpen   = kv.NewKey("blob", "open")
	keyLease  = kv.NewKey("blob", "lease")
	keyFile   = kv.NewKey("blob", "file")
	keyData   = kv.NewKey("blob", "data")
)

func fileKey(id ID) kv.Key { return keyFile.Uint(id.Epoch).Uint(id.N) }

func dataKey(id ID) kv.Key { return keyData.Uint(id.Epoch).Uint(id.N) }

func cutID(key []byte, table kv.Key) (ID, bool) {
	if len(key) != len(table)+16 {
		return ID{}, false
	}
	b := key[len(table):]
	return ID{binary.BigEndian.Uint64(b), binary.BigEndian.Uint64(b[8:])}, true
}

// entry is the record of a linked file.
type entry struct {
	refs uint32
	sum  uint32
	size int64
}

func (e entry) encode() []byte {
	b := make([]byte, 0, 16)
	b = binary.BigEndian.AppendUint32(b, e.refs)
	b = binary.BigEndian.AppendUint32(b, e.sum)
	return binary.BigEndian.AppendUint64(b, uint64(e.size))
}

func decodeEntry(b []byte) (entry, error) {
	if len(b) != 16 {
		return entry{}, fmt.Errorf("%w: record of %d bytes", ErrCorrupt, len(b))
	}
	return entry{
		binary.BigEndian.Uint32(b),
		binary.BigEndian.Uint32(b[4:]),
		int64(binary.BigEndian.Uint64(b[8:])),
	}, nil
}

const footerSize = 8 + 4 + 4 + 8 + 8 + 8

func footer(r Ref) []byte {
	b := make([]byte, 0, footerSize)
	b = append(b, "cumublob"...)
	b = binary.BigEndian.AppendUint32(b, Format)
	b = binary.BigEndian.AppendUint32(b, r.Sum)
	b = binary.BigEndian.AppendUint64(b, r.Epoch)
	b = binary.BigEndian.AppendUint64(b, r.N)
	return binary.BigEndian.AppendUint64(b, uint64(r.Size))
}

func chunks(size int64) int64 { return (size + Chunk - 1) / Chunk }
