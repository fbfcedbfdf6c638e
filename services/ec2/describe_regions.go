package ec2

import (
	"context"
	"slices"
	"strings"

	"github.com/cumulet/cumulet/api/aws/ec2"
	"github.com/cumulet/cumulet/gateway"
)

// DescribeRegions lists AWS's regions. All are enabled, so AllRegions adds none.
func (s *Service) DescribeRegions(ctx context.Context, in *ec2.DescribeRegionsInput) (*ec2.DescribeRegionsOutput, error) {
	if err := dryRun(in.DryRun); err != nil {
		return nil, err
	}
	pass, err := matcher(in.Filters, "endpoint", "opt-in-status", "region-name")
	if err != nil {
		return nil, err
	}
	var unknown []string
	for _, name := range in.RegionNames {
		if !slices.ContainsFunc(regions, func(r region) bool { return r.name == name }) {
			unknown = append(unknown, name)
		}
	}
	if unknown != nil {
		return nil, invalidValue("Invalid region names: %s", strings.Join(unknown, ", "))
	}
	endpoint := gateway.CallFrom(ctx).Host
	out := &ec2.DescribeRegionsOutput{Regions: []ec2.Region{}}
	for _, r := range regions {
		if len(in.RegionNames) > 0 && !slices.Contains(in.RegionNames, r.name) {
			continue
		}
		if pass(fields{"endpoint": endpoint, "opt-in-status": r.status(), "region-name": r.name}) {
			out.Regions = append(out.Regions, ec2.Region{RegionName: &r.name, OptInStatus: new(r.status()), Endpoint: &endpoint})
		}
	}
	return out, nil
}
