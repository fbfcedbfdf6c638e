package ec2

// Limits of filters ("Filtering" in the EC2 User Guide).
const (
	maxFilters      = 50
	maxFilterValues = 200
)
