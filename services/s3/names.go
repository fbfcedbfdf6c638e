package s3

import (
	"regexp"
	"strings"
)

var (
	nameForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$`)
	addressed  = regexp.MustCompile(`^\d+\.\d+\.\d+\.\d+$`)
	regionForm = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-\d{1,2}$`)
)

var (
	badStarts = []string{"xn--", "sthree-", "amzn-s3-demo-"}
	badEnds   = []string{"-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3", "-an"}
)

// reserved are labels that the cloud's hosts begin with: with a bucket of such
// a name NAME.s3.localhost would still be fine, but as a domain of its own it
// could stand in the way of the cloud's.
var reserved = map[string]bool{
	"console": true, "localhost": true,
}

// validName tells whether a bucket may have the name (User Guide, "General
// purpose bucket naming rules").
func validName(name string) bool {
	if !nameForm.MatchString(name) || addressed.MatchString(name) || strings.Contains(name, "..") || reserved[name] {
		return false
	}
	for _, s := range badStarts {
		if strings.HasPrefix(name, s) {
			return false
		}
	}
	for _, s := range badEnds {
		if strings.HasSuffix(name, s) {
			return false
		}
	}
	return true
}

// placeOf gives the region that a new bucket goes to: the location constraint
// must be that of the region that the request was sent to; us-east-1, which has
// none, takes them all (API Reference, CreateBucket).
func placeOf(constraint, region string) (string, error) {
	if constraint == "EU" {
		constraint = "eu-west-1"
	}
	switch {
	case constraint == "us-east-1", constraint != "" && !regionForm.MatchString(constraint):
		return "", fault("InvalidLocationConstraint", "LocationConstraint", constraint)
	case constraint == "" && region == "us-east-1":
		return region, nil
	case constraint == "":
		return "", fault("IllegalLocationConstraintException")
	case region == "us-east-1", constraint == region:
		return constraint, nil
	}
	return "", say("IllegalLocationConstraintException",
		"The "+constraint+" location constraint is incompatible for the region specific endpoint this request was sent to.")
}
