package saml

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/beevik/etree"
	"github.com/jonboulle/clockwork"
	dsig "github.com/russellhaering/goxmldsig"
	"github.com/russellhaering/goxmldsig/etreeutils"
)

// The errors of verification, wrapped with what is wrong.
var (
	ErrInvalid = errors.New("saml: invalid response")
	ErrExpired = errors.New("saml: the response has expired")
)

// skew is how far the provider's clock may be off.
const skew = time.Minute

// success is the status of a response that vouches for somebody.
const success = "urn:oasis:names:tc:SAML:2.0:status:Success"

// bearer is the one method of confirmation that is taken.
const bearer = "urn:oasis:names:tc:SAML:2.0:cm:bearer" //nolint:gosec // a name, no token

// audiences are those by which providers know AWS.
var audiences = []string{"https://signin.aws.amazon.com/saml", "urn:amazon:webservices"}

// Assertion is what a verified response says.
type Assertion struct {
	Issuer        string
	Subject       string // the NameID
	SubjectFormat string
	Recipient     string
	Attributes    map[string][]string
}

// Verify checks a response, in base64, by a provider's metadata at a time.
func Verify(m *Metadata, response string, now time.Time) (*Assertion, error) {
	text, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(response), ""))
	if err != nil {
		return nil, invalid("not base64")
	}
	root, err := parse(text)
	if err != nil {
		return nil, invalid("%v", err)
	}
	a, err := signed(m, root, now)
	if err != nil {
		return nil, err
	}
	return read(m, a, now)
}

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrInvalid, fmt.Sprintf(format, args...))
}

// signed finds the one assertion of a response and gives it as the signature
// covers it: its own, or that of the response.
func signed(m *Metadata, root *etree.Element, now time.Time) (*etree.Element, error) {
	if !is(root, nsProtocol, "Response") {
		return nil, invalid("not a Response")
	}
	v := &dsig.ValidationContext{
		CertificateStore: &dsig.MemoryX509CertificateStore{Roots: m.Certificates}, IdAttribute: "ID",
		Clock: dsig.NewFakeClock(clockwork.NewFakeClockAt(now)),
	}
	covered := false
	if len(children(root, nsSignature, "Signature")) > 0 {
		var err error
		if root, err = v.Validate(root); err != nil {
			return nil, invalid("signature of the response: %v", err)
		}
		covered = true
	}
	for _, status := range children(root, nsProtocol, "Status") {
		for _, code := range children(status, nsProtocol, "StatusCode") {
			if code.SelectAttrValue("Value", "") != success {
				return nil, invalid("the status is no success")
			}
		}
	}
	var found []*etree.Element
	err := etreeutils.NSFindIterate(root, nsAssertion, "Assertion", func(ctx etreeutils.NSContext, e *etree.Element) error {
		if e.Parent() != root {
			return invalid("an assertion stands where none may be")
		}
		alone, err := etreeutils.NSDetatch(ctx, e)
		found = append(found, alone)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(found) != 1 {
		return nil, invalid("%d assertions", len(found))
	}
	a := found[0]
	if covered && len(children(a, nsSignature, "Signature")) == 0 {
		return a, nil
	}
	if a, err = v.Validate(a); err != nil {
		return nil, invalid("signature of the assertion: %v", err)
	}
	if !is(a, nsAssertion, "Assertion") {
		return nil, invalid("the signature is of something else")
	}
	return a, nil
}

// only gives the one child of a name.
func only(e *etree.Element, tag string) (*etree.Element, error) {
	list := children(e, nsAssertion, tag)
	if len(list) != 1 {
		return nil, invalid("%d elements %s", len(list), tag)
	}
	return list[0], nil
}

// read reads a verified assertion and checks issuer, times, audience and
// recipient.
func read(m *Metadata, a *etree.Element, now time.Time) (*Assertion, error) {
	issuer, err := only(a, "Issuer")
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(issuer.Text()) != m.EntityID {
		return nil, invalid("the issuer is another one")
	}
	conditions, err := only(a, "Conditions")
	if err != nil {
		return nil, err
	}
	if err := during(conditions, now, false); err != nil {
		return nil, err
	}
	meant := false
	for _, r := range children(conditions, nsAssertion, "AudienceRestriction") {
		if !slices.ContainsFunc(children(r, nsAssertion, "Audience"), func(e *etree.Element) bool {
			return slices.Contains(audiences, strings.TrimSpace(e.Text()))
		}) {
			return nil, invalid("the audience is another one")
		}
		meant = true
	}
	if !meant {
		return nil, invalid("no audience")
	}
	out := &Assertion{Issuer: m.EntityID, Attributes: make(map[string][]string)}
	if err := out.subject(a, now); err != nil {
		return nil, err
	}
	for _, statement := range children(a, nsAssertion, "AttributeStatement") {
		for _, attr := range children(statement, nsAssertion, "Attribute") {
			name := attr.SelectAttrValue("Name", "")
			for _, v := range children(attr, nsAssertion, "AttributeValue") {
				out.Attributes[name] = append(out.Attributes[name], strings.TrimSpace(v.Text()))
			}
		}
	}
	return out, nil
}

// subject reads who is meant, and checks that the response was made for AWS and
// still holds.
func (a *Assertion) subject(e *etree.Element, now time.Time) error {
	s, err := only(e, "Subject")
	if err != nil {
		return err
	}
	id, err := only(s, "NameID")
	if err != nil {
		return err
	}
	a.Subject, a.SubjectFormat = strings.TrimSpace(id.Text()), id.SelectAttrValue("Format", "")
	for _, c := range children(s, nsAssertion, "SubjectConfirmation") {
		data, err := only(c, "SubjectConfirmationData")
		if err != nil || c.SelectAttrValue("Method", "") != bearer {
			continue
		}
		a.Recipient = data.SelectAttrValue("Recipient", "")
		host, ok := strings.CutSuffix(a.Recipient, "signin.aws.amazon.com/saml")
		if !ok || host != "https://" && !strings.HasSuffix(host, ".") || strings.Count(host, "/") != 2 {
			return invalid("the recipient is another one")
		}
		return during(data, now, true)
	}
	return invalid("no confirmation by a bearer")
}

// during checks NotBefore and NotOnOrAfter; the latter may be asked for.
func during(e *etree.Element, now time.Time, must bool) error {
	if from := e.SelectAttrValue("NotBefore", ""); from != "" {
		t, err := time.Parse(time.RFC3339, from)
		if err != nil || now.Add(skew).Before(t) {
			return invalid("not valid before %s", from)
		}
	}
	to := e.SelectAttrValue("NotOnOrAfter", "")
	if to == "" {
		if must {
			return invalid("no NotOnOrAfter")
		}
		return nil
	}
	t, err := time.Parse(time.RFC3339, to)
	if err != nil {
		return invalid("NotOnOrAfter is no time")
	}
	if !now.Before(t.Add(skew)) {
		return ErrExpired
	}
	return nil
}
