// Package lint keeps the house rules as tests: who may import whom, how long a
// file may be, what every package and generated file says of itself. Each rule
// gives its reason where it fails.
package lint
