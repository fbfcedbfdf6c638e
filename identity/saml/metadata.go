// Package saml verifies what SAML 2.0 identity providers say of somebody: the
// signed assertion of an authentication response (OASIS SAML 2.0 core, bindings
// and metadata; "Configure SAML assertions for the authentication response" in
// the IAM User Guide). Only what a trusted signature covers is read, so that
// nothing can be wrapped around it; encrypted assertions are not taken.
package saml

import (
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/beevik/etree"
	validator "github.com/mattermost/xml-roundtrip-validator"
)

// The namespaces of SAML.
const (
	nsMetadata  = "urn:oasis:names:tc:SAML:2.0:metadata"
	nsAssertion = "urn:oasis:names:tc:SAML:2.0:assertion"
	nsProtocol  = "urn:oasis:names:tc:SAML:2.0:protocol"
	nsSignature = "http://www.w3.org/2000/09/xmldsig#"
)

// Metadata is what a provider's metadata document says.
type Metadata struct {
	EntityID string
	// ValidUntil is when the document has to be renewed; where it doesn't say, when
	// the first of its certificates ends.
	ValidUntil   time.Time
	Certificates []*x509.Certificate
}

// parse reads a document without entities, document types or anything that would
// not survive being written again.
func parse(text []byte) (*etree.Element, error) {
	if err := validator.Validate(strings.NewReader(string(text))); err != nil {
		return nil, err
	}
	doc := etree.NewDocument()
	if err := doc.ReadFromBytes(text); err != nil {
		return nil, err
	}
	for _, t := range doc.Child {
		if _, ok := t.(*etree.Directive); ok {
			return nil, errors.New("document types are not taken")
		}
	}
	if doc.Root() == nil {
		return nil, errors.New("no XML")
	}
	return doc.Root(), nil
}

// is tells whether an element has a name.
func is(e *etree.Element, space, tag string) bool { return e.Tag == tag && e.NamespaceURI() == space }

// children gives an element's children of a name.
func children(e *etree.Element, space, tag string) []*etree.Element {
	var out []*etree.Element
	for _, c := range e.ChildElements() {
		if is(c, space, tag) {
			out = append(out, c)
		}
	}
	return out
}

// ParseMetadata reads a provider's metadata document.
func ParseMetadata(text string) (*Metadata, error) {
	root, err := parse([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("saml: metadata: %w", err)
	}
	if !is(root, nsMetadata, "EntityDescriptor") || root.SelectAttrValue("entityID", "") == "" {
		return nil, errors.New("saml: metadata: no EntityDescriptor with an entityID")
	}
	m := &Metadata{EntityID: root.SelectAttrValue("entityID", "")}
	for _, idp := range children(root, nsMetadata, "IDPSSODescriptor") {
		for _, key := range children(idp, nsMetadata, "KeyDescriptor") {
			if use := key.SelectAttrValue("use", "signing"); use != "signing" {
				continue
			}
			if err := m.add(key); err != nil {
				return nil, fmt.Errorf("saml: metadata: certificate: %w", err)
			}
		}
	}
	if len(m.Certificates) == 0 {
		return nil, errors.New("saml: metadata: no IDPSSODescriptor with a signing certificate")
	}
	if until := root.SelectAttrValue("validUntil", ""); until != "" {
		if m.ValidUntil, err = time.Parse(time.RFC3339, until); err != nil {
			return nil, fmt.Errorf("saml: metadata: validUntil: %w", err)
		}
	}
	return m, nil
}

// add reads the certificates of a KeyDescriptor.
func (m *Metadata) add(key *etree.Element) error {
	for _, info := range children(key, nsSignature, "KeyInfo") {
		for _, data := range children(info, nsSignature, "X509Data") {
			for _, c := range children(data, nsSignature, "X509Certificate") {
				der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(c.Text()), ""))
				if err != nil {
					return err
				}
				cert, err := x509.ParseCertificate(der)
				if err != nil {
					return err
				}
				if m.ValidUntil.IsZero() || cert.NotAfter.Before(m.ValidUntil) {
					m.ValidUntil = cert.NotAfter
				}
				m.Certificates = append(m.Certificates, cert)
			}
		}
	}
	return nil
}
