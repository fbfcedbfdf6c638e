package iam

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cumulet/cumulet/api/aws/iam"
)

// shown is a result in short.
func shown(r *iam.EvaluationResult) string {
	var at []string
	for _, m := range r.MatchedStatements {
		at = append(at, fmt.Sprintf("%s %d:%d-%d:%d", *m.SourcePolicyId, *m.StartPosition.Line, *m.StartPosition.Column, *m.EndPosition.Line, *m.EndPosition.Column))
	}
	return fmt.Sprintf("%s %s %s %v", *r.EvalActionName, *r.EvalDecision, strings.Join(at, ", "), r.MissingContextValues)
}

func TestSimulateCustomPolicy(t *testing.T) {
	s := play(t)
	const two = "{\"Version\":\"2012-10-17\",\n \"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"},\n  {\"Effect\":\"Deny\",\"Action\":\"s3:Delete*\",\"Resource\":\"*\"}]}"
	const conditional = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Put*","Resource":"arn:aws:s3:::b/${aws:username}/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}}`
	const limit = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}`
	const resource = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/ann"},"Action":"s3:GetObject","Resource":"*"}}`
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann")})
	ann := new("arn:aws:iam::123456789012:user/ann")
	entry := func(key string, values ...string) iam.ContextEntry {
		return iam.ContextEntry{ContextKeyName: &key, ContextKeyValues: values, ContextKeyType: new("string")}
	}
	for name, x := range map[string]struct {
		in   iam.SimulateCustomPolicyInput
		want string
	}{
		"allowed":   {iam.SimulateCustomPolicyInput{PolicyInputList: []string{two}, ActionNames: []string{"s3:GetObject"}}, "s3:GetObject allowed PolicyInputList.1 2:15-2:64 []"},
		"denied":    {iam.SimulateCustomPolicyInput{PolicyInputList: []string{limit, two}, ActionNames: []string{"s3:DeleteObject"}}, "s3:DeleteObject explicitDeny PolicyInputList.2 3:3-3:57 []"},
		"no policy": {iam.SimulateCustomPolicyInput{PolicyInputList: []string{two}, ActionNames: []string{"sqs:SendMessage"}}, "sqs:SendMessage implicitDeny  []"},
		"values are missing": {
			iam.SimulateCustomPolicyInput{PolicyInputList: []string{conditional}, ActionNames: []string{"s3:PutObject"}, ResourceArns: []string{"arn:aws:s3:::b/ann/k"}},
			"s3:PutObject implicitDeny  [aws:SecureTransport aws:username]",
		},
		"values are given": {
			iam.SimulateCustomPolicyInput{
				PolicyInputList: []string{conditional}, ActionNames: []string{"s3:PutObject"}, ResourceArns: []string{"arn:aws:s3:::b/ann/k"}, CallerArn: ann,
				ContextEntries: []iam.ContextEntry{entry("aws:securetransport", "true")},
			},
			"s3:PutObject allowed PolicyInputList.1 1:37-1:172 []",
		},
		"boundary": {
			iam.SimulateCustomPolicyInput{PolicyInputList: []string{two}, PermissionsBoundaryPolicyInputList: []string{limit}, ActionNames: []string{"s3:PutObject"}},
			"s3:PutObject implicitDeny  []",
		},
		"resource policy": {
			iam.SimulateCustomPolicyInput{PolicyInputList: []string{conditional}, ResourcePolicy: new(resource), CallerArn: ann, ActionNames: []string{"s3:GetObject"}},
			"s3:GetObject allowed ResourcePolicy 1:37-1:151 [aws:SecureTransport]",
		},
	} {
		t.Run(name, func(t *testing.T) {
			out, err := s.SimulateCustomPolicy(s.ctx, &x.in)
			if err != nil {
				t.Fatal(err)
			}
			if got := shown(&out.EvaluationResults[0]); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
			if d := out.EvaluationResults[0].PermissionsBoundaryDecisionDetail; (d != nil) != (name == "boundary") || d != nil && *d.AllowedByPermissionsBoundary {
				t.Errorf("boundary: %+v", d)
			}
		})
	}
	fails(s, s.SimulateCustomPolicy, iam.SimulateCustomPolicyInput{PolicyInputList: []string{"{"}, ActionNames: []string{"s3:GetObject"}}, "InvalidInput", "line 1, column 2")
	fails(s, s.SimulateCustomPolicy, iam.SimulateCustomPolicyInput{PolicyInputList: []string{two}, ActionNames: []string{"GetObject"}}, "InvalidInput", "GetObject")
	fails(s, s.SimulateCustomPolicy, iam.SimulateCustomPolicyInput{PolicyInputList: []string{two}, ResourcePolicy: new(resource), ActionNames: []string{"s3:GetObject"}}, "InvalidInput", "CallerArn")

	// Actions times resources, by pages.
	in := iam.SimulateCustomPolicyInput{PolicyInputList: []string{two}, ActionNames: []string{"s3:A", "s3:B"}, ResourceArns: []string{"arn:aws:s3:::a", "arn:aws:s3:::b"}, MaxItems: new(int32(3))}
	first := do(s, s.SimulateCustomPolicy, in)
	in.Marker = first.Marker
	last := do(s, s.SimulateCustomPolicy, in)
	if len(first.EvaluationResults) != 3 || !*first.IsTruncated || len(last.EvaluationResults) != 1 || *last.IsTruncated || *last.EvaluationResults[0].EvalResourceName != "arn:aws:s3:::b" {
		t.Errorf("%+v, %+v", first, last)
	}
	keys := do(s, s.GetContextKeysForCustomPolicy, iam.GetContextKeysForCustomPolicyInput{PolicyInputList: []string{conditional, two}}).ContextKeyNames
	if fmt.Sprint(keys) != "[aws:SecureTransport aws:username]" {
		t.Error(keys)
	}
}

func TestSimulatePrincipalPolicy(t *testing.T) {
	s := play(t)
	do(s, s.CreateGroup, iam.CreateGroupInput{GroupName: new("staff")})
	do(s, s.CreateUser, iam.CreateUserInput{UserName: new("ann"), PermissionsBoundary: new("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")})
	do(s, s.AddUserToGroup, iam.AddUserToGroupInput{GroupName: new("staff"), UserName: new("ann")})
	do(s, s.PutGroupPolicy, iam.PutGroupPolicyInput{GroupName: new("staff"), PolicyName: new("all"), PolicyDocument: new(allow)})
	do(s, s.AttachUserPolicy, iam.AttachUserPolicyInput{UserName: new("ann"), PolicyArn: new("arn:aws:iam::aws:policy/AmazonS3FullAccess")})
	ask := func(arn, action string, more ...string) string {
		out := do(s, s.SimulatePrincipalPolicy, iam.SimulatePrincipalPolicyInput{PolicySourceArn: &arn, ActionNames: []string{action}, PolicyInputList: more})
		r := out.EvaluationResults[0]
		sources := *r.EvalDecision
		for _, m := range r.MatchedStatements {
			sources += " " + *m.SourcePolicyType + "/" + *m.SourcePolicyId
		}
		return sources
	}
	const ann, staff = "arn:aws:iam::123456789012:user/ann", "arn:aws:iam::123456789012:group/staff"
	deny := strings.Replace(allow, "Allow", "Deny", 1)
	for got, want := range map[string]string{
		ask(ann, "s3:GetObject"):         "allowed aws-managed/AmazonS3FullAccess group/group_staff_all",
		ask(ann, "s3:PutObject"):         "implicitDeny", // the boundary
		ask(staff, "s3:PutBucketPolicy"): "allowed group/group_staff_all",
		ask(ann, "s3:ListBucket", deny):  "explicitDeny IAM Policy/PolicyInputList.1",
	} {
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	fails(s, s.SimulatePrincipalPolicy, iam.SimulatePrincipalPolicyInput{PolicySourceArn: new(ann + "x"), ActionNames: []string{"s3:GetObject"}}, "NoSuchEntity", "annx")
	if keys := do(s, s.GetContextKeysForPrincipalPolicy, iam.GetContextKeysForPrincipalPolicyInput{PolicySourceArn: new(staff)}).ContextKeyNames; keys == nil || len(keys) != 0 {
		t.Error(keys)
	}
}
