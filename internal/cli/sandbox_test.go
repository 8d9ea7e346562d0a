package cli

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"fleetop/internal/config"
	"fleetop/internal/platform"
)

// TestTheAuditTellsRefusedFromFailed logs writes of every kind of status: what failed may have been
// done, what was refused was not.
func TestTheAuditTellsRefusedFromFailed(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{202: "result=accepted", 404: `result="refused: why"`, 500: `result="failed: why"`} {
		var out bytes.Buffer
		audit(slog.New(slog.NewTextHandler(&out, nil)))(platform.Write{Status: status, Reason: "why"})
		if !strings.Contains(out.String(), want) {
			t.Errorf("%d: %s", status, out.String())
		}
	}
}

// TestAKeyFromAPipeIsSaidToBeMissingInTheLine checks the remark and that it comes only then.
func TestAKeyFromAPipeIsSaidToBeMissingInTheLine(t *testing.T) {
	t.Parallel()
	for _, piped := range []bool{true, false} {
		var errs bytes.Buffer
		s := &server{env: Env{Stderr: &errs}, settings: config.ServeSettings{KeyPiped: piped}}
		s.warn("http://127.0.0.1:1/")
		if strings.Contains(errs.String(), "with --apikey-file or TUTUM_APIKEY") != piped {
			t.Errorf("piped %v: %q", piped, errs.String())
		}
	}
}
