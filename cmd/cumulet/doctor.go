package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"github.com/cumulet/cumulet/internal/config"
	"github.com/cumulet/cumulet/internal/control"
	"github.com/cumulet/cumulet/internal/vfs"
)

const helpDoctor = `Checks the machine: the disk, the limits, the ports, the clock, and the outside
programs that parts of the cloud need, with the Debian package that brings each.
It changes nothing, and ends with status 1 where something would not work.`

// verdict is what a check found.
type verdict string

const (
	ok      verdict = "OK"
	missing verdict = "missing" // something optional
	warning verdict = "warning"
	failed  verdict = "FAILED"
)

// finding is the outcome of one check.
type finding struct {
	what   string
	is     verdict
	detail string
}

// program is an outside program.
type program struct{ name, deb, use string }

// programs are all that any part of the cloud uses. Nothing of what is built so
// far needs one.
var programs = []program{
	{"aws", "awscli", "AWS's command line, for you; the cloud does not need it"},
}

func runDoctor(ctx context.Context, std stdio, args []string) error {
	set := flags(std, "doctor", "[flags]", helpDoctor)
	config.Flags(set)
	if err := parse(set, args, 0); err != nil {
		return err
	}
	conf, err := config.Load(std.env, set)
	if err != nil {
		return err
	}
	findings := []finding{{"cumulet " + version, ok, runtime.GOOS + "/" + runtime.GOARCH}}
	findings = append(findings, checkData(conf), checkDisk(conf), checkFiles())
	findings = append(findings, checkPorts(ctx, conf)...)
	findings = append(findings, checkClock())
	for _, p := range programs {
		findings = append(findings, checkProgram(p))
	}
	bad := 0
	for _, f := range findings {
		fmt.Fprintf(std.out, "%-8s %-28s %s\n", f.is, f.what, f.detail)
		if f.is == failed {
			bad++
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d checks failed", bad)
	}
	return nil
}

// existing gives the path, or the next folder above it that is there.
func existing(path string) string {
	path, err := filepath.Abs(path)
	if err != nil {
		return "."
	}
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
}

func checkData(c config.Config) finding {
	f := finding{what: "data directory", detail: c.Data}
	dir := existing(c.Data)
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		f.is, f.detail = failed, dir+" is not a directory"
		return f
	}
	if !writable(dir) {
		f.is, f.detail = failed, dir+" can't be written to"
		return f
	}
	if kind := volatile(dir); kind != "" {
		f.is, f.detail = warning, c.Data+" is on "+kind+": data there may not survive a power cut"
		return f
	}
	f.is = ok
	return f
}

func checkDisk(c config.Config) finding {
	f := finding{what: "disk space"}
	u, err := vfs.OS().GetDiskUsage(existing(c.Data))
	if err != nil {
		f.is, f.detail = failed, err.Error()
		return f
	}
	reserve := uint64(c.ReserveMiB) << 20
	f.is, f.detail = ok, fmt.Sprintf("%d MiB free of %d MiB", u.AvailBytes>>20, u.TotalBytes>>20)
	switch {
	case u.AvailBytes <= reserve:
		f.is, f.detail = failed, f.detail+fmt.Sprintf(": below the reserve of %d MiB, only deletes would work", c.ReserveMiB)
	case u.AvailBytes < reserve+1<<30:
		f.is, f.detail = warning, f.detail+": less than 1 GiB above the reserve"
	}
	return f
}

func checkFiles() finding {
	n, err := maxFiles()
	f := finding{"open files", ok, fmt.Sprintf("limit %d", n)}
	switch {
	case err != nil:
		f.is, f.detail = warning, err.Error()
	case n < 4096:
		f.is, f.detail = warning, fmt.Sprintf("limit %d; 4096 or more are wanted under load (ulimit -n)", n)
	}
	return f
}

// checkPorts tries to listen; a server of ours on the same data is no fault.
func checkPorts(ctx context.Context, c config.Config) []finding {
	var out []finding
	client, err := control.Dial(ctx, c.Data)
	if err == nil {
		defer client.Close()
		s, err := client.Status(ctx)
		return []finding{{"server", ok, fmt.Sprintf("runs on %s (version %s, process %d) %s", c.Data, s.Version, s.PID, text(err))}}
	}
	if !errors.Is(err, control.ErrNotRunning) {
		out = append(out, finding{"server", warning, err.Error()})
	}
	addrs := c.Listen
	if c.MetricsListen != "" {
		addrs = append(addrs[:len(addrs):len(addrs)], c.MetricsListen)
	}
	for _, a := range addrs {
		f := finding{"address " + a, ok, "free"}
		l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", a)
		if err != nil {
			f.is, f.detail = failed, err.Error()
		} else if err := l.Close(); err != nil {
			f.is, f.detail = warning, err.Error()
		}
		out = append(out, f)
	}
	return out
}

func text(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}

// checkClock: signatures count only while the clocks of client and server are
// within 15 minutes of one another.
func checkClock() finding {
	synced, known := clockSynced()
	switch {
	case !known:
		return finding{"clock", ok, "no way to tell whether it is synchronised"}
	case !synced:
		return finding{"clock", warning, "not synchronised: clients more than 15 minutes apart are refused (Debian package: systemd-timesyncd or chrony)"}
	}
	return finding{"clock", ok, "synchronised"}
}

func checkProgram(p program) finding {
	path, err := exec.LookPath(p.name)
	if err != nil {
		return finding{p.name, missing, p.use + " (Debian package: " + p.deb + ")"}
	}
	return finding{p.name, ok, path}
}
