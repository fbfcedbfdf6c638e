package iam

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"github.com/cumulet/cumulet/api/aws/iam"
)

func TestCredentialReport(t *testing.T) {
	s := play(t)
	fails(s, s.GetCredentialReport, iam.GetCredentialReportInput{}, "ReportNotPresent", "")
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")})
	do(s, s.CreateLoginProfile, iam.CreateLoginProfileInput{UserName: new("ann"), Password: new("Croissant1")})
	do(s, s.CreateAccessKey, iam.CreateAccessKeyInput{UserName: new("ann")})
	if state := do(s, s.GenerateCredentialReport, iam.GenerateCredentialReportInput{}).State; *state != "COMPLETE" {
		t.Error(*state)
	}
	report := do(s, s.GetCredentialReport, iam.GetCredentialReportInput{})
	rows, err := csv.NewReader(strings.NewReader(string(report.Content))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatal(rows, err)
	}
	ann := map[string]string{}
	for i, name := range rows[0] {
		ann[name] = rows[2][i]
	}
	for name, want := range map[string]string{
		"user": "ann", "arn": "arn:aws:iam::123456789012:user/ann", "user_creation_time": "2026-11-22T10:00:00+00:00", "password_enabled": "true",
		"password_last_used": "no_information", "mfa_active": "false", "access_key_1_active": "true", "access_key_1_last_used_date": "N/A", "access_key_2_active": "false",
	} {
		if ann[name] != want {
			t.Errorf("%s is %q, want %q", name, ann[name], want)
		}
	}
	if rows[1][0] != "<root_account>" || rows[1][8] != "true" {
		t.Errorf("root: %v", rows[1])
	}
	s.clk.Advance(4 * time.Hour)
	fails(s, s.GetCredentialReport, iam.GetCredentialReportInput{}, "ReportExpired", "")
	do(s, s.GenerateCredentialReport, iam.GenerateCredentialReportInput{})
	if again := do(s, s.GetCredentialReport, iam.GetCredentialReportInput{}); !again.GeneratedTime.After(*report.GeneratedTime) {
		t.Errorf("made at %v", again.GeneratedTime)
	}
}

func TestServiceLinkedRole(t *testing.T) {
	s := play(t)
	fails(s, s.CreateServiceLinkedRole, iam.CreateServiceLinkedRoleInput{AWSServiceName: new("nobody.amazonaws.com")}, "InvalidInput", "nobody")
	fails(s, s.CreateServiceLinkedRole, iam.CreateServiceLinkedRoleInput{AWSServiceName: new("rds.amazonaws.com"), CustomSuffix: new("x")}, "InvalidInput", "suffix")
	r := do(s, s.CreateServiceLinkedRole, iam.CreateServiceLinkedRoleInput{AWSServiceName: new("autoscaling.amazonaws.com"), CustomSuffix: new("web")}).Role
	if *r.Arn != "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_web" {
		t.Error(*r.Arn)
	}
	fails(s, s.CreateServiceLinkedRole, iam.CreateServiceLinkedRoleInput{AWSServiceName: new("autoscaling.amazonaws.com"), CustomSuffix: new("web")}, "InvalidInput", "has been taken")
	fails(s, s.PutRolePolicy, iam.PutRolePolicyInput{RoleName: r.RoleName, PolicyName: new("p"), PolicyDocument: new(allow)}, "UnmodifiableEntity", "protected role")
	fails(s, s.UpdateAssumeRolePolicy, iam.UpdateAssumeRolePolicyInput{RoleName: r.RoleName, PolicyDocument: new(trust)}, "UnmodifiableEntity", "")
	fails(s, s.DeleteRole, iam.DeleteRoleInput{RoleName: r.RoleName}, "UnmodifiableEntity", "")
	do(s, s.UpdateRoleDescription, iam.UpdateRoleDescriptionInput{RoleName: r.RoleName, Description: new("mine")})
	task := do(s, s.DeleteServiceLinkedRole, iam.DeleteServiceLinkedRoleInput{RoleName: r.RoleName}).DeletionTaskId
	if !strings.HasPrefix(*task, "task/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling_web/") {
		t.Error(*task)
	}
	if st := do(s, s.GetServiceLinkedRoleDeletionStatus, iam.GetServiceLinkedRoleDeletionStatusInput{DeletionTaskId: task}).Status; *st != "SUCCEEDED" {
		t.Error(*st)
	}
	fails(s, s.GetRole, iam.GetRoleInput{RoleName: r.RoleName}, "NoSuchEntity", "")
	do(s, s.CreateRole, iam.CreateRoleInput{RoleName: new("own"), AssumeRolePolicyDocument: new(trust)})
	fails(s, s.DeleteServiceLinkedRole, iam.DeleteServiceLinkedRoleInput{RoleName: new("own")}, "NoSuchEntity", "not a service-linked")
}
