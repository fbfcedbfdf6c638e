package iam

import (
	"crypto/rand"
	"fmt"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/identity"
)

// linkedServices are the services that have a role of their own in an account,
// with the end of its name ("AWS services that work with IAM" in the IAM User
// Guide), and whether it takes a suffix.
var linkedServices = map[string]struct {
	name   string
	suffix bool
}{
	"autoscaling.amazonaws.com":                      {"AutoScaling", true},
	"ecs.amazonaws.com":                              {"ECS", false},
	"eks.amazonaws.com":                              {"AmazonEKS", false},
	"elasticache.amazonaws.com":                      {"ElastiCache", false},
	"elasticfilesystem.amazonaws.com":                {"AmazonElasticFileSystem", false},
	"elasticloadbalancing.amazonaws.com":             {"ElasticLoadBalancing", false},
	"es.amazonaws.com":                               {"AmazonElasticsearchService", false},
	"opensearchservice.amazonaws.com":                {"AmazonOpenSearchService", false},
	"events.amazonaws.com":                           {"CloudWatchEvents", false},
	"kafka.amazonaws.com":                            {"Kafka", false},
	"lex.amazonaws.com":                              {"LexBots", true},
	"logger.cloudfront.amazonaws.com":                {"CloudFrontLogger", false},
	"replicator.lambda.amazonaws.com":                {"LambdaReplicator", false},
	"mq.amazonaws.com":                               {"AmazonMQ", false},
	"ops.apigateway.amazonaws.com":                   {"APIGateway", false},
	"organizations.amazonaws.com":                    {"Organizations", false},
	"rds.amazonaws.com":                              {"RDS", false},
	"redshift.amazonaws.com":                         {"Redshift", false},
	"route53resolver.amazonaws.com":                  {"Route53Resolver", false},
	"spot.amazonaws.com":                             {"EC2Spot", false},
	"spotfleet.amazonaws.com":                        {"EC2SpotFleet", false},
	"ssm.amazonaws.com":                              {"AmazonSSM", false},
	"support.amazonaws.com":                          {"Support", false},
	"transitgateway.amazonaws.com":                   {"VPCTransitGateway", false},
	"trustedadvisor.amazonaws.com":                   {"TrustedAdvisor", false},
	"wafv2.amazonaws.com":                            {"WAFV2Logging", false},
	"dynamodb.application-autoscaling.amazonaws.com": {"ApplicationAutoScaling_DynamoDBTable", false},
	"ecs.application-autoscaling.amazonaws.com":      {"ApplicationAutoScaling_ECSService", false},
	"cloudtrail.amazonaws.com":                       {"CloudTrail", false},
	"config.amazonaws.com":                           {"Config", false},
	"backup.amazonaws.com":                           {"Backup", false},
	"batch.amazonaws.com":                            {"Batch", false},
	"email.cognito-idp.amazonaws.com":                {"AmazonCognitoIdpEmailService", false},
	"globalaccelerator.amazonaws.com":                {"GlobalAccelerator", false},
	"guardduty.amazonaws.com":                        {"AmazonGuardDuty", false},
}

// linkedName is the name of a service's role.
func linkedName(service, suffix string) (string, error) {
	known, ok := linkedServices[service]
	if !ok {
		return "", invalidInput("The service %s does not support service-linked roles.", service)
	}
	name := "AWSServiceRoleFor" + known.name
	if suffix == "" {
		return name, nil
	}
	if !known.suffix {
		return "", invalidInput("Custom suffix is not allowed for %s", service)
	}
	if name += "_" + suffix; len(name) > 64 {
		return "", invalidInput("The suffix %s is too long.", suffix)
	}
	return name, nil
}

// modifiable refuses to change a role that is a service's.
func modifiable(r *identity.RoleEntity) error {
	if r.Service == "" {
		return nil
	}
	return &iam.UnmodifiableEntityException{Message: new(fmt.Sprintf(
		"Cannot perform the operation on the protected role '%s' - this role is only modifiable by AWS", r.Name))}
}

// newTaskID makes a UUID.
func newTaskID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
