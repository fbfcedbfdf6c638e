package identity

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// MFAEntity is a virtual MFA device: a shared secret from which an app makes
// one-time codes.
type MFAEntity struct {
	Common
	Sealed  []byte    `json:"sealed"` // the seed, bound to the unique id
	UserID  string    `json:"user,omitempty"`
	Enabled time.Time `json:"enabled,omitzero"`
	// Step is that of the last code that was accepted: none before it is again.
	Step  int64 `json:"step,omitempty"`
	Drift int64 `json:"drift,omitempty"` // steps that the device's clock is off
	// Failures counts the wrong codes since the last right one; Failed is the last.
	Failures int       `json:"failures,omitempty"`
	Failed   time.Time `json:"failed,omitzero"`
}

// ARN is the device's serial number.
func (m *MFAEntity) ARN() string { return m.arn("mfa") }

func (m *MFAEntity) links() []string {
	if m.UserID == "" {
		return nil
	}
	return []string{DeviceOf(m.UserID)}
}

// DeviceOf is the link from a user, by his unique id, to his MFA devices.
func DeviceOf(userID string) string { return "mfa:" + userID }

// The errors of MFA.
var (
	ErrNoDevice = errors.New("identity: the MFA device is not one of the user's")
	ErrBadCode  = errors.New("identity: wrong MFA code")
)

// A device on which that many wrong codes were tried in a row takes one try each
// codePause, so that codes can't be guessed.
const (
	maxBadCodes = 10
	codePause   = 5 * time.Minute
)

// seedSize is the size of a seed in bytes: 64 characters in base32.
const seedSize = 40

func mfaAAD(id string) []byte { return []byte("identity/mfa/" + id) }

// CreateMFA makes a device, which belongs to nobody yet, and gives its seed in
// base32, which is not to be had again.
func (s *Store) CreateMFA(tx kv.Tx, m *MFAEntity) (seed string, err error) {
	if err := s.MFA.Create(tx, m); err != nil {
		return "", err
	}
	var raw [seedSize]byte
	_, _ = rand.Read(raw[:]) // never fails
	if m.Sealed, err = s.box.Seal(raw[:], mfaAAD(m.ID)); err != nil {
		return "", fmt.Errorf("identity: seal MFA device: %w", err)
	}
	return base32.StdEncoding.EncodeToString(raw[:]), s.MFA.Put(tx, m)
}

// MFAByARN finds a device by its serial number, path included.
func (s *Store) MFAByARN(tx kv.Tx, account, serial string) (*MFAEntity, error) {
	path, ok := strings.CutPrefix(serial, "arn:aws:iam::"+account+":mfa/")
	if !ok {
		return nil, ErrNotFound
	}
	m, err := s.MFA.Get(tx, account, path[strings.LastIndexByte(path, '/')+1:])
	if err == nil && m.ARN() != serial {
		return nil, ErrNotFound
	}
	return m, err
}

// SyncMFA checks two codes that a device showed one after the other, and learns
// from them how far its clock is off: to enable a device, or to mend it.
func (s *Store) SyncMFA(tx kv.Tx, m *MFAEntity, first, second string) error {
	seed, err := s.seed(m)
	if err != nil {
		return err
	}
	now := totpStep(s.clk.Now())
	for off := range int64(totpResync + 1) {
		for _, step := range []int64{now - off, now + off} {
			if step > m.Step && totpIs(seed, step, first) && totpIs(seed, step+1, second) {
				m.Step, m.Drift, m.Failures = step+1, 0, 0
				if d := step + 1 - now; d < -totpSkew || d > totpSkew {
					m.Drift = d
				}
				return s.MFA.Put(tx, m)
			}
		}
	}
	return ErrBadCode
}

func (s *Store) seed(m *MFAEntity) ([]byte, error) {
	seed, err := s.box.Open(m.Sealed, mfaAAD(m.ID))
	if err != nil {
		return nil, fmt.Errorf("identity: open MFA device %s: %w", m.ID, err)
	}
	return seed, nil
}

// VerifyMFA checks a code of one of the caller's devices and uses it up. The
// errors are [ErrNoDevice] and [ErrBadCode]. It commits for itself: a code counts
// as used, and a wrong one as tried, whatever becomes of the call.
func (s *Store) VerifyMFA(ctx context.Context, p *Principal, serial, code string) error {
	var refused error
	//nolint:contextcheck // apart inherits all but the values
	err := s.db.Update(apart{ctx}, func(tx kv.Tx) error {
		m, err := s.MFAByARN(tx, p.Account, serial)
		if errors.Is(err, ErrNotFound) || err == nil && (p.Kind != User || m.UserID != p.ID) {
			refused = ErrNoDevice
			return nil
		}
		if err != nil {
			return err
		}
		refused, err = s.useCode(m, code)
		if err != nil {
			return err
		}
		return s.MFA.write(tx, m)
	})
	if err != nil {
		return err
	}
	return refused
}

// useCode notes in m what a code is worth.
func (s *Store) useCode(m *MFAEntity, code string) (refused, err error) {
	seed, err := s.seed(m)
	if err != nil {
		return nil, err
	}
	now := s.clk.Now()
	if m.Failures >= maxBadCodes && now.Sub(m.Failed) < codePause {
		return ErrBadCode, nil
	}
	step := totpStep(now) + m.Drift
	for _, at := range []int64{step, step - totpSkew, step + totpSkew} {
		if at > m.Step && totpIs(seed, at, code) {
			m.Step, m.Failures = at, 0
			return nil, nil
		}
	}
	m.Failures++
	m.Failed = now
	return ErrBadCode, nil
}
