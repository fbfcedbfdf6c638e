package identity

import (
	"time"

	"github.com/cumulet/cumulet/engine/kv"
)

// Report is an account's credential report.
type Report struct {
	Time time.Time `json:"time"`
	CSV  []byte    `json:"csv"`
}

// PutReport keeps a report, in place of the one before.
func (s *Store) PutReport(tx kv.Tx, account string, r *Report) error {
	return store(tx, kv.NewKey(root, "report", account), r)
}

// Report finds the account's report; [ErrNotFound] where none was made.
func (s *Store) Report(tx kv.Tx, account string) (*Report, error) {
	return load[Report](tx, kv.NewKey(root, "report", account))
}

// NoteDeletion keeps that a task of deletion is done.
func (s *Store) NoteDeletion(tx kv.Tx, account, task string) error {
	return store(tx, kv.NewKey(root, "deletion", account, task), s.now())
}

// Deleted tells when a task of deletion was done; [ErrNotFound] where there was none.
func (s *Store) Deleted(tx kv.Tx, account, task string) (time.Time, error) {
	t, err := load[time.Time](tx, kv.NewKey(root, "deletion", account, task))
	if err != nil {
		return time.Time{}, err
	}
	return *t, nil
}
