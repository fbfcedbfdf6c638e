package saml_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"github.com/cumulet/cumulet/identity/saml"
	"github.com/cumulet/cumulet/identity/saml/samltest"
)

func provider(t testing.TB) (*samltest.Provider, *saml.Metadata) {
	t.Helper()
	p := samltest.New(t)
	m, err := saml.ParseMetadata(p.Metadata)
	if err != nil {
		t.Fatal(err)
	}
	return p, m
}

const sessionName = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"

func TestVerify(t *testing.T) {
	p, meta := provider(t)
	eve, _ := provider(t)
	now := time.Now()
	good := samltest.Assertion(now, sessionName, "ann")
	with := func(from, to string) *etree.Element { return samltest.Parse(t, strings.Replace(good, from, to, 1)) }
	changed := p.Sign(samltest.Parse(t, good))
	changed.FindElement("//NameID").SetText("root")
	// The signed assertion wrapped away, a forged one in its place.
	evil := with(`ID="_a"`, `ID="_evil"`)
	evil.FindElement("//NameID").SetText("root")
	wrapped := samltest.Response(evil)
	ext := etree.NewElement("samlp:Extensions")
	ext.AddChild(p.Sign(samltest.Parse(t, good)))
	wrapped.AddChild(ext)
	twice := samltest.Response(p.Sign(samltest.Parse(t, good)), with(`ID="_a"`, `ID="_evil"`))
	inside := with(`ID="_a"`, `ID="_evil"`)
	inside.AddChild(p.Sign(samltest.Parse(t, good)))
	comment := base64.StdEncoding.EncodeToString([]byte(`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">&x;</samlp:Response>`))
	for name, x := range map[string]struct {
		text string
		err  error
	}{
		"assertion signed":   {samltest.Encode(t, samltest.Response(p.Sign(samltest.Parse(t, good)))), nil},
		"response signed":    {samltest.Encode(t, p.Sign(samltest.Response(samltest.Parse(t, good)))), nil},
		"both signed":        {samltest.Encode(t, p.Sign(samltest.Response(p.Sign(samltest.Parse(t, good))))), nil},
		"not signed":         {samltest.Encode(t, samltest.Response(samltest.Parse(t, good))), saml.ErrInvalid},
		"by another":         {samltest.Encode(t, samltest.Response(eve.Sign(samltest.Parse(t, good)))), saml.ErrInvalid},
		"changed":            {samltest.Encode(t, samltest.Response(changed)), saml.ErrInvalid},
		"wrapped":            {samltest.Encode(t, wrapped), saml.ErrInvalid},
		"two assertions":     {samltest.Encode(t, twice), saml.ErrInvalid},
		"one in another":     {samltest.Encode(t, samltest.Response(inside)), saml.ErrInvalid},
		"another issuer":     {samltest.Encode(t, samltest.Response(p.Sign(with(">https://idp.example.com/saml<", ">https://evil.example.com<")))), saml.ErrInvalid},
		"another audience":   {samltest.Encode(t, samltest.Response(p.Sign(with("urn:amazon:webservices", "https://wiki.example.com")))), saml.ErrInvalid},
		"another recipient":  {samltest.Encode(t, samltest.Response(p.Sign(with("https://signin.aws.amazon.com/saml", "https://evil.example.com/signin.aws.amazon.com/saml")))), saml.ErrInvalid},
		"expired":            {samltest.Encode(t, samltest.Response(p.Sign(samltest.Parse(t, samltest.Assertion(now.Add(-7*time.Minute)))))), saml.ErrExpired},
		"not yet":            {samltest.Encode(t, samltest.Response(p.Sign(samltest.Parse(t, samltest.Assertion(now.Add(7*time.Minute)))))), saml.ErrInvalid},
		"entities":           {comment, saml.ErrInvalid},
		"no XML":             {"AAAA", saml.ErrInvalid},
		"an assertion alone": {samltest.Encode(t, p.Sign(samltest.Parse(t, good))), saml.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := saml.Verify(meta, x.text, now)
			if !errors.Is(err, x.err) || (err == nil) != (x.err == nil) {
				t.Fatalf("got %v, want %v", err, x.err)
			}
			if err == nil && (a.Subject != "ann" || a.Attributes[sessionName][0] != "ann") {
				t.Errorf("%+v", a)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	_, meta := provider(f)
	now := time.Now()
	f.Add([]byte(samltest.Assertion(now, sessionName, "ann")))
	f.Add([]byte(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></samlp:Response>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if a, err := saml.Verify(meta, base64.StdEncoding.EncodeToString(text), now); err == nil {
			t.Errorf("accepted: %+v", a)
		}
	})
}

func FuzzParseMetadata(f *testing.F) {
	f.Add(`<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="x"/>`)
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := saml.ParseMetadata(text); err == nil && (m.EntityID == "" || len(m.Certificates) == 0) {
			t.Errorf("%+v", m)
		}
	})
}
