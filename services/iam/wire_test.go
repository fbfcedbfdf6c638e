package iam_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/smithy-go"

	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/services/iam"
)

const (
	rootKey    = "AKIAROOTROOTROOTROOT"
	rootSecret = "ssssssssssssssssssssssssssssssssssssssss"
)

// serve gives the URL of a gateway with the room behind it.
func serve(t *testing.T) string {
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
	store := gateway.Recorded(db)
	ids := identity.NewStore(store, box, clock.System{}, identity.Options{})
	const account = "123456789012"
	if err := ids.EnsureRoot(t.Context(), account, rootKey, rootSecret); err != nil {
		t.Fatal(err)
	}
	g, err := gateway.New(gateway.Options{
		Rooms: []*gateway.Room{iam.New(iam.Deps{Store: store, Identity: ids})}, Store: db, Identity: ids,
		Clock: clock.System{}, Log: slog.New(slog.DiscardHandler), Account: account, Region: "eu-west-3",
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	srv := httptest.NewServer(g)
	t.Cleanup(func() {
		srv.Close()
		_ = g.Stop(context.Background())
	})
	return srv.URL
}

func client(endpoint, id, secret string) *sdk.Client {
	return sdk.New(sdk.Options{
		Region: "eu-west-3", BaseEndpoint: &endpoint, RetryMaxAttempts: 3,
		Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
	})
}

// A stock client makes a user with a policy, works as that user, and is refused
// what the policy does not give.
func TestStockClient(t *testing.T) {
	endpoint, ctx := serve(t), t.Context()
	root := client(endpoint, rootKey, rootSecret)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	user, err := root.CreateUser(ctx, &sdk.CreateUserInput{UserName: aws.String("ann"), Tags: []types.Tag{{Key: aws.String("team"), Value: aws.String("web + co")}}})
	must(err)
	if *user.User.Arn != "arn:aws:iam::123456789012:user/ann" || *user.User.Tags[0].Value != "web + co" || user.User.CreateDate.IsZero() {
		t.Errorf("%+v", user.User)
	}
	const doc = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:Get*", "Resource": "arn:aws:iam::*:user/${aws:username}"}]}`
	_, err = root.PutUserPolicy(ctx, &sdk.PutUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String("self"), PolicyDocument: aws.String(doc)})
	must(err)
	key, err := root.CreateAccessKey(ctx, &sdk.CreateAccessKeyInput{UserName: aws.String("ann")})
	must(err)

	ann := client(endpoint, *key.AccessKey.AccessKeyId, *key.AccessKey.SecretAccessKey)
	self, err := ann.GetUser(ctx, &sdk.GetUserInput{})
	must(err)
	if *self.User.UserName != "ann" {
		t.Errorf("%+v", self.User)
	}
	got, err := ann.GetUserPolicy(ctx, &sdk.GetUserPolicyInput{UserName: aws.String("ann"), PolicyName: aws.String("self")})
	must(err)
	if text, _ := url.QueryUnescape(*got.PolicyDocument); text != doc {
		t.Error(text)
	}
	_, err = ann.CreateUser(ctx, &sdk.CreateUserInput{UserName: aws.String("bob")})
	const want = "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::123456789012:user/bob because no identity-based policy allows the iam:CreateUser action"
	if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "AccessDenied" || e.ErrorMessage() != want {
		t.Errorf("%v", err)
	}
	_, err = root.GetUser(ctx, &sdk.GetUserInput{UserName: aws.String("bob")})
	if _, ok := errors.AsType[*types.NoSuchEntityException](err); !ok {
		t.Errorf("%v", err)
	}
	_, err = root.CreatePolicy(ctx, &sdk.CreatePolicyInput{PolicyName: aws.String("p"), PolicyDocument: aws.String("{}")})
	if _, ok := errors.AsType[*types.MalformedPolicyDocumentException](err); !ok {
		t.Errorf("%v", err)
	}
	used, err := root.GetAccessKeyLastUsed(ctx, &sdk.GetAccessKeyLastUsedInput{AccessKeyId: key.AccessKey.AccessKeyId})
	must(err)
	if *used.AccessKeyLastUsed.ServiceName != "iam" || used.AccessKeyLastUsed.LastUsedDate == nil {
		t.Errorf("%+v", used.AccessKeyLastUsed)
	}
	_, err = root.DeleteAccessKey(ctx, &sdk.DeleteAccessKeyInput{UserName: aws.String("ann"), AccessKeyId: key.AccessKey.AccessKeyId})
	must(err)
	_, err = ann.GetUser(ctx, &sdk.GetUserInput{})
	if e, ok := errors.AsType[smithy.APIError](err); !ok || e.ErrorCode() != "InvalidClientTokenId" {
		t.Errorf("after deletion: %v", err)
	}
}

// The SDK's paginators see every item once.
func TestStockPaginators(t *testing.T) {
	endpoint, ctx := serve(t), t.Context()
	root := client(endpoint, rootKey, rootSecret)
	var want []string
	for i := range 7 {
		name := "role-" + string(rune('a'+i))
		want = append(want, name)
		trust := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
		if _, err := root.CreateRole(ctx, &sdk.CreateRoleInput{RoleName: &name, AssumeRolePolicyDocument: &trust}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for p := sdk.NewListRolesPaginator(root, &sdk.ListRolesInput{MaxItems: aws.Int32(3)}); p.HasMorePages(); {
		out, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range out.Roles {
			got = append(got, *r.RoleName)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Error(got)
	}
	attached := 0
	for p := sdk.NewListPoliciesPaginator(root, &sdk.ListPoliciesInput{Scope: types.PolicyScopeTypeAws, MaxItems: aws.Int32(20)}); p.HasMorePages(); {
		out, err := p.NextPage(ctx)
		if err != nil {
			t.Fatal(err)
		}
		attached += len(out.Policies)
	}
	if attached < 50 {
		t.Errorf("%d policies of AWS", attached)
	}
	sum, err := root.GetAccountSummary(ctx, &sdk.GetAccountSummaryInput{})
	if err != nil || sum.SummaryMap["Roles"] != 7 {
		t.Errorf("%v %v", sum, err)
	}
}
