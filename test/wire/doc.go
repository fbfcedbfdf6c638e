// Package wire proves the frames and the codecs against AWS's own SDK for Go:
//
//   - [Snapshots]: every wire snapshot that an SDK module carries routes to its
//     operation, and those of built operations decode with no unknown member.
//   - [Loop]: the SDK's client calls every built operation with all members set;
//     what the codec decodes is what the client sent, and what the client makes of
//     the codec's answer is what was answered.
//   - [Errors]: the client understands each modelled error by its code.
//
// The tests of EC2 stand in a package of their own, since its SDK compiles slowly.
package wire
