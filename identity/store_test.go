package identity_test

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
	"github.com/cumulet/cumulet/internal/clock"
)

const (
	account = "123456789012"
	keyID   = "AKIAROOTROOTROOTROOT"
	secret  = "secretsecretsecretsecretsecretsecretsecr"
)

type fixture struct {
	testing.TB
	*identity.Store
	db  kv.Store
	clk *clock.Manual
	box *seal.Box
	ctx context.Context
}

func setUp(t testing.TB) *fixture {
	t.Helper()
	db, err := pebblekv.Open(t.TempDir(), pebblekv.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	box, err := seal.Open(filepath.Join(t.TempDir(), "master.key"))
	if err != nil {
		t.Fatal(err)
	}
	clk := clock.NewManual(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	f := &fixture{TB: t, Store: identity.NewStore(db, box, clk, identity.Options{}), db: db, clk: clk, box: box, ctx: t.Context()}
	if err := f.EnsureRoot(f.ctx, account, keyID, secret); err != nil {
		t.Fatal(err)
	}
	return f
}

// change runs a transaction that must succeed.
func (f *fixture) change(do func(tx kv.Tx) error) {
	f.Helper()
	if err := f.db.Update(f.ctx, do); err != nil {
		f.Fatal(err)
	}
}

// user makes a user with a policy and a key.
func (f *fixture) user(name, inline string) (u *identity.UserEntity, keyID, secret string) {
	f.Helper()
	f.change(func(tx kv.Tx) error {
		u = &identity.UserEntity{Common: identity.Common{Account: account, Name: name, Path: "/", Tags: []identity.Tag{{Key: "team", Value: "web"}}}}
		if inline != "" {
			u.Inline = map[string]string{"p": inline}
		}
		if err := f.Users.Create(tx, u); err != nil {
			return err
		}
		k, s, err := f.CreateKey(tx, account, u)
		if err == nil {
			keyID, secret = k.ID, s
		}
		return err
	})
	return u, keyID, secret
}

func (f *fixture) credential(id, token string) *identity.Credential {
	f.Helper()
	c, err := f.Credential(f.ctx, id, token)
	if err != nil {
		f.Fatal(err)
	}
	return c
}

func (f *fixture) may(p *identity.Principal, action, resource string) bool {
	f.Helper()
	err := f.Authorise(f.ctx, p, nil, []identity.Check{{Action: action, Resource: resource}})
	if _, ok := errors.AsType[*identity.Denied](err); err != nil && !ok {
		f.Fatal(err)
	}
	return err == nil
}

const readS3 = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::${aws:username}/*"},
	{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/team":"web"}}}]}`

func TestRoot(t *testing.T) {
	f := setUp(t)
	c := f.credential(keyID, "")
	if c.Secret != secret || c.Principal.Kind != identity.Root || c.Principal.ARN != "arn:aws:iam::123456789012:root" || c.Principal.AccessKeyID != keyID {
		t.Errorf("%+v", c.Principal)
	}
	if !f.may(c.Principal, "iam:CreateUser", "*") {
		t.Error("root may everything")
	}
	if err := f.EnsureRoot(f.ctx, account, keyID, "another secret of root, as long as that"); err != nil {
		t.Fatal(err)
	}
	if got := f.credential(keyID, "").Secret; got == secret {
		t.Error("the preset secret counts")
	}
	id, made, err := f.NewRootKey(f.ctx, account)
	if err != nil {
		t.Fatal(err)
	}
	if c := f.credential(id, ""); c.Secret != made || c.Principal.Kind != identity.Root {
		t.Error("another key of root")
	}
	if got, ok := identity.KeyAccount(id); !ok || got != account {
		t.Errorf("account %q in %s", got, id)
	}
}

func TestUserCredential(t *testing.T) {
	f := setUp(t)
	u, id, sec := f.user("ann", readS3)
	if len(u.ID) != 21 || !strings.HasPrefix(u.ID, "AIDA") || len(id) != 20 || !strings.HasPrefix(id, "AKIA") || len(sec) != 40 {
		t.Errorf("forms: %s %s %d", u.ID, id, len(sec))
	}
	c := f.credential(id, "")
	p := c.Principal
	if c.Secret != sec || p.Kind != identity.User || p.Name != "ann" || p.ID != u.ID || p.ARN != "arn:aws:iam::123456789012:user/ann" {
		t.Errorf("%+v", p)
	}
	if again := f.credential(id, ""); again.Principal != p {
		t.Error("unchanged principals come from the cache")
	}
	for _, q := range []struct {
		action, resource string
		want             bool
	}{
		{"s3:GetObject", "arn:aws:s3:::ann/x", true},
		{"s3:GetObject", "arn:aws:s3:::bob/x", false},
		{"s3:PutObject", "arn:aws:s3:::ann/x", false},
		{"sqs:SendMessage", "arn:aws:sqs:eu-west-3:123456789012:q", true},
	} {
		if got := f.may(p, q.action, q.resource); got != q.want {
			t.Errorf("%s on %s: %v", q.action, q.resource, got)
		}
		// The same for a principal that was made by hand.
		bare := &identity.Principal{Kind: p.Kind, Account: p.Account, ARN: p.ARN, ID: p.ID, Name: p.Name, Tags: p.Tags}
		if got := f.may(bare, q.action, q.resource); got != q.want {
			t.Errorf("bare: %s on %s: %v", q.action, q.resource, got)
		}
	}
	if _, err := f.Credential(f.ctx, "AKIANOBODYNOBODYNOBO", ""); !errors.Is(err, identity.ErrUnknownKey) {
		t.Error(err)
	}
	if _, err := f.Credential(f.ctx, id, "token"); !errors.Is(err, identity.ErrInvalidToken) {
		t.Error(err)
	}
}

func TestChangesCountAtOnce(t *testing.T) {
	f := setUp(t)
	u, id, _ := f.user("ann", "")
	read := func() bool { return f.may(f.credential(id, "").Principal, "s3:GetObject", "arn:aws:s3:::b/k") }
	if read() {
		t.Fatal("nothing is allowed at first")
	}
	f.change(func(tx kv.Tx) error {
		u.Attached = []string{"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
		return f.Users.Put(tx, u)
	})
	if !read() {
		t.Error("attached")
	}
	f.change(func(tx kv.Tx) error {
		u.Boundary = "arn:aws:iam::aws:policy/AmazonSQSFullAccess"
		return f.Users.Put(tx, u)
	})
	if read() {
		t.Error("bounded")
	}
	group := &identity.GroupEntity{Common: identity.Common{Account: account, Name: "Readers", Path: "/"}}
	group.Attached = []string{"arn:aws:iam::aws:policy/ReadOnlyAccess"}
	f.change(func(tx kv.Tx) error {
		if err := f.Groups.Create(tx, group); err != nil {
			return err
		}
		u.Boundary, u.Attached, u.Groups = "", nil, []string{group.ID}
		return f.Users.Put(tx, u)
	})
	if !read() {
		t.Error("by the group")
	}
	f.change(func(tx kv.Tx) error {
		group.Inline = map[string]string{"no": `{"Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}`}
		return f.Groups.Put(tx, group)
	})
	if read() {
		t.Error("denied by the group")
	}
	f.change(func(tx kv.Tx) error {
		k, err := f.Key(tx, id)
		if err != nil {
			return err
		}
		k.Active = false
		return f.PutKey(tx, k)
	})
	if _, err := f.Credential(f.ctx, id, ""); !errors.Is(err, identity.ErrInactiveKey) {
		t.Error(err)
	}
	f.change(func(tx kv.Tx) error {
		k, err := f.Key(tx, id)
		if err != nil {
			return err
		}
		return f.DeleteKey(tx, k, u)
	})
	if _, err := f.Credential(f.ctx, id, ""); !errors.Is(err, identity.ErrUnknownKey) {
		t.Error(err)
	}
}

func TestCustomerPolicy(t *testing.T) {
	f := setUp(t)
	u, id, _ := f.user("ann", "")
	p := &identity.PolicyEntity{Common: identity.Common{Account: account, Name: "P", Path: "/x/"}, Default: "v1", Versions: []identity.PolicyVersion{
		{ID: "v1", Document: `{"Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}`},
		{ID: "v2", Document: `{"Statement":{"Effect":"Allow","Action":"sqs:*","Resource":"*"}}`},
	}}
	u.Attached = []string{"arn:aws:iam::123456789012:policy/x/P"}
	f.change(func(tx kv.Tx) error {
		if err := f.Policies.Create(tx, p); err != nil {
			return err
		}
		return f.Users.Put(tx, u)
	})
	may := func() [2]bool {
		who := f.credential(id, "").Principal
		return [2]bool{f.may(who, "s3:GetObject", "arn:aws:s3:::b/k"), f.may(who, "sqs:SendMessage", "arn:aws:sqs:r:123456789012:q")}
	}
	if got := may(); got != [2]bool{true, false} {
		t.Error("v1:", got)
	}
	f.change(func(tx kv.Tx) error {
		p.Default = "v2"
		return f.Policies.Put(tx, p)
	})
	if got := may(); got != [2]bool{false, true} {
		t.Error("v2:", got)
	}
	_ = f.db.View(f.ctx, func(tx kv.Tx) error {
		for arn, want := range map[string]error{
			"arn:aws:iam::123456789012:policy/x/P":                 nil,
			"arn:aws:iam::123456789012:policy/P":                   identity.ErrNotFound,
			"arn:aws:iam::999999999999:policy/x/P":                 identity.ErrNotFound,
			"arn:aws:iam::aws:policy/AdministratorAccess":          nil,
			"arn:aws:iam::aws:policy/Nothing":                      identity.ErrNotFound,
			"arn:aws:iam::aws:policy/service-role/AWSLambdaRole":   nil,
			"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess":  nil,
			"arn:aws:iam::aws:policy/service-role/ReadOnlyAccess":  identity.ErrNotFound,
			"arn:aws:iam::123456789012:policy/AdministratorAccess": identity.ErrNotFound,
		} {
			if _, err := f.Policy(tx, account, arn); !errors.Is(err, want) {
				t.Errorf("%s: %v", arn, err)
			}
		}
		return nil
	})
}

func TestLinksAndNames(t *testing.T) {
	f := setUp(t)
	u, _, _ := f.user("Ann", "")
	linked := func(link string) (out string) {
		_ = f.db.View(f.ctx, func(tx kv.Tx) error {
			for ref, err := range f.Linked(tx, account, link) {
				if err != nil {
					t.Fatal(err)
				}
				out += ref.Kind + ":" + ref.Name + " "
			}
			return nil
		})
		return out
	}
	const arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
	f.change(func(tx kv.Tx) error {
		u.Attached, u.Boundary, u.Groups = []string{arn}, arn, []string{"AGPASTAFF"}
		return f.Users.Put(tx, u)
	})
	if got := linked(identity.AttachedTo(arn)) + linked(identity.BoundaryOf(arn)) + linked(identity.MemberOf("AGPASTAFF")); got != "user:Ann user:Ann user:Ann " {
		t.Error(got)
	}
	f.change(func(tx kv.Tx) error {
		if err := f.Users.Create(tx, &identity.UserEntity{Common: identity.Common{Account: account, Name: "ANN"}}); !errors.Is(err, identity.ErrExists) {
			t.Error("names differ by more than case", err)
		}
		if err := f.Users.Create(tx, &identity.UserEntity{Common: identity.Common{Account: account, Name: "bob", Path: "/"}}); err != nil {
			return err
		}
		if err := f.Users.Rename(tx, u, "Bob", "/"); !errors.Is(err, identity.ErrExists) {
			t.Error("renamed onto another", err)
		}
		u.Boundary = ""
		return f.Users.Rename(tx, u, "anna", "/staff/")
	})
	if got := linked(identity.AttachedTo(arn)) + linked(identity.BoundaryOf(arn)); got != "user:anna " {
		t.Error(got)
	}
	_ = f.db.View(f.ctx, func(tx kv.Tx) error {
		if _, err := f.Users.Get(tx, account, "ann"); !errors.Is(err, identity.ErrNotFound) {
			t.Error("the old name is gone", err)
		}
		ref, err := f.ByID(tx, u.ID)
		if err != nil || ref.Name != "anna" || ref.Kind != identity.KindUser {
			t.Error(ref, err)
		}
		var names []string
		for u, err := range f.Users.All(tx, account, "anna") {
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, u.Name)
		}
		if strings.Join(names, " ") != "bob" {
			t.Error(names)
		}
		return nil
	})
}

func TestLastUsed(t *testing.T) {
	f := setUp(t)
	_, id, _ := f.user("ann", readS3)
	last := func() (out *identity.LastUsed) {
		_ = f.db.View(f.ctx, func(tx kv.Tx) (err error) { out, err = f.KeyLastUsed(tx, id); return err })
		return out
	}
	if last() != nil {
		t.Error("not used yet")
	}
	ask := func() {
		global := policy.Context{"aws:RequestedRegion": {"eu-west-3"}}
		_ = f.Authorise(f.ctx, f.credential(id, "").Principal, global, []identity.Check{{Action: "s3:GetObject", Resource: "*"}})
	}
	ask()
	first := *last()
	if first.Service != "s3" || first.Region != "eu-west-3" || !first.Time.Equal(f.clk.Now()) {
		t.Errorf("%+v", first)
	}
	f.clk.Advance(time.Minute)
	ask()
	if got := *last(); !got.Time.Equal(first.Time) {
		t.Error("written too often")
	}
	f.clk.Advance(time.Hour)
	ask()
	if got := *last(); !got.Time.Equal(f.clk.Now()) {
		t.Error("not written again")
	}
}

func TestReseal(t *testing.T) {
	f := setUp(t)
	u, id, sec := f.user("ann", "")
	var seed string
	device := &identity.MFAEntity{Common: identity.Common{Account: u.Account, Name: "phone", Path: "/"}, UserID: u.ID}
	f.change(func(tx kv.Tx) (err error) {
		seed, err = f.CreateMFA(tx, device)
		return err
	})
	n, err := f.box.Rotate(f.ctx, f.Store)
	if err != nil || n != 3 {
		t.Fatal(n, err)
	}
	if err := f.box.DropOld(); err != nil {
		t.Fatal(err)
	}
	fresh := identity.NewStore(f.db, f.box, f.clk, identity.Options{})
	c, err := fresh.Credential(f.ctx, id, "")
	if err != nil || c.Secret != sec {
		t.Fatal(err)
	}
	code, err := identity.TOTP(seed, f.clk.Now())
	if err != nil {
		t.Fatal(err)
	}
	if err := fresh.VerifyMFA(f.ctx, c.Principal, device.ARN(), code); err != nil {
		t.Errorf("the device: %v", err)
	}
}
