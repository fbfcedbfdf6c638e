package kv

import "encoding/binary"

// Key builds ordered keys from parts: strings, which sort by bytes, and
// unsigned numbers, which sort by value. No part is a prefix of another's
// encoding, so Key().String("a") never covers Key().String("ab").
//
// A string is written with 0x00 as 0x00 0xff and ended by 0x00 0x01; a number
// is eight bytes, big-endian.
type Key []byte

// NewKey begins a key with its strings.
func NewKey(parts ...string) Key {
	var k Key
	for _, p := range parts {
		k = k.String(p)
	}
	return k
}

// String returns the key extended by a string.
func (k Key) String(s string) Key {
	out := make(Key, len(k), len(k)+len(s)+2)
	copy(out, k)
	for i := range len(s) {
		out = append(out, s[i])
		if s[i] == 0 {
			out = append(out, 0xff)
		}
	}
	return append(out, 0, 1)
}

// Uint returns the key extended by a number.
func (k Key) Uint(n uint64) Key {
	return binary.BigEndian.AppendUint64(append(make(Key, 0, len(k)+8), k...), n)
}

// CutString splits a string off the front of an encoded key. ok is false where
// the key does not begin with one.
func CutString(k []byte) (s string, rest []byte, ok bool) {
	var out []byte
	for i := 0; i < len(k); i++ {
		if k[i] != 0 {
			out = append(out, k[i])
			continue
		}
		if i+1 == len(k) {
			return "", k, false
		}
		i++
		switch k[i] {
		case 0xff:
			out = append(out, 0)
		case 1:
			return string(out), k[i+1:], true
		default:
			return "", k, false
		}
	}
	return "", k, false
}

// CutUint splits a number off the front of an encoded key.
func CutUint(k []byte) (n uint64, rest []byte, ok bool) {
	if len(k) < 8 {
		return 0, k, false
	}
	return binary.BigEndian.Uint64(k), k[8:], true
}
