package sts_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

func TestGetFederationToken(t *testing.T) {
	c := start(t)
	const s3only = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:GetObject","sts:*"],"Resource":"*"}}`
	ann := c.user(account, "ann", `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:Get*","s3:List*","sts:*"],"Resource":"*"}}`)
	token := func(cl *sts.Client, in sts.GetFederationTokenInput) *sts.GetFederationTokenOutput {
		t.Helper()
		in.Name = aws.String("guest")
		out, err := cl.GetFederationToken(t.Context(), &in)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	limited := token(ann, sts.GetFederationTokenInput{Policy: aws.String(s3only)})
	if *limited.FederatedUser.Arn != "arn:aws:sts::123456789012:federated-user/guest" || *limited.FederatedUser.FederatedUserId != account+":guest" {
		t.Errorf("%+v", limited.FederatedUser)
	}
	if life := limited.Credentials.Expiration.Sub(c.clk.Now()); life > 12*time.Hour || life < 12*time.Hour-2*time.Second {
		t.Errorf("lasts %v", life)
	}
	me, err := as(c, limited.Credentials).GetCallerIdentity(t.Context(), nil)
	if err != nil || *me.Arn != *limited.FederatedUser.Arn || *me.UserId != account+":guest" {
		t.Errorf("%+v, %v", me, err)
	}
	bare := token(ann, sts.GetFederationTokenInput{})
	root := token(c.root(account), sts.GetFederationTokenInput{Policy: aws.String(s3only), DurationSeconds: aws.Int32(43200)})
	if life := root.Credentials.Expiration.Sub(c.clk.Now()); life > time.Hour {
		t.Errorf("root's lasts %v", life)
	}
	named := policy.MustParse(policy.Resource, `{"Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::123456789012:federated-user/guest"},"Action":"s3:ListBucket","Resource":"*"}}`)
	for name, x := range map[string]struct {
		out    *sts.GetFederationTokenOutput
		action string
		grant  *policy.Document
		may    bool
	}{
		"both allow":             {limited, "s3:GetObject", nil, true},
		"session policy doesn't": {limited, "s3:ListBucket", nil, false},
		"the resource does":      {limited, "s3:ListBucket", named, true},
		"no session policy":      {bare, "s3:GetObject", nil, false},
		"no policy, resource":    {bare, "s3:ListBucket", named, true},
		"user doesn't":           {limited, "s3:PutObject", nil, false},
		"root's":                 {root, "s3:GetObject", nil, true},
		"root's, limited":        {root, "s3:PutObject", nil, false},
		"no STS":                 {limited, "sts:GetAccessKeyInfo", nil, false},
		"no IAM":                 {root, "iam:ListUsers", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			cred, err := c.ids.Credential(t.Context(), *x.out.Credentials.AccessKeyId, *x.out.Credentials.SessionToken)
			if err != nil {
				t.Fatal(err)
			}
			err = c.ids.Authorise(t.Context(), cred.Principal, nil, []identity.Check{{Action: x.action, Resource: "*", ResourcePolicy: x.grant}})
			if (err == nil) != x.may {
				t.Errorf("%v", err)
			}
		})
	}
	_, err = as(c, limited.Credentials).GetFederationToken(t.Context(), &sts.GetFederationTokenInput{Name: aws.String("next")})
	wantCode(t, err, "AccessDenied")
	_, err = c.user(account, "bob", "").GetFederationToken(t.Context(), &sts.GetFederationTokenInput{Name: aws.String("guest")})
	wantCode(t, err, "AccessDenied")
}

func TestDecodeAuthorizationMessage(t *testing.T) {
	c := start(t)
	ann := c.user(account, "ann", `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"NoMachines","Effect":"Deny","Action":"ec2:RunInstances","Resource":"*"}]}`)
	out, err := ann.GetSessionToken(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	cred, err := c.ids.Credential(t.Context(), *out.Credentials.AccessKeyId, *out.Credentials.SessionToken)
	if err != nil {
		t.Fatal(err)
	}
	refused := c.ids.Authorise(t.Context(), cred.Principal, nil, []identity.Check{{
		Action: "ec2:RunInstances", Resource: "arn:aws:ec2:eu-west-3:123456789012:instance/*", Context: policy.Context{"ec2:InstanceType": {"t3.micro"}},
	}})
	_, encoded, ok := strings.Cut(refused.Error(), " Encoded authorization failure message: ")
	if !ok {
		t.Fatal(refused)
	}
	decoded, err := ann.DecodeAuthorizationMessage(t.Context(), &sts.DecodeAuthorizationMessageInput{EncodedMessage: &encoded})
	if err != nil {
		t.Fatal(err)
	}
	var says struct {
		Allowed, ExplicitDeny bool
		MatchedStatements     struct {
			Items []struct{ StatementID, Effect string }
		}
		Context struct {
			Principal  struct{ ARN string }
			Action     string
			Conditions struct{ Items []struct{ Key string } }
		}
	}
	if err := json.Unmarshal([]byte(*decoded.DecodedMessage), &says); err != nil {
		t.Fatal(err)
	}
	if says.Allowed || !says.ExplicitDeny || says.MatchedStatements.Items[0].StatementID != "NoMachines" ||
		says.Context.Action != "ec2:RunInstances" || says.Context.Principal.ARN != "arn:aws:iam::123456789012:user/ann" ||
		!strings.Contains(*decoded.DecodedMessage, "ec2:InstanceType") {
		t.Error(*decoded.DecodedMessage)
	}
	// It is of this account, and not to be made up.
	for who, message := range map[*sts.Client]string{c.root(other): encoded, ann: "x" + encoded} {
		_, err := who.DecodeAuthorizationMessage(t.Context(), &sts.DecodeAuthorizationMessageInput{EncodedMessage: &message})
		if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "InvalidAuthorizationMessageException" {
			t.Errorf("%v", err)
		}
	}
}
