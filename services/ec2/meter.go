package ec2

// To describe is free of charge: no usage beyond the request that the gateway
// records.
