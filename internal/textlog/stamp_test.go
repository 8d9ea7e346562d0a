package textlog

import (
	"testing"
	"time"
)

func TestTimeStampsAreRead(t *testing.T) {
	t.Parallel()
	now := time.Date(2014, time.April, 7, 12, 0, 0, 0, time.UTC)
	at := time.Date(2014, time.April, 6, 17, 59, 42, 0, time.UTC)
	ms := at.Add(123 * time.Millisecond)
	tests := []struct {
		line string
		want time.Time
	}{
		{"2014-04-06T17:59:42Z hello", at},
		{"2014-04-06T17:59:42.123Z hello", ms},
		{"2014-04-06T17:59:42.123456789Z x", at.Add(123456789)},
		{"2014-04-06T19:59:42+02:00 hello", at},
		{"2014-04-06T15:29:42-0230", at},
		{"2014-04-06 17:59:42,123 INFO java", ms},
		{"2014-04-06 17:59:42 UTC", at},
		{"2014-04-06 17:59:42 +0000 x", at},
		{"2014-04-06 17:59:42 1 [Note] mysqld", at},
		{"2014/04/06 17:59:42 [error] 7#0: nginx", at},
		{"[2014-04-06 17:59:42,123] kafka", ms},
		{"140406 17:59:42 mysqld_safe", at},
		{"140406  7:59:42 [Note]", at.Add(-10 * time.Hour)},
		{`10.1.2.3 - - [06/Apr/2014:17:59:42 +0000] "GET / HTTP/1.1" 200`, at},
		{`::1 - bob [06/Apr/2014:19:59:42 +0200] "GET /"`, at},
		{"web - - [06/Apr/2014:17:59:42 +0000] x", at},
		{"[06/Apr/2014:17:59:42 +0000] x", at},
		{"[Sun Apr 06 17:59:42.123 2014] [core:notice] apache", ms},
		{"[Sun Apr  6 17:59:42 2014] [notice]", at},
		{"Sun, 06 Apr 2014 17:59:42 +0000", at},
		{"06 Apr 17:59:42.123 * DB loaded", ms},
		{"[1] 06 Apr 17:59:42.123 # Server started", ms},
		{"1:M 06 Apr 2014 17:59:42.123 * Ready", ms},
		{"12:S 06 Apr 17:59:42.123 * Ready", ms},
		{"Apr  6 17:59:42 host app[1]: syslog", at},
		{"Apr 06 17:59:42 host", at},
		{"Dec 31 23:00:00 host", time.Date(2013, time.December, 31, 23, 0, 0, 0, time.UTC)},
		{"I0406 17:59:42.123456 1 main.go:1] klog", at.Add(123456 * time.Microsecond)},
		{`time="2014-04-06T17:59:42Z" level=info`, at},
		{"ts=2014-04-06T17:59:42.123Z caller=x", ms},
		{"1396807182 hello", at},
		{"1396807182.123 hello", ms},
		{"1396807182123 hello", ms},
		{"[1396807182] hello", at},
		{`{"level":"info","ts":1396807182.123,"msg":"x"}`, ms},
		{`{"time":"2014-04-06T17:59:42Z"}`, at},
		{`{"msg":"time: none", "@timestamp" : "2014-04-06T17:59:42.123Z"}`, ms},
		{`{"level":30,"time":1396807182123,"pid":1}`, ms},
		{"\x1b[32m2014-04-06T17:59:42Z\x1b[0m coloured", at},
		{"\ufeff2014-04-06T17:59:42Z", at},
		{"2014-04-06 20:59:42+03 LOG: postgres", at},
		{"2014-04-06 20:59:42.123 +03 [7] LOG", ms},
		{"2014-04-06 14:59:42-03", at},
		{"2014-04-06T20:59:42+0300", at},
		{"2014-04-06T20:59:42+03:00]", at},
		{"2014-04-06T20:59:42+3 x", at},
		{"[2014-04-06 20:59:42+03] x", at},
		{"2014-04-06 23:29:42+0530", at},
		{"2014-04-06 17:59:42 UTC [7] LOG", at},
		{"2014-04-06 17:59:42 GMT x", at},
		{"2014-04-06 20:59:42 UTC+3 x", at},
		{"2014-04-06 20:59:42 GMT+0300", at},
		{"2014-04-06 17:59:42 [UTC] x", at},
		{"Sun Apr  6 17:59:42 UTC 2014", at},
		{"Sun Apr  6 20:59:42 2014 +0300", at},
		{"2014-04-06 17:59:42 -5 items", at},
		{"2014-04-06 17:59:42 - message", at},
		{"2014-04-06 17:59:42 ERROR x", at},
		{"2014-04-06 17:59:42 GET /", at},
		{"2014-04-06 17:59:42 EST-1 done", at},
		{`{"time":"2014-04-06T20:59:42+03"}`, at},
		{`time="2014-04-06T20:59:42+03" level=info`, at},
	}
	for _, tt := range tests {
		got, ok, _ := stamp([]byte(tt.line), now)
		if !ok || got != tt.want.UnixNano() {
			t.Errorf("%q: %v %v, want %v", tt.line, time.Unix(0, got).UTC(), ok, tt.want)
		}
	}
	for _, line := range []string{
		"", "hello", "\tat java.lang.Thread.run(Thread.java:745)", "    continued 2014-04-06T17:59:42Z",
		"2014-13-06 17:59:42", "2014-04-06 25:59:42", "2014-04-06", "12345 items", "0123456789012345 x", "1234567890123456",
		"0000000001 x", "[main] INFO started", "{\"msg\":\"no time\"}", "{", "Sunday, all is well", "Mayday: 17:59:42",
		"10.1.2.3 - - [x", "I am 17:59:42", "timeout=2014-04-06T17:59:42Z", "\x1b[", "\x1b[31", "Started at 2014-04-06 17:59:42",
		`{"time":"yesterday","ts":true}`, "99 Apr 17:59:42",
	} {
		if got, ok, _ := stamp([]byte(line), now); ok {
			t.Errorf("%q is taken for a stamp: %v", line, time.Unix(0, got).UTC())
		}
	}
}

func TestZonesThatAreNotUnderstood(t *testing.T) {
	t.Parallel()
	now := time.Date(2014, time.April, 7, 12, 0, 0, 0, time.UTC)
	for _, line := range []string{
		"2014-04-06 17:59:42 CEST [7] LOG", "2014-04-06 17:59:42 PST x", "2014-04-06 17:59:42 Europe/Berlin x", "2014-04-06T17:59:42+25:00",
		"2014-04-06T17:59:42+123 x", "2014-04-06T17:59:42+12:99", "[2014-04-06 17:59:42 EDT] x", "Sun Apr  6 17:59:42 CEST 2014", `{"time":"2014-04-06T17:59:42 IST"}`,
		"2014-04-06 17:59:42 (MSK) x",
	} {
		if got, ok, odd := stamp([]byte(line), now); ok || !odd {
			t.Errorf("%q: %v, %v, odd %v", line, time.Unix(0, got).UTC(), ok, odd)
		}
	}
}

func FuzzStamp(f *testing.F) {
	now := time.Date(2014, time.April, 7, 12, 0, 0, 0, time.UTC)
	for _, s := range []string{"2014-04-06T17:59:42.123+02:00", "[06/Apr/2014:17:59:42 +0000]", `{"ts":1396807182.1}`, "Apr  6 17:59:42", "140406  7:59:42", "\x1b[1m1:M 06 Apr 17:59:42.123"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		if got, ok, _ := stamp(line, now); ok && (got < 0 || got > time.Date(2262, 1, 1, 0, 0, 0, 0, time.UTC).UnixNano()) {
			t.Fatalf("%q: %d", line, got)
		}
	})
}
