package object

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/fxamacker/cbor/v2"

	"github.com/cumulet/cumulet/engine/blob"
	"github.com/cumulet/cumulet/engine/kv"
)

var (
	keyFormat   = kv.NewKey("object", "format")
	keyLast     = kv.NewKey("object", "last")
	keyBucket   = kv.NewKey("object", "bucket")
	keyOwner    = kv.NewKey("object", "owner")
	keyConfig   = kv.NewKey("object", "config")
	keyLive     = kv.NewKey("object", "live")
	keyOld      = kv.NewKey("object", "old")
	keyNull     = kv.NewKey("object", "null")
	keyUpload   = kv.NewKey("object", "upload")
	keyPart     = kv.NewKey("object", "part")
	keyManifest = kv.NewKey("object", "manifest")
	keyShares   = kv.NewKey("object", "shares")
)

func liveKey(bucket uint64, key string) kv.Key { return keyLive.Uint(bucket).String(key) }
func oldPrefix(bucket uint64, key string) kv.Key {
	return keyOld.Uint(bucket).String(key)
}
func oldKey(bucket uint64, key string, seq uint64) kv.Key { return oldPrefix(bucket, key).Uint(^seq) }
func nullKey(bucket uint64, key string) kv.Key            { return keyNull.Uint(bucket).String(key) }
func uploadKey(bucket uint64, key string, seq uint64) kv.Key {
	return keyUpload.Uint(bucket).String(key).Uint(seq)
}
func partPrefix(upload []byte) kv.Key          { return keyPart.String(string(upload)) }
func partKey(upload []byte, number int) kv.Key { return partPrefix(upload).Uint(uint64(number)) }

const nonceSize = 16

// formatID makes the public id of a version or upload: 32 characters that tell
// nothing.
func formatID(seq uint64, nonce []byte) string {
	b := append(make([]byte, 0, nonceSize+8), nonce...)
	b = binary.BigEndian.AppendUint64(b, seq^binary.BigEndian.Uint64(nonce))
	return base64.RawURLEncoding.EncodeToString(b)
}

func parseID(id string) (seq uint64, nonce []byte, ok bool) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(id)
	if err != nil || len(b) != nonceSize+8 {
		return 0, nil, false
	}
	return binary.BigEndian.Uint64(b[nonceSize:]) ^ binary.BigEndian.Uint64(b), b[:nonceSize], true
}

func checkKey(key string) error {
	switch {
	case len(key) > MaxKey:
		return ErrKeyTooLong
	case key == "" || !utf8.ValidString(key):
		return ErrInvalidKey
	}
	return nil
}

// load reads a record; found is false where there is none.
func load(tx kv.Tx, key kv.Key, into any) (found bool, err error) {
	b, err := tx.Get(key)
	if errors.Is(err, kv.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, decode(b, into)
}

func decode(b []byte, into any) error {
	if err := cbor.Unmarshal(b, into); err != nil {
		return fmt.Errorf("object: %w: record: %w", blob.ErrCorrupt, err)
	}
	return nil
}

func save(tx kv.Tx, key kv.Key, from any) error {
	b, err := cbor.Marshal(from)
	if err != nil {
		return fmt.Errorf("object: encode a record: %w", err)
	}
	return tx.Set(key, b)
}

// getUint reads a number; one that is not there is 0.
func getUint(tx kv.Tx, key []byte) (uint64, error) {
	b, err := tx.Get(key)
	if errors.Is(err, kv.ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	n, _, ok := kv.CutUint(b)
	if !ok {
		return 0, fmt.Errorf("object: %w: number of %d bytes", blob.ErrCorrupt, len(b))
	}
	return n, nil
}

func setUint(tx kv.Tx, key []byte, n uint64) error {
	return tx.Set(key, binary.BigEndian.AppendUint64(nil, n))
}
