package identity

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"time"
)

// The parameters of one-time codes (RFC 6238), as AWS's virtual devices have them.
const (
	totpPeriod = 30 // seconds a code is shown
	totpSkew   = 1  // steps that a device's clock may be off
	totpResync = 20 // steps that it may be off when two codes are given
)

// totp is the code of a step: HOTP (RFC 4226) of six digits over SHA-1.
func totp(seed []byte, step int64) string {
	mac := hmac.New(sha1.New, seed)
	_ = binary.Write(mac, binary.BigEndian, step) // never fails
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1e6)
}

func totpStep(t time.Time) int64 { return t.Unix() / totpPeriod }

func totpIs(seed []byte, step int64, code string) bool {
	return subtle.ConstantTimeCompare([]byte(totp(seed, step)), []byte(code)) == 1
}

// TOTP is the code that a device with this seed, in base32, shows at a time.
func TOTP(seed string, t time.Time) (string, error) {
	raw, err := base32.StdEncoding.DecodeString(seed)
	if err != nil {
		return "", fmt.Errorf("identity: seed: %w", err)
	}
	return totp(raw, totpStep(t)), nil
}
