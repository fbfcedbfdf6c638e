package iam

import (
	"context"
	"errors"

	"github.com/cumulet/cumulet/api/aws/iam"
	"github.com/cumulet/cumulet/engine/kv"
	"github.com/cumulet/cumulet/identity"
)

// GetCredentialReport gives the account's last credential report, which holds for four hours.
// API reference: API_GetCredentialReport.
func (s *Service) GetCredentialReport(ctx context.Context, in *iam.GetCredentialReportInput) (*iam.GetCredentialReportOutput, error) {
	return view(ctx, s, func(tx kv.Tx, account string) (*iam.GetCredentialReportOutput, error) {
		r, err := s.ids.Report(tx, account)
		if errors.Is(err, identity.ErrNotFound) {
			return nil, &iam.CredentialReportNotPresentException{Message: new("No report exists. Make one with GenerateCredentialReport.")}
		}
		if err != nil {
			return nil, err
		}
		if s.ids.Now().Sub(r.Time) >= reportLife {
			return nil, &iam.CredentialReportExpiredException{Message: new("The last report has expired. Make another one with GenerateCredentialReport.")}
		}
		return &iam.GetCredentialReportOutput{Content: r.CSV, ReportFormat: new("text/csv"), GeneratedTime: &r.Time}, nil
	})
}
