package ec2

import (
	"context"
	"slices"

	"github.com/cumulet/cumulet/api/aws/ec2"
	"github.com/cumulet/cumulet/gateway"
)

// DescribeAvailabilityZones lists the zones of the call's region.
func (s *Service) DescribeAvailabilityZones(ctx context.Context, in *ec2.DescribeAvailabilityZonesInput) (*ec2.DescribeAvailabilityZonesOutput, error) {
	if err := dryRun(in.DryRun); err != nil {
		return nil, err
	}
	pass, err := matcher(in.Filters, "group-long-name", "group-name", "message", "opt-in-status", "parent-zone-id",
		"parent-zone-name", "region-name", "state", "zone-id", "zone-name", "zone-type")
	if err != nil {
		return nil, err
	}
	zones := zonesOf(findRegion(gateway.CallFrom(ctx).Region))
	for _, name := range in.ZoneNames {
		if !slices.ContainsFunc(zones, func(z ec2.AvailabilityZone) bool { return *z.ZoneName == name }) {
			return nil, invalidValue("Invalid availability zone: [%s]", name)
		}
	}
	for _, id := range in.ZoneIds {
		if !slices.ContainsFunc(zones, func(z ec2.AvailabilityZone) bool { return *z.ZoneId == id }) {
			return nil, invalidValue("Invalid availability zone-id: [%s]", id)
		}
	}
	out := &ec2.DescribeAvailabilityZonesOutput{AvailabilityZones: []ec2.AvailabilityZone{}}
	for _, z := range zones {
		switch {
		case len(in.ZoneNames) > 0 && !slices.Contains(in.ZoneNames, *z.ZoneName),
			len(in.ZoneIds) > 0 && !slices.Contains(in.ZoneIds, *z.ZoneId),
			!pass(zoneFields(z)):
		default:
			out.AvailabilityZones = append(out.AvailabilityZones, z)
		}
	}
	return out, nil
}

func zonesOf(r region) []ec2.AvailabilityZone {
	var out []ec2.AvailabilityZone
	for i, letter := range []string{"a", "b", "c"} {
		out = append(out, ec2.AvailabilityZone{
			State: new("available"), OptInStatus: new("opt-in-not-required"), ZoneType: new("availability-zone"),
			RegionName: &r.name, NetworkBorderGroup: &r.name, ZoneName: new(r.name + letter),
			ZoneId:    new(zonePrefix(r.name) + "-az" + string(rune('1'+i))),
			GroupName: new(r.name + "-zg-1"), GroupLongName: new(r.place + " 1"),
			Messages: []ec2.AvailabilityZoneMessage{},
		})
	}
	return out
}

func zoneFields(z ec2.AvailabilityZone) fields {
	return fields{
		"group-long-name": *z.GroupLongName, "group-name": *z.GroupName, "opt-in-status": *z.OptInStatus,
		"region-name": *z.RegionName, "state": *z.State, "zone-id": *z.ZoneId, "zone-name": *z.ZoneName, "zone-type": *z.ZoneType,
	}
}
