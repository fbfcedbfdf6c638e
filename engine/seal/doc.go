// Package seal encrypts secrets at rest under a master key: AES-256-GCM, each
// ciphertext naming its key, so that the key can be rotated.
//
// A ciphertext is a version byte (1), the key's id (8 bytes), the nonce (12) and
// GCM's output; version, id and the caller's associated data are authenticated
// with it. Nonces are random, so one key is good for 2^32 ciphertexts (NIST SP
// 800-38D, section 8.3).
//
// # The key file
//
// Mode 0600, text: the line "cumulet-master-keys 1", then a line for each key,
// "ID KEY" (16 hexadecimal digits, 32 bytes in base64). The last key is the
// current one, which seals; the others only open. Lines that begin with # are
// comments. A file of a newer version is refused.
package seal
