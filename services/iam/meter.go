package iam

// IAM is free of charge, in AWS as here: its operations cause no usage beyond
// the request that the gateway records.
