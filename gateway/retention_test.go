package gateway

import (
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/gateway/record"
)

func TestTrimRecords(t *testing.T) {
	s := testStore(t)
	cut := time.Unix(1_000_000, 0)
	put := func(account string, at time.Time, n int) {
		t.Helper()
		err := s.Update(t.Context(), func(tx kv.Tx) error {
			for range n {
				if err := putRecord(tx, &record.Record{ID: newRequestID(), Account: account, Time: at}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	put("111111111111", cut.Add(-time.Hour), trimStep+5) // more than one step
	put("111111111111", cut.Add(time.Hour), 2)
	put("222222222222", cut.Add(-time.Nanosecond), 1)
	put("333333333333", cut, 3)
	if err := trimRecords(t.Context(), s, cut); err != nil {
		t.Fatal(err)
	}
	left := map[string]int{}
	for _, r := range recordsIn(t, s) {
		if r.Time.Before(cut) {
			t.Errorf("an old record is left: %+v", r)
		}
		left[r.Account]++
	}
	if len(left) != 2 || left["111111111111"] != 2 || left["333333333333"] != 3 {
		t.Errorf("left: %v", left)
	}
}
