// Package samltest is a SAML identity provider for tests.
package samltest

import (
	"encoding/base64"
	"encoding/xml"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// Issuer is the provider's entity id.
const Issuer = "https://idp.example.com/saml"

// Provider signs responses with a key of its own.
type Provider struct {
	// Metadata is its metadata document.
	Metadata string
	t        testing.TB
	keys     dsig.X509KeyStore
}

// New makes a provider.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{t: t, keys: dsig.RandomKeyStoreForTest()}
	_, cert, err := p.keys.GetKeyPair()
	if err != nil {
		t.Fatal(err)
	}
	p.Metadata = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="` + Issuer + `">` +
		`<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol"><md:KeyDescriptor use="signing">` +
		`<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data><ds:X509Certificate>` + base64.StdEncoding.EncodeToString(cert) +
		`</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor></md:IDPSSODescriptor></md:EntityDescriptor>` + strings.Repeat(" ", 200)
	return p
}

// Sign adds a signature to an element.
func (p *Provider) Sign(e *etree.Element) *etree.Element {
	p.t.Helper()
	ctx := dsig.NewDefaultSigningContext(p.keys)
	ctx.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	out, err := ctx.SignEnveloped(e)
	if err != nil {
		p.t.Fatal(err)
	}
	return out
}

// Assertion is a good one about ann, not signed. Attributes come in pairs of name
// and value.
func Assertion(now time.Time, attributes ...string) string {
	at := func(d time.Duration) string { return now.Add(d).UTC().Format(time.RFC3339) }
	var attrs strings.Builder
	for i := 0; i+1 < len(attributes); i += 2 {
		var v strings.Builder
		_ = xml.EscapeText(&v, []byte(attributes[i+1])) // a strings.Builder takes everything
		attrs.WriteString(`<saml:Attribute Name="` + attributes[i] + `"><saml:AttributeValue>` + v.String() + `</saml:AttributeValue></saml:Attribute>`)
	}
	return `<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_a" Version="2.0" IssueInstant="` + at(0) + `"><saml:Issuer>` + Issuer + `</saml:Issuer>` +
		`<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent">ann</saml:NameID><saml:SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">` +
		`<saml:SubjectConfirmationData NotOnOrAfter="` + at(5*time.Minute) + `" Recipient="https://signin.aws.amazon.com/saml"/></saml:SubjectConfirmation></saml:Subject>` +
		`<saml:Conditions NotBefore="` + at(-time.Minute) + `" NotOnOrAfter="` + at(5*time.Minute) + `"><saml:AudienceRestriction><saml:Audience>urn:amazon:webservices</saml:Audience></saml:AudienceRestriction></saml:Conditions>` +
		`<saml:AttributeStatement>` + attrs.String() + `</saml:AttributeStatement></saml:Assertion>`
}

// Parse reads an element.
func Parse(t testing.TB, text string) *etree.Element {
	t.Helper()
	doc := etree.NewDocument()
	if err := doc.ReadFromString(text); err != nil {
		t.Fatal(err)
	}
	return doc.Root()
}

// Response puts assertions into a response.
func Response(assertions ...*etree.Element) *etree.Element {
	r := etree.NewElement("samlp:Response")
	r.CreateAttr("xmlns:samlp", "urn:oasis:names:tc:SAML:2.0:protocol")
	r.CreateAttr("ID", "_r")
	for _, a := range assertions {
		r.AddChild(a)
	}
	return r
}

// Encode writes a document in base64.
func Encode(t testing.TB, e *etree.Element) string {
	t.Helper()
	doc := etree.NewDocument()
	doc.SetRoot(e)
	text, err := doc.WriteToString()
	if err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString([]byte(text))
}
