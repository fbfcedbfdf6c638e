package identity_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// A trust policy means the user that it named when it was stored, not one that
// gets the same name later.
func TestTrustIsBoundToTheUser(t *testing.T) {
	f := setUp(t)
	u, id, _ := f.user("ann", "")
	r := f.role("site", allOfS3)
	const text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":["arn:aws:iam::123456789012:user/ann","arn:aws:iam::999999999999:user/x"]},"Action":"sts:AssumeRole"}]}`
	f.change(func(tx kv.Tx) (err error) {
		r.Trust = text
		if r.Bound, err = f.BindPrincipals(tx, policy.MustParse(policy.Trust, text)); err != nil {
			return err
		}
		return f.Roles.Put(tx, r)
	})
	mayAssume := func(keyID string) bool {
		d, err := r.TrustPolicy()
		if err != nil {
			t.Fatal(err)
		}
		err = f.Authorise(f.ctx, f.credential(keyID, "").Principal, nil, []identity.Check{{Action: "sts:AssumeRole", Resource: r.ARN(), Owner: account, ResourcePolicy: d}})
		return err == nil
	}
	shown := func() (out string) {
		f.change(func(tx kv.Tx) (err error) {
			out, err = f.BoundText(tx, r.Trust, r.Bound)
			return err
		})
		return out
	}
	if !mayAssume(id) || shown() != text {
		t.Error("named", shown())
	}
	f.change(func(tx kv.Tx) error { return f.Users.Rename(tx, u, "anna", "/staff/") })
	if !strings.Contains(shown(), `"arn:aws:iam::123456789012:user/staff/anna"`) {
		t.Error("renamed", shown())
	}
	f.change(func(tx kv.Tx) error { return f.Users.Delete(tx, u) })
	if want := `"` + u.ID + `"`; !strings.Contains(shown(), want) {
		t.Error("deleted", shown())
	}
	_, again, _ := f.user("ann", "")
	if mayAssume(again) {
		t.Error("another user of the same name was let in")
	}
}

func TestBindRefusesTheMissing(t *testing.T) {
	f := setUp(t)
	f.role("site", allOfS3)
	for arn, want := range map[string]bool{
		"arn:aws:iam::123456789012:role/app/site":       true,
		"arn:aws:iam::123456789012:role/site":           false,
		"arn:aws:iam::123456789012:user/nobody":         false,
		"arn:aws:iam::123456789012:root":                true,
		"arn:aws:iam::999999999999:role/whatever":       true,
		"arn:aws:sts::123456789012:assumed-role/site/x": true,
		"123456789012": true,
	} {
		d := policy.MustParse(policy.Resource, `{"Statement":{"Effect":"Allow","Principal":{"AWS":"`+arn+`"},"Action":"s3:GetObject","Resource":"*"}}`)
		f.change(func(tx kv.Tx) error {
			_, err := f.BindPrincipals(tx, d)
			if e, ok := errors.AsType[*policy.Error](err); (err == nil) != want || err != nil && (!ok || !strings.Contains(e.Message, arn)) {
				t.Errorf("%s: %v", arn, err)
			}
			return nil
		})
	}
}
