package ec2

import "strings"

// region is a fact about AWS's commercial partition ("Regions" in the AWS General
// Reference).
type region struct {
	name, place string
	optIn       bool // has to be enabled in an AWS account
}

var regions = []region{
	{"af-south-1", "Africa (Cape Town)", true},
	{"ap-east-1", "Asia Pacific (Hong Kong)", true},
	{"ap-east-2", "Asia Pacific (Taipei)", true},
	{"ap-northeast-1", "Asia Pacific (Tokyo)", false},
	{"ap-northeast-2", "Asia Pacific (Seoul)", false},
	{"ap-northeast-3", "Asia Pacific (Osaka)", false},
	{"ap-south-1", "Asia Pacific (Mumbai)", false},
	{"ap-south-2", "Asia Pacific (Hyderabad)", true},
	{"ap-southeast-1", "Asia Pacific (Singapore)", false},
	{"ap-southeast-2", "Asia Pacific (Sydney)", false},
	{"ap-southeast-3", "Asia Pacific (Jakarta)", true},
	{"ap-southeast-4", "Asia Pacific (Melbourne)", true},
	{"ap-southeast-5", "Asia Pacific (Malaysia)", true},
	{"ap-southeast-6", "Asia Pacific (New Zealand)", true},
	{"ap-southeast-7", "Asia Pacific (Thailand)", true},
	{"ca-central-1", "Canada (Central)", false},
	{"ca-west-1", "Canada West (Calgary)", true},
	{"eu-central-1", "Europe (Frankfurt)", false},
	{"eu-central-2", "Europe (Zurich)", true},
	{"eu-north-1", "Europe (Stockholm)", false},
	{"eu-south-1", "Europe (Milan)", true},
	{"eu-south-2", "Europe (Spain)", true},
	{"eu-west-1", "Europe (Ireland)", false},
	{"eu-west-2", "Europe (London)", false},
	{"eu-west-3", "Europe (Paris)", false},
	{"il-central-1", "Israel (Tel Aviv)", true},
	{"me-central-1", "Middle East (UAE)", true},
	{"me-south-1", "Middle East (Bahrain)", true},
	{"mx-central-1", "Mexico (Central)", true},
	{"sa-east-1", "South America (Sao Paulo)", false},
	{"us-east-1", "US East (N. Virginia)", false},
	{"us-east-2", "US East (Ohio)", false},
	{"us-west-1", "US West (N. California)", false},
	{"us-west-2", "US West (Oregon)", false},
}

// status is the region's opt-in status: here all are enabled.
func (r region) status() string {
	if r.optIn {
		return "opted-in"
	}
	return "opt-in-not-required"
}

// findRegion gives what is known of a region; a name that AWS doesn't have is
// its own place.
func findRegion(name string) region {
	for _, r := range regions {
		if r.name == name {
			return r
		}
	}
	return region{name: name, place: name}
}

// zonePrefix shortens a region's name as zone ids have it: eu-west-3 is euw3,
// ap-southeast-2 is apse2.
func zonePrefix(name string) string {
	parts := strings.Split(name, "-")
	out := parts[0]
	for _, p := range parts[1:] {
		switch p {
		case "northeast", "northwest", "southeast", "southwest":
			out += p[:1] + p[5:6]
		default:
			if p != "" {
				out += p[:1]
			}
		}
	}
	if n := parts[len(parts)-1]; len(n) > 1 {
		out += n[1:]
	}
	return out
}
