package ec2_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/smithy-go"

	"github.com/cumulet/cumulet/engine/kv"
	pebblekv "github.com/cumulet/cumulet/engine/kv/pebble"
	"github.com/cumulet/cumulet/engine/seal"
	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/internal/clock"
	"github.com/cumulet/cumulet/internal/vfs"
	room "github.com/cumulet/cumulet/services/ec2"
)

const account = "123456789012"

// start gives clients of root and of a user who may nothing, in eu-west-3.
func start(t *testing.T) (root, nobody *ec2.Client) {
	t.Helper()
	db, err := pebblekv.Open("/data", pebblekv.Options{FS: vfs.NewMem()})
	if err != nil {
		t.Fatal(err)
	}
	box, err := seal.Open(t.TempDir() + "/master.key")
	if err != nil {
		t.Fatal(err)
	}
	ids := identity.NewStore(db, box, clock.System{}, identity.Options{})
	g, err := gateway.New(gateway.Options{
		Rooms: []*gateway.Room{room.New()}, Store: db, Identity: ids, Clock: clock.System{},
		Log: slog.New(slog.DiscardHandler), Account: account, Region: "eu-west-3",
	})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(g)
	t.Cleanup(func() {
		s.Close()
		if err := errors.Join(g.Stop(context.Background()), db.Close()); err != nil {
			t.Error(err)
		}
	})
	client := func(id, secret string) *ec2.Client {
		return ec2.New(ec2.Options{
			Region: "eu-west-3", BaseEndpoint: &s.URL, RetryMaxAttempts: 3,
			Credentials: credentials.NewStaticCredentialsProvider(id, secret, ""),
		})
	}
	id, secret, err := ids.NewRootKey(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	var key *identity.AccessKey
	var userSecret string
	err = db.Update(t.Context(), func(tx kv.Tx) (err error) {
		u := &identity.UserEntity{Common: identity.Common{Account: account, Name: "ann", Path: "/", ID: ids.Users.NewID(account), Created: time.Now()}}
		if err := ids.Users.Create(tx, u); err != nil {
			return err
		}
		key, userSecret, err = ids.CreateKey(tx, account, u)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return client(id, secret), client(key.ID, userSecret)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if e := smithy.APIError(nil); !errors.As(err, &e) || e.ErrorCode() != code {
		t.Errorf("got %v, want %s", err, code)
	}
}

func filter(name string, values ...string) []types.Filter {
	return []types.Filter{{Name: &name, Values: values}}
}

func TestDescribeRegions(t *testing.T) {
	root, _ := start(t)
	for name, c := range map[string]struct {
		in   ec2.DescribeRegionsInput
		want []string // nil: all
		code string
	}{
		"all":         {in: ec2.DescribeRegionsInput{}},
		"all regions": {in: ec2.DescribeRegionsInput{AllRegions: aws.Bool(true)}},
		"names":       {in: ec2.DescribeRegionsInput{RegionNames: []string{"us-east-1", "eu-west-3"}}, want: []string{"eu-west-3", "us-east-1"}},
		"filter":      {in: ec2.DescribeRegionsInput{Filters: filter("region-name", "eu-w*", "sa-east-?")}, want: []string{"eu-west-1", "eu-west-2", "eu-west-3", "sa-east-1"}},
		"no match":    {in: ec2.DescribeRegionsInput{Filters: filter("opt-in-status", "not-opted-in")}, want: []string{}},
		"bad filter":  {in: ec2.DescribeRegionsInput{Filters: filter("colour", "red")}, code: "InvalidParameterValue"},
		"bad name":    {in: ec2.DescribeRegionsInput{RegionNames: []string{"eu-west-33"}}, code: "InvalidParameterValue"},
		"dry run":     {in: ec2.DescribeRegionsInput{DryRun: aws.Bool(true)}, code: "DryRunOperation"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := root.DescribeRegions(t.Context(), &c.in)
			if c.code != "" {
				wantCode(t, err, c.code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, r := range out.Regions {
				got = append(got, *r.RegionName)
			}
			if c.want == nil {
				if len(got) < 34 || !slices.IsSorted(got) {
					t.Errorf("%d regions: %v", len(got), got)
				}
			} else if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestDescribeAvailabilityZones(t *testing.T) {
	root, _ := start(t)
	for name, c := range map[string]struct {
		in   ec2.DescribeAvailabilityZonesInput
		want []string
		code string
	}{
		"all":      {in: ec2.DescribeAvailabilityZonesInput{}, want: []string{"euw3-az1", "euw3-az2", "euw3-az3"}},
		"name":     {in: ec2.DescribeAvailabilityZonesInput{ZoneNames: []string{"eu-west-3b"}}, want: []string{"euw3-az2"}},
		"id":       {in: ec2.DescribeAvailabilityZonesInput{ZoneIds: []string{"euw3-az3"}}, want: []string{"euw3-az3"}},
		"filter":   {in: ec2.DescribeAvailabilityZonesInput{Filters: append(filter("state", "available"), filter("zone-name", "*a")...)}, want: []string{"euw3-az1"}},
		"bad name": {in: ec2.DescribeAvailabilityZonesInput{ZoneNames: []string{"eu-west-1a"}}, code: "InvalidParameterValue"},
		"bad id":   {in: ec2.DescribeAvailabilityZonesInput{ZoneIds: []string{"use1-az1"}}, code: "InvalidParameterValue"},
		"dry run":  {in: ec2.DescribeAvailabilityZonesInput{DryRun: aws.Bool(true)}, code: "DryRunOperation"},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := root.DescribeAvailabilityZones(t.Context(), &c.in)
			if c.code != "" {
				wantCode(t, err, c.code)
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, z := range out.AvailabilityZones {
				got = append(got, *z.ZoneId)
				if *z.RegionName != "eu-west-3" || z.State != types.AvailabilityZoneStateAvailable {
					t.Errorf("zone %s in %s is %s", *z.ZoneName, *z.RegionName, z.State)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestDescribeAccountAttributes(t *testing.T) {
	root, nobody := start(t)
	out, err := root.DescribeAccountAttributes(t.Context(), nil)
	if err != nil || len(out.AccountAttributes) != 6 {
		t.Fatalf("%+v, %v", out, err)
	}
	out, err = root.DescribeAccountAttributes(t.Context(), &ec2.DescribeAccountAttributesInput{AttributeNames: []types.AccountAttributeName{"default-vpc"}})
	if err != nil || len(out.AccountAttributes) != 1 || *out.AccountAttributes[0].AttributeValues[0].AttributeValue != "none" {
		t.Errorf("%+v, %v", out, err)
	}
	_, err = root.DescribeAccountAttributes(t.Context(), &ec2.DescribeAccountAttributesInput{AttributeNames: []types.AccountAttributeName{"colour"}})
	wantCode(t, err, "InvalidParameterValue")
	_, err = nobody.DescribeAccountAttributes(t.Context(), &ec2.DescribeAccountAttributesInput{DryRun: aws.Bool(true)})
	wantCode(t, err, "UnauthorizedOperation")
	_, err = root.DescribeInstances(t.Context(), nil)
	wantCode(t, err, "NotImplemented")
}
