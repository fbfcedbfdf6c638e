package ec2

import (
	"context"

	"github.com/cumulet/cumulet/gateway"
	"github.com/cumulet/cumulet/identity"
	"github.com/cumulet/cumulet/identity/policy"
)

// authorisers say for each operation what must be allowed ("Actions, resources,
// and condition keys for Amazon EC2" in the Service Authorization Reference).
// What describes has no resource.
func authorisers() map[string]gateway.Authoriser {
	return map[string]gateway.Authoriser{
		"DescribeAccountAttributes": describe("DescribeAccountAttributes"),
		"DescribeAvailabilityZones": describe("DescribeAvailabilityZones"),
		"DescribeRegions":           describe("DescribeRegions"),
	}
}

func describe(operation string) gateway.Authoriser {
	return func(ctx context.Context, _ any) ([]identity.Check, error) {
		return []identity.Check{{
			Action: "ec2:" + operation, Resource: "*",
			Context: policy.Context{"ec2:Region": {gateway.CallFrom(ctx).Region}},
		}}, nil
	}
}
