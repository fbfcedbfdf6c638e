package iam

import (
	"bytes"
	"encoding/csv"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// reportLife is how long a credential report holds ("Getting credential reports
// for your AWS account" in the IAM User Guide).
const reportLife = 4 * time.Hour

var reportColumns = []string{
	"user", "arn", "user_creation_time", "password_enabled", "password_last_used", "password_last_changed", "password_next_rotation", "mfa_active",
	"access_key_1_active", "access_key_1_last_rotated", "access_key_1_last_used_date", "access_key_1_last_used_region", "access_key_1_last_used_service",
	"access_key_2_active", "access_key_2_last_rotated", "access_key_2_last_used_date", "access_key_2_last_used_region", "access_key_2_last_used_service",
	"cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated",
}

const notApplicable = "N/A"

// credentialReport lists root and the users with the state of their credentials.
func (s *Service) credentialReport(tx kv.Tx, account string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	a, err := s.ids.Account(tx, account)
	if err != nil {
		return nil, err
	}
	keys, err := s.keyColumns(tx, a.Keys)
	if err != nil {
		return nil, err
	}
	rows := [][]string{reportColumns, slices.Concat([]string{
		"<root_account>", "arn:aws:iam::" + account + ":root", reportTime(a.Created),
		"not_supported", "not_supported", "not_supported", "not_supported", "false",
	}, keys)}
	policy := identity.PasswordPolicyOf(a)
	for u, err := range s.ids.Users.All(tx, account, "") {
		if err != nil {
			return nil, err
		}
		devices, err := count(s.ids.Linked(tx, account, identity.DeviceOf(u.ID)), nil)
		if err != nil {
			return nil, err
		}
		keys, err := s.keyColumns(tx, u.Keys)
		if err != nil {
			return nil, err
		}
		row := append([]string{u.Name, u.ARN(), reportTime(u.Created)}, passwordColumns(u.Login, policy)...)
		rows = append(rows, slices.Concat(row, []string{strconv.FormatBool(devices > 0)}, keys))
	}
	err = w.WriteAll(rows)
	return b.Bytes(), err
}

func reportTime(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05-07:00") }

func passwordColumns(l *identity.Login, p *identity.PasswordPolicy) []string {
	if l == nil {
		return []string{"false", notApplicable, notApplicable, notApplicable}
	}
	out := []string{"true", "no_information", reportTime(l.Changed), notApplicable}
	if !l.Used.IsZero() {
		out[1] = reportTime(l.Used)
	}
	if end := l.Expires(p); !end.IsZero() {
		out[3] = reportTime(end)
	}
	return out
}

// keyColumns are those of two access keys and of two certificates, of which nobody
// has any.
func (s *Service) keyColumns(tx kv.Tx, ids []string) ([]string, error) {
	var out []string
	for i := range maxKeysPerUser {
		if i >= len(ids) {
			out = append(out, "false", notApplicable, notApplicable, notApplicable, notApplicable)
			continue
		}
		k, err := s.ids.Key(tx, ids[i])
		if err != nil {
			return nil, err
		}
		out = append(out, strconv.FormatBool(k.Active), reportTime(k.Created))
		switch used, err := s.ids.KeyLastUsed(tx, k.ID); {
		case errors.Is(err, identity.ErrNotFound):
			out = append(out, notApplicable, notApplicable, notApplicable)
		case err != nil:
			return nil, err
		default:
			out = append(out, reportTime(used.Time), used.Region, used.Service)
		}
	}
	return append(out, "false", notApplicable, "false", notApplicable), nil
}
