package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// Prefixes of unique identifiers, as the IAM User Guide lists them ("IAM
// identifiers").
const (
	prefixUser      = "AIDA"
	prefixGroup     = "AGPA"
	prefixRole      = "AROA"
	prefixPolicy    = "ANPA"
	prefixProfile   = "AIPA"
	prefixMFA       = "AMFA" // this and the next two are ours: AWS has none
	prefixOIDC      = "AOID"
	prefixSAML      = "ASAM"
	prefixKey       = "AKIA"
	prefixTemporary = "ASIA"
)

// newUniqueID makes an identifier of 21 characters, as users, groups, roles,
// policies and instance profiles carry.
func newUniqueID(prefix, account string) string {
	var extra [1]byte
	_, _ = rand.Read(extra[:]) // never fails
	return newKeyID(prefix, account) + string("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[extra[0]&31])
}

// newKeyID makes an access key id of 20 characters. As in AWS's, the account
// stands in the 40 bits after the first of the part behind the prefix; the rest
// is random.
func newKeyID(prefix, account string) string {
	var b [10]byte
	_, _ = rand.Read(b[:])
	n, _ := strconv.ParseUint(account, 10, 40)
	n = 1<<47 | n<<7 | uint64(b[5]&0x7f)
	for i := range 6 {
		b[i] = byte(n >> (8 * (5 - i)))
	}
	return prefix + base32.StdEncoding.EncodeToString(b[:])
}

// KeyAccount tells which account an access key id of this form belongs to; keys
// that were preset by hand do not have it.
func KeyAccount(id string) (account string, ok bool) {
	if len(id) != 20 || !strings.HasPrefix(id, prefixKey) && !strings.HasPrefix(id, prefixTemporary) {
		return "", false
	}
	b, err := base32.StdEncoding.DecodeString(id[4:])
	if err != nil || b[0]&0x80 == 0 {
		return "", false
	}
	var n uint64
	for _, c := range b[:6] {
		n = n<<8 | uint64(c)
	}
	n = n >> 7 & (1<<40 - 1)
	if n >= 1e12 {
		return "", false
	}
	return fmt.Sprintf("%012d", n), true
}

// newSecret makes a secret key: 30 random bytes, 40 characters.
func newSecret() string {
	var b [30]byte
	_, _ = rand.Read(b[:])
	return base64.StdEncoding.EncodeToString(b[:])
}

// CanonicalUserID is the account's canonical user id, 64 hexadecimal digits, by
// which S3 names owners.
func CanonicalUserID(account string) string {
	sum := sha256.Sum256([]byte("cumulet canonical user " + account))
	return hex.EncodeToString(sum[:])
}
