package iam

import (
	"fmt"
	"testing"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/identity/saml/samltest"
)

func TestOpenIDConnectProvider(t *testing.T) {
	s := play(t)
	for _, bad := range []string{"http://idp.example.com", "https://", "https://idp.example.com?x=1", "idp.example.com"} {
		fails(s, s.CreateOpenIDConnectProvider, iam.CreateOpenIDConnectProviderInput{Url: &bad}, "ValidationError", "")
	}
	url := new("https://idp.example.com/realm")
	arn := do(s, s.CreateOpenIDConnectProvider, iam.CreateOpenIDConnectProviderInput{
		Url: url, ClientIDList: []string{"a", "b"}, ThumbprintList: []string{"0123456789ABCDEF0123456789abcdef01234567"}, Tags: []iam.Tag{{Key: new("k"), Value: new("v")}},
	}).OpenIDConnectProviderArn
	if *arn != "arn:aws:iam::123456789012:oidc-provider/idp.example.com/realm" {
		t.Error(*arn)
	}
	fails(s, s.CreateOpenIDConnectProvider, iam.CreateOpenIDConnectProviderInput{Url: url}, "EntityAlreadyExists", "")
	for range 2 {
		do(s, s.AddClientIDToOpenIDConnectProvider, iam.AddClientIDToOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, ClientID: new("c")})
		do(s, s.RemoveClientIDFromOpenIDConnectProvider, iam.RemoveClientIDFromOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, ClientID: new("a")})
	}
	do(s, s.TagOpenIDConnectProvider, iam.TagOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, Tags: []iam.Tag{{Key: new("l"), Value: new("w")}}})
	do(s, s.UntagOpenIDConnectProvider, iam.UntagOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn, TagKeys: []string{"k"}})
	got := do(s, s.GetOpenIDConnectProvider, iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn})
	if fmt.Sprintln(*got.Url, got.ClientIDList, got.ThumbprintList, *got.Tags[0].Key, len(got.Tags)) !=
		"idp.example.com/realm [b c] [0123456789abcdef0123456789abcdef01234567] l 1\n" {
		t.Errorf("%s %v %v %v", *got.Url, got.ClientIDList, got.ThumbprintList, got.Tags)
	}
	fails(s, s.UpdateOpenIDConnectProviderThumbprint, iam.UpdateOpenIDConnectProviderThumbprintInput{OpenIDConnectProviderArn: arn, ThumbprintList: make([]string, 6)}, "InvalidInput", "fewer")
	do(s, s.UpdateOpenIDConnectProviderThumbprint, iam.UpdateOpenIDConnectProviderThumbprintInput{OpenIDConnectProviderArn: arn, ThumbprintList: []string{"ff"}})
	if l := do(s, s.ListOpenIDConnectProviders, iam.ListOpenIDConnectProvidersInput{}).OpenIDConnectProviderList; len(l) != 1 || *l[0].Arn != *arn {
		t.Errorf("%+v", l)
	}
	do(s, s.DeleteOpenIDConnectProvider, iam.DeleteOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn})
	fails(s, s.GetOpenIDConnectProvider, iam.GetOpenIDConnectProviderInput{OpenIDConnectProviderArn: arn}, "NoSuchEntity", *arn)
}

func TestSAMLProvider(t *testing.T) {
	s := play(t)
	p := samltest.New(t)
	fails(s, s.CreateSAMLProvider, iam.CreateSAMLProviderInput{Name: new("staff"), SAMLMetadataDocument: new("<x/>")}, "InvalidInput", "Could not parse metadata")
	fails(s, s.CreateSAMLProvider, iam.CreateSAMLProviderInput{Name: new("staff"), SAMLMetadataDocument: &p.Metadata, AssertionEncryptionMode: new("Required")}, "NotImplemented", "Encryption")
	arn := do(s, s.CreateSAMLProvider, iam.CreateSAMLProviderInput{Name: new("staff"), SAMLMetadataDocument: &p.Metadata}).SAMLProviderArn
	if *arn != "arn:aws:iam::123456789012:saml-provider/staff" {
		t.Error(*arn)
	}
	fails(s, s.CreateSAMLProvider, iam.CreateSAMLProviderInput{Name: new("staff"), SAMLMetadataDocument: &p.Metadata}, "EntityAlreadyExists", "")
	other := samltest.New(t)
	do(s, s.UpdateSAMLProvider, iam.UpdateSAMLProviderInput{SAMLProviderArn: arn, SAMLMetadataDocument: &other.Metadata})
	do(s, s.TagSAMLProvider, iam.TagSAMLProviderInput{SAMLProviderArn: arn, Tags: []iam.Tag{{Key: new("k"), Value: new("v")}}})
	got := do(s, s.GetSAMLProvider, iam.GetSAMLProviderInput{SAMLProviderArn: arn})
	if *got.SAMLMetadataDocument != other.Metadata || got.ValidUntil.IsZero() || len(got.Tags) != 1 {
		t.Errorf("%+v", got)
	}
	if l := do(s, s.ListSAMLProviders, iam.ListSAMLProvidersInput{}).SAMLProviderList; len(l) != 1 || *l[0].Arn != *arn {
		t.Errorf("%+v", l)
	}
	if n := do(s, s.GetAccountSummary, iam.GetAccountSummaryInput{}).SummaryMap["Providers"]; n != 1 {
		t.Errorf("%d providers", n)
	}
	do(s, s.DeleteSAMLProvider, iam.DeleteSAMLProviderInput{SAMLProviderArn: arn})
	fails(s, s.GetSAMLProvider, iam.GetSAMLProviderInput{SAMLProviderArn: arn}, "NoSuchEntity", "")
}
