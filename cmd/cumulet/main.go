// Command cumulet is the cloud: `cumulet serve` runs it, the other commands look
// after it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// version is set by the linker (make build).
var version = "devel"

// command is a subcommand. run gets the arguments after its name.
type command struct {
	name, args, help string
	run              func(ctx context.Context, std stdio, args []string) error
}

// stdio is where a command talks to.
type stdio struct {
	in       io.Reader
	out, err io.Writer
	env      func(string) string
}

// commands are all there are, in the order of the help.
func commands() []command {
	return []command{
		{"serve", "", "run the cloud", serve},
		{"env", "", "print what AWS's clients need to use it", runEnv},
		{"doctor", "", "check the machine", runDoctor},
		{"backup", "FILE", "copy the data, while the server runs or not", runBackup},
		{"restore", "FILE", "bring a backup back into an empty directory", runRestore},
		{"root-key", "new", "make another access key for root", runRootKey},
		{"rotate-master-key", "", "seal all secrets under a new master key", runRotateMasterKey},
		{"version", "", "print the version", printVersion},
	}
}

// errUsage ends the program with status 2; what is wrong has been said.
var errUsage = errors.New("usage")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := dispatch(ctx, stdio{os.Stdin, os.Stdout, os.Stderr, os.Getenv}, os.Args[1:])
	stop()
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
	case errors.Is(err, errUsage):
		os.Exit(2)
	default:
		fmt.Fprintln(os.Stderr, "cumulet:", err)
		os.Exit(1)
	}
}

func dispatch(ctx context.Context, std stdio, args []string) error {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(std.out)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(ctx, std, args[1:])
		}
	}
	fmt.Fprintf(std.err, "cumulet: there is no command %q\n\n", args[0])
	usage(std.err)
	return errUsage
}

func usage(w io.Writer) {
	fmt.Fprint(w, "Cumulet is a cloud for small teams that speaks AWS.\n\nUsage: cumulet COMMAND [flags]\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-28s %s\n", c.name+" "+c.args, c.help)
	}
	fmt.Fprint(w, "\n`cumulet COMMAND --help` tells more.\n")
}

// flags makes the flag set of a command: --help prints to out what it takes.
func flags(std stdio, c, args, help string) *flag.FlagSet {
	set := flag.NewFlagSet(c, flag.ContinueOnError)
	set.SetOutput(std.err)
	set.Usage = func() {
		fmt.Fprintf(set.Output(), "Usage: cumulet %s %s\n\n%s\n\n", c, args, help)
		set.PrintDefaults()
	}
	return set
}

// parse reads flags; a command that takes no arguments refuses them.
func parse(set *flag.FlagSet, args []string, operands int) error {
	if err := set.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return err
		}
		return errUsage
	}
	if set.NArg() != operands {
		fmt.Fprintf(set.Output(), "cumulet %s takes %d arguments, not %d: %q\n", set.Name(), operands, set.NArg(), set.Args())
		return errUsage
	}
	return nil
}

func printVersion(_ context.Context, std stdio, args []string) error {
	if err := parse(flags(std, "version", "", "Prints the version."), args, 0); err != nil {
		return err
	}
	_, err := fmt.Fprintln(std.out, "cumulet", version)
	return err
}
