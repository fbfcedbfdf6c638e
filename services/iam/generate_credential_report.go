package iam

import (
	"context"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// GenerateCredentialReport makes the account's credential report, at once; one that is younger than four hours stays.
// API reference: API_GenerateCredentialReport.
func (s *Service) GenerateCredentialReport(ctx context.Context, in *iam.GenerateCredentialReportInput) (*iam.GenerateCredentialReportOutput, error) {
	return update(ctx, s, func(tx kv.Tx, account string) (*iam.GenerateCredentialReportOutput, error) {
		out := &iam.GenerateCredentialReportOutput{State: new("COMPLETE")}
		old, err := s.ids.Report(tx, account)
		if err == nil && s.ids.Now().Sub(old.Time) < reportLife {
			return out, nil
		}
		if err := ignoreNotFound(err); err != nil {
			return nil, err
		}
		csv, err := s.credentialReport(tx, account)
		if err != nil {
			return nil, err
		}
		return out, s.ids.PutReport(tx, account, &identity.Report{Time: s.ids.Now(), CSV: csv})
	})
}
