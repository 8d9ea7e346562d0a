package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"
)

// baselineVariable makes this test binary the least program that asks a server what the dashboard
// asks; its value is the address of the server.
const baselineVariable = "FLEETOP_BENCH_BASELINE"

// baseline fetches the list of applications and one of them every second, and drops the answers:
// less than that, nothing that polls can cost.
func baseline(endpoint string) error {
	get := func(path, encoding string, into io.Writer) error {
		req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, endpoint+path, nil)
		if err != nil {
			return err
		}
		req.Header.Set("Accept-Encoding", encoding)
		req.Header.Set("Authorization", "ApiKey "+os.Getenv("TUTUM_USER")+":"+os.Getenv("TUTUM_APIKEY"))
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		_, err = io.Copy(into, resp.Body)
		return err
	}
	const list = "/api/v1/application/?limit=100"
	var body strings.Builder
	if err := get(list, "identity", &body); err != nil {
		return err
	}
	one := regexp.MustCompile(`/api/v1/application/[0-9a-f-]+/`).FindString(body.String())
	if one == "" {
		return fmt.Errorf("no application in %q", body.String())
	}
	_, _ = fmt.Fprintln(os.Stdout, "asking")
	for range time.Tick(time.Second) {
		for _, path := range []string{list, one} {
			if err := get(path, "gzip", io.Discard); err != nil {
				return err
			}
		}
	}
	return nil
}
