package ec2

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/ec2"
)

// attributes are those of an AWS account of today, without a default VPC: there
// are no VPCs yet.
var attributes = []struct{ name, value string }{
	{"supported-platforms", "VPC"},
	{"vpc-max-security-groups-per-interface", "5"},
	{"max-elastic-ips", "5"},
	{"max-instances", "20"},
	{"vpc-max-elastic-ips", "5"},
	{"default-vpc", "none"},
}

// DescribeAccountAttributes tells what the account may have in the region.
func (s *Service) DescribeAccountAttributes(_ context.Context, in *ec2.DescribeAccountAttributesInput) (*ec2.DescribeAccountAttributesOutput, error) {
	if err := dryRun(in.DryRun); err != nil {
		return nil, err
	}
	for _, name := range in.AttributeNames {
		if !slices.ContainsFunc(attributes, func(a struct{ name, value string }) bool { return a.name == name }) {
			return nil, invalidValue("Value (%s) for parameter attributeName is invalid. Unknown attribute name.", name)
		}
	}
	out := &ec2.DescribeAccountAttributesOutput{}
	for _, a := range attributes {
		if len(in.AttributeNames) > 0 && !slices.Contains(in.AttributeNames, a.name) {
			continue
		}
		out.AccountAttributes = append(out.AccountAttributes, ec2.AccountAttribute{
			AttributeName: &a.name, AttributeValues: []ec2.AccountAttributeValue{{AttributeValue: &a.value}},
		})
	}
	return out, nil
}
