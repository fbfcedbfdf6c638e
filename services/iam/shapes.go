package iam

import (
	"errors"
	"net/url"
	"strings"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// encoded is a policy document as IAM sends it: percent-encoded by RFC 3986.
func encoded(document string) *string {
	return new(strings.ReplaceAll(url.QueryEscape(document), "+", "%20"))
}

func userShape(u *identity.UserEntity) iam.User {
	out := iam.User{
		Path: &u.Path, UserName: &u.Name, UserId: &u.ID, Arn: new(u.ARN()), CreateDate: &u.Created,
		PermissionsBoundary: boundaryShape(&u.Grants), Tags: tagShapes(u.Tags),
	}
	if u.Login != nil && !u.Login.Used.IsZero() {
		out.PasswordLastUsed = &u.Login.Used
	}
	return out
}

// listedUser is a user as listings show it: without boundary and tags.
func listedUser(u *identity.UserEntity) iam.User {
	out := userShape(u)
	out.PermissionsBoundary, out.Tags = nil, nil
	return out
}

func groupShape(g *identity.GroupEntity) iam.Group {
	return iam.Group{Path: &g.Path, GroupName: &g.Name, GroupId: &g.ID, Arn: new(g.ARN()), CreateDate: &g.Created}
}

func (s *Service) roleShape(tx kv.Tx, r *identity.RoleEntity) (iam.Role, error) {
	trust, err := s.ids.BoundText(tx, r.Trust, r.Bound)
	out := iam.Role{
		Path: &r.Path, RoleName: &r.Name, RoleId: &r.ID, Arn: new(r.ARN()), CreateDate: &r.Created,
		AssumeRolePolicyDocument: encoded(trust), MaxSessionDuration: &r.MaxSession,
		PermissionsBoundary: boundaryShape(&r.Grants), Tags: tagShapes(r.Tags),
	}
	if r.Description != "" {
		out.Description = &r.Description
	}
	return out, err
}

// roleLastUsed tells when and where a role was last used; empty where it never was.
func (s *Service) roleLastUsed(tx kv.Tx, r *identity.RoleEntity) (*iam.RoleLastUsed, error) {
	used, err := s.ids.KeyLastUsed(tx, r.ID)
	if errors.Is(err, identity.ErrNotFound) {
		return &iam.RoleLastUsed{}, nil
	}
	if err != nil {
		return nil, err
	}
	return &iam.RoleLastUsed{LastUsedDate: &used.Time, Region: &used.Region}, nil
}

// listedRole is a role as listings show it: without boundary and tags.
func (s *Service) listedRole(tx kv.Tx, r *identity.RoleEntity) (iam.Role, error) {
	out, err := s.roleShape(tx, r)
	out.PermissionsBoundary, out.Tags = nil, nil
	return out, err
}

func boundaryShape(g *identity.Grants) *iam.AttachedPermissionsBoundary {
	if g.Boundary == "" {
		return nil
	}
	return &iam.AttachedPermissionsBoundary{PermissionsBoundaryType: new("Policy"), PermissionsBoundaryArn: new(g.Boundary)}
}

func policyShape(p *identity.PolicyEntity, attached, bounds int32) iam.Policy {
	out := iam.Policy{
		PolicyName: &p.Name, PolicyId: &p.ID, Arn: new(p.ARN()), Path: &p.Path, DefaultVersionId: &p.Default,
		AttachmentCount: &attached, PermissionsBoundaryUsageCount: &bounds, IsAttachable: new(true),
		CreateDate: &p.Created, UpdateDate: &p.Updated, Tags: tagShapes(p.Tags),
	}
	if p.Description != "" {
		out.Description = &p.Description
	}
	return out
}

func versionShape(p *identity.PolicyEntity, v *identity.PolicyVersion) iam.PolicyVersion {
	return iam.PolicyVersion{VersionId: &v.ID, IsDefaultVersion: new(v.ID == p.Default), CreateDate: &v.Created}
}

// tagShapes are an entity's tags; nil, which is left out, where it has none.
func tagShapes(tags []identity.Tag) []iam.Tag {
	if len(tags) == 0 {
		return nil
	}
	return convert(tags, func(t identity.Tag) iam.Tag { return iam.Tag{Key: &t.Key, Value: &t.Value} })
}

func keyStatus(k *identity.AccessKey) *string {
	if k.Active {
		return new("Active")
	}
	return new("Inactive")
}
