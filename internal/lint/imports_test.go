package lint

import (
	"strings"
	"testing"
)

// ban says which imports a part of the house may not have.
type ban struct {
	from, to string
	why      string
	except   []string // folders of from that may
}

var bans = []ban{
	{from: "engine", to: "gateway", why: "engines know no dialect and no request"},
	{from: "engine", to: "identity", why: "engines never see an ARN or a principal"},
	{from: "engine", to: "protocol", why: "engines never see a wire error or an HTTP request"},
	{from: "engine", to: "services", why: "rooms stand on engines, not the other way round"},
	{from: "engine", to: "api", why: "engines know no dialect"},
	{from: "protocol", to: "gateway", why: "a codec works from tables and knows nobody above"},
	{from: "protocol", to: "services", why: "a codec serves every service alike"},
	{from: "protocol", to: "identity", why: "a codec knows nothing of who calls"},
	{from: "protocol", to: "engine", why: "a codec keeps nothing"},
	{from: "protocol", to: "api", why: "codecs work from the tables they are given"},
	{from: "api", to: "gateway", why: "frames are types and tables"},
	{from: "api", to: "services", why: "frames are types and tables"},
	{from: "api", to: "engine", why: "frames are types and tables"},
	{from: "api", to: "identity", why: "frames are types and tables"},
	{from: "identity", to: "gateway", why: "identity answers questions, it does not serve requests"},
	{from: "identity", to: "services", why: "the IAM and STS rooms are identity's dialect, not its base"},
	{from: "identity", to: "api", why: "identity knows no dialect"},
	{from: "gateway", to: "services", why: "the gateway is given its rooms"},
	{from: "gateway", to: "cmd", why: "the program wires the gateway"},
	{from: "internal/clock", to: "", why: "the clock stands at the bottom"},
	{from: "internal/vfs", to: "engine", why: "engines stand on the file system"},
}

func TestImports(t *testing.T) {
	for _, f := range tree(t) {
		if f.test() {
			continue // a test may stand anywhere to look at its subject
		}
		for _, imported := range f.imports() {
			for _, b := range bans {
				if under(f.dir, b.from) && under(imported, b.to) && !excepted(f.dir, b.except) {
					t.Errorf("%s imports %s: %s", f.path, imported, b.why)
				}
			}
			if why := betweenRooms(f.dir, imported); why != "" {
				t.Errorf("%s imports %s: %s", f.path, imported, why)
			}
		}
	}
}

func excepted(dir string, folders []string) bool {
	for _, e := range folders {
		if under(dir, e) {
			return true
		}
	}
	return false
}

// betweenRooms: a room asks the gateway to invoke an operation of another.
func betweenRooms(dir, imported string) string {
	room, ok := strings.CutPrefix(dir, "services/")
	other, otherOK := strings.CutPrefix(imported, "services/")
	if !ok || !otherOK {
		return ""
	}
	room, _, _ = strings.Cut(room, "/")
	other, _, _ = strings.Cut(other, "/")
	if room == other || room == "all" {
		return ""
	}
	return "a service never imports another: it asks the gateway to invoke an operation"
}

// TestRoomsKeepOut holds the two things that rooms leave to engines and the
// gateway: files and sockets.
func TestRoomsKeepOut(t *testing.T) {
	banned := map[string]string{
		`"os"`:           "services never open a file: an engine does",
		`"net"`:          "services never open a socket: an engine does",
		`"database/sql"`: "services keep their truth in engine/kv",
	}
	for _, f := range tree(t) {
		if f.test() || !under(f.dir, "services") {
			continue
		}
		for _, i := range f.syntax.Imports {
			if why := banned[i.Path.Value]; why != "" {
				t.Errorf("%s imports %s: %s", f.path, i.Path.Value, why)
			}
		}
	}
}
