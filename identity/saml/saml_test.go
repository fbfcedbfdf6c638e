package saml_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"

	"github.com/cumulet/cumulet/identity/saml"
)

// provider is an identity provider with a key of its own.
type provider struct {
	t    testing.TB
	keys dsig.X509KeyStore
	meta *saml.Metadata
}

func newProvider(t testing.TB) *provider {
	p := &provider{t: t, keys: dsig.RandomKeyStoreForTest()}
	_, cert, err := p.keys.GetKeyPair()
	if err != nil {
		t.Fatal(err)
	}
	p.meta, err = saml.ParseMetadata(fmt.Sprintf(`<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml">
<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
<ds:X509Data><ds:X509Certificate>%s</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor></md:EntityDescriptor>`, base64.StdEncoding.EncodeToString(cert)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *provider) sign(e *etree.Element) *etree.Element {
	p.t.Helper()
	ctx := dsig.NewDefaultSigningContext(p.keys)
	ctx.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	out, err := ctx.SignEnveloped(e)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

func element(t testing.TB, text string) *etree.Element {
	t.Helper()
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

func assertion(now time.Time) string {
	at := func(d time.Duration) string { return now.Add(d).UTC().Format(time.RFC3339) }
	return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="` + at(0) + `"><saml:Issuer>https://idp.example.com/saml</saml:Issuer>` +
		`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ann</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
		`<saml:SubjectConfirmationData NotOnOrAfter="` + at(5*time.Minute) + `" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject>` +
		`<saml:Conditions NotBefore="` + at(-time.Minute) + `" NotOnOrAfter="` + at(5*time.Minute) + `"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
		`<saml:AttributeStatement><saml:Attribute Name="https://aws.amazon.com/SAML/Attributes/RoleSessionName"><saml:AttributeValue>ann</saml:AttributeValue></saml:Attribute></saml:AttributeStatement></saml:Assertion>`
}

// response puts assertions into a response.
func response(assertions ...*etree.Element) *etree.Element {
	r := etree.NewElement("samlp:Response")
	r.CreateAttr("xmlns:samlp", "urn:oasis:names:tc:SAML:2.0:protocol")
	r.CreateAttr("ID", "_r")
	for _, a := range assertions {
		r.AddChild(a)
	}
	return r
}

func encode(t testing.TB, e *etree.Element) string {
	t.Helper()
	doc := etree.NewDocument()
	doc.SetRoot(e)
	text, err := doc.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(text))
}

func TestVerify(t *testing.T) {
	p, eve := newProvider(t), newProvider(t)
	now := time.Now()
	good := assertion(now)
	with := func(from, to string) *etree.Element { return element(t, strings.Replace(good, from, to, 1)) }
	changed := p.sign(element(t, good))
	changed.FindElement("//NameID").SetText("root")
	// The signed assertion wrapped away, a forged one in its place.
	evil := with(`ID="_a"`, `ID="_evil"`)
	evil.FindElement("//NameID").SetText("root")
	wrapped := response(evil)
	ext := etree.NewElement("samlp:Extensions")
	ext.AddChild(p.sign(element(t, good)))
	wrapped.AddChild(ext)
	twice := response(p.sign(element(t, good)), with(`ID="_a"`, `ID="_evil"`))
	inside := with(`ID="_a"`, `ID="_evil"`)
	inside.AddChild(p.sign(element(t, good)))
	comment := base64.StdEncoding.EncodeToString([]byte(`<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol">&x;</samlp:Response>`))
	for name, x := range map[string]struct {
		text string
		err  error
	}{
		"assertion signed":   {encode(t, response(p.sign(element(t, good)))), nil},
		"response signed":    {encode(t, p.sign(response(element(t, good)))), nil},
		"both signed":        {encode(t, p.sign(response(p.sign(element(t, good))))), nil},
		"not signed":         {encode(t, response(element(t, good))), saml.ErrInvalid},
		"by another":         {encode(t, response(eve.sign(element(t, good)))), saml.ErrInvalid},
		"changed":            {encode(t, response(changed)), saml.ErrInvalid},
		"wrapped":            {encode(t, wrapped), saml.ErrInvalid},
		"two assertions":     {encode(t, twice), saml.ErrInvalid},
		"one in another":     {encode(t, response(inside)), saml.ErrInvalid},
		"another issuer":     {encode(t, response(p.sign(with(">https://idp.example.com/saml<", ">https://evil.example.com<")))), saml.ErrInvalid},
		"another audience":   {encode(t, response(p.sign(with("urn:amazon:webservices", "https://wiki.example.com")))), saml.ErrInvalid},
		"another recipient":  {encode(t, response(p.sign(with("https://signin.aws.amazon.com/saml", "https://evil.example.com/signin.aws.amazon.com/saml")))), saml.ErrInvalid},
		"expired":            {encode(t, response(p.sign(element(t, assertion(now.Add(-7*time.Minute)))))), saml.ErrExpired},
		"not yet":            {encode(t, response(p.sign(element(t, assertion(now.Add(7*time.Minute)))))), saml.ErrInvalid},
		"entities":           {comment, saml.ErrInvalid},
		"no XML":             {"AAAA", saml.ErrInvalid},
		"an assertion alone": {encode(t, p.sign(element(t, good))), saml.ErrInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := saml.Verify(p.meta, x.text, now)
			if !errors.Is(err, x.err) || (err == nil) != (x.err == nil) {
				t.Fatalf("got %v, want %v", err, x.err)
			}
			if err == nil && (a.Subject != "ann" || a.Attributes["https://aws.amazon.com/SAML/Attributes/RoleSessionName"][0] != "ann") {
				t.Errorf("%+v", a)
			}
		})
	}
}

func FuzzVerify(f *testing.F) {
	p := newProvider(f)
	now := time.Now()
	f.Add([]byte(assertion(now)))
	f.Add([]byte(`<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"><ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"/></samlp:Response>`))
	f.Fuzz(func(t *testing.T, text []byte) {
		if a, err := saml.Verify(p.meta, base64.StdEncoding.EncodeToString(text), now); err == nil {
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
