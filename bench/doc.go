// Command bench measures the cloud against the machine that it runs on, and
// prints ratios: those hold from machine to machine, times don't.
//
//	go run ./bench              everything, in about 90 seconds
//	go run ./bench -run put     what has "put" in its name
//	go run ./bench -profile DIR also writes profiles of the server
//
// The server is the real binary in its own process, with authentication,
// authorisation, records and the access log on. The references run in processes
// of their own, too, and get the very same requests from the same generator, which
// shares the processors with whatever it measures:
//
//   - bare is a net/http handler that reads the body and answers as many bytes;
//   - commits is how many transactions of one 4 KiB value are synced a second, made
//     directly on the store by as many writers;
//   - L = 1 / (1/bare + 1/commits) is the limit of a small durable write, since
//     both cost processor time.
//
// How to read the table: docs/performance.md.
package main
