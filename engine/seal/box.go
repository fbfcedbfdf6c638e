package seal

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
)

// The errors of [Box.Open].
var (
	// ErrUnknownKey says that the ciphertext's key is not in the key file.
	ErrUnknownKey = errors.New("seal: sealed under a key that is not in the key file")
	// ErrTampered says that the ciphertext or its associated data was changed.
	ErrTampered = errors.New("seal: not authentic")
)

const (
	version = 1
	idSize  = 8
	header  = 1 + idSize
)

type keyID [idSize]byte

func (id keyID) String() string { return hex.EncodeToString(id[:]) }

type key struct {
	id     keyID
	secret [32]byte
}

// String keeps the secret out of logs.
func (k key) String() string { return "key " + k.id.String() }

// Box seals and opens. It is safe for concurrent use.
type Box struct {
	path string

	mu      sync.RWMutex
	keys    []key // the last is the current one
	ciphers map[keyID]cipher.AEAD
}

// Seal encrypts plain under the current key. aad is not part of the result, and
// must be given again to open it: it binds a ciphertext to its place.
func (b *Box) Seal(plain, aad []byte) ([]byte, error) {
	b.mu.RLock()
	id := b.keys[len(b.keys)-1].id
	gcm := b.ciphers[id]
	b.mu.RUnlock()
	out := make([]byte, header, header+gcm.Overhead()+len(plain))
	out[0] = version
	copy(out[1:], id[:])
	//nolint:gosec // this AEAD makes its own nonces and takes none
	return gcm.Seal(out, nil, plain, append(out[:header:header], aad...)), nil
}

// Open decrypts what Seal made with the same aad.
func (b *Box) Open(sealed, aad []byte) ([]byte, error) {
	id, err := keyOf(sealed)
	if err != nil {
		return nil, err
	}
	b.mu.RLock()
	gcm := b.ciphers[id]
	b.mu.RUnlock()
	if gcm == nil {
		return nil, fmt.Errorf("%w: %s", ErrUnknownKey, id)
	}
	plain, err := gcm.Open(nil, nil, sealed[header:], append(sealed[:header:header], aad...))
	if err != nil {
		return nil, ErrTampered
	}
	return plain, nil
}

// Reseal gives sealed under the current key. changed is false where it already is.
func (b *Box) Reseal(sealed, aad []byte) (out []byte, changed bool, err error) {
	id, err := keyOf(sealed)
	if err != nil {
		return nil, false, err
	}
	if id.String() == b.KeyID() {
		return sealed, false, nil
	}
	plain, err := b.Open(sealed, aad)
	if err != nil {
		return nil, false, err
	}
	out, err = b.Seal(plain, aad)
	return out, true, err
}

// KeyID is the id of the current key, 16 hexadecimal digits.
func (b *Box) KeyID() string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.keys[len(b.keys)-1].id.String()
}

// KeyIDs are the ids of all keys, the current one last.
func (b *Box) KeyIDs() []string {
	b.mu.RLock()
	defer b.mu.RUnlock()
	out := make([]string, len(b.keys))
	for i, k := range b.keys {
		out[i] = k.id.String()
	}
	return out
}

// Resealer is an area of the store that holds sealed secrets.
type Resealer interface {
	// Reseal seals anew, with [Box.Reseal], all that stands under an old key,
	// durably. It may be run again after a failure. n is how many it changed.
	Reseal(ctx context.Context) (n int, err error)
}

// Rotate makes a new current key and seals all areas anew. Old keys stay in the
// file, for backups and for what is sealed outside the store (session tokens),
// until [Box.DropOld]. It may be run again after a failure.
func (b *Box) Rotate(ctx context.Context, areas ...Resealer) (n int, err error) {
	k := newKey()
	if err := b.replace(func(keys []key) []key { return append(keys, k) }); err != nil {
		return 0, err
	}
	for _, a := range areas {
		m, err := a.Reseal(ctx)
		n += m
		if err != nil {
			return n, fmt.Errorf("seal anew: %w", err)
		}
	}
	return n, nil
}

// DropOld forgets all keys but the current one. What is still sealed under them
// is lost: run it after a Rotate that succeeded.
func (b *Box) DropOld() error {
	return b.replace(func(keys []key) []key { return keys[len(keys)-1:] })
}

// replace writes the file first: a key that seals must be on disk.
func (b *Box) replace(change func([]key) []key) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	keys := change(append([]key(nil), b.keys...))
	if err := write(b.path, keys); err != nil {
		return err
	}
	return b.set(keys)
}

func (b *Box) set(keys []key) error {
	ciphers := make(map[keyID]cipher.AEAD, len(keys))
	for _, k := range keys {
		block, err := aes.NewCipher(k.secret[:])
		if err != nil {
			return fmt.Errorf("seal: %w", err)
		}
		if ciphers[k.id], err = cipher.NewGCMWithRandomNonce(block); err != nil {
			return fmt.Errorf("seal: %w", err)
		}
	}
	b.keys, b.ciphers = keys, ciphers
	return nil
}

func keyOf(sealed []byte) (id keyID, err error) {
	if len(sealed) < header || sealed[0] != version {
		return id, ErrTampered
	}
	copy(id[:], sealed[1:])
	return id, nil
}

func newKey() (k key) {
	rand.Read(k.id[:])     // crypto/rand.Read never fails
	rand.Read(k.secret[:]) // crypto/rand.Read never fails
	return k
}
