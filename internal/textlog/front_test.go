package textlog

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// shownOf returns the level of a line and what is left of it beside its columns; hangs says what it
// belongs to.
func shownOf(line string) (letter, shown string) {
	var lines trace
	t := traitOf([]byte(line), true, &lines)
	letter = strings.TrimSpace(string(t.level().Letter()))
	switch {
	case t.whole():
		return letter, line
	case t&(fielded|holed) == 0:
		return letter, line[t.cut():]
	}
	return letter, string(appendShown(nil, []byte(line), t, false))
}

// frontCase is a line, its level, and what is shown beside time and level.
type frontCase struct{ of, line, level, shown string }

// frontCases are lines as programs write them.
func frontCases() []frontCase {
	return []frontCase{
		// JSON.
		{"zap", `{"level":"error","ts":1396807182.5,"caller":"api/cart.go:41","msg":"cart is gone","user":17}`, "E", `cart is gone caller=api/cart.go:41 user=17`},
		{"pino", `{"level":30,"time":1396807182123,"pid":1,"hostname":"api-1","msg":"listening on 8080"}`, "I", `listening on 8080 pid=1 hostname=api-1`},
		{"pino", `{"level":50,"time":1396807182123,"msg":"no answer"}`, "E", `no answer`},
		{"bunyan", `{"name":"api","level":60,"msg":"out of memory","time":"2014-04-06T17:59:42.123Z","v":0}`, "F", `out of memory name=api v=0`},
		{"logstash", `{"@timestamp":"2014-04-06T17:59:42.123Z","@version":"1","message":"started in 3 s","logger_name":"c.e.App","level":"INFO"}`, "I", `started in 3 s @version=1 logger_name=c.e.App`},
		{"ECS", `{"@timestamp":"2014-04-06T17:59:42.123Z","log.level":"WARN","message":"slow","ecs.version":"1.2.0"}`, "W", `slow ecs.version=1.2.0`},
		{"ECS nested", `{"@timestamp":"2014-04-06T17:59:42.123Z","log":{"level":"error","logger":"a.b"},"message":"no route"}`, "E", `no route log={"level":"error","logger":"a.b"}`},
		{"MongoDB 4.4", `{"t":{"$date":"2014-04-06T17:59:42.123+00:00"},"s":"W","c":"NETWORK","id":23015,"ctx":"conn7","msg":"Slow query"}`, "W", `Slow query c=NETWORK id=23015 ctx=conn7`},
		{"GELF", `{"version":"1.1","host":"web","short_message":"disk is full","timestamp":1396807182.5,"level":3}`, "E", `disk is full version=1.1 host=web`},
		{"Google", `{"severity":"CRITICAL","timestamp":"2014-04-06T17:59:42Z","message":"lost the quorum"}`, "F", `lost the quorum`},
		{"Python", `{"asctime": "2014-04-06T17:59:42Z", "levelname": "WARNING", "name": "shop.cart", "message": "retry in 3 s"}`, "W", `retry in 3 s name=shop.cart`},
		{"structlog", `{"event": "user logged in", "level": "info", "timestamp": "2014-04-06T17:59:42.123Z", "user": "ada l"}`, "I", `user logged in user="ada l"`},
		{"escapes", `{"level":"info","msg":"say \"h\u00e9\" \u0007\n to C:\\x\/y\tz","n":"a\nb"}`, "I", `say "hé" \u0007\n to C:\x/y z n="a\nb"`},
		{"no level", `{"time":"2014-04-06T17:59:42Z","status":200,"path":"/"}`, "", `status=200 path=/`},
		{"level that is none", `{"level":"gold","msg":"hello"}`, "", `hello level=gold`},
		{"time that is none", `{"time":"12ms","msg":"hello"}`, "", `hello time=12ms`},
		{"not an object", `{"level":"error",}`, "E", `{"level":"error",}`},
		{"nothing known", `{a:1}`, "", `{a:1}`},
		// logfmt.
		{"logrus", `time="2014-04-06T17:59:42Z" level=warning msg="cart is gone" user=17`, "W", `cart is gone user=17`},
		{"Prometheus", `ts=2014-04-06T17:59:42.123Z caller=main.go:1 level=info msg="Server is ready."`, "I", `Server is ready. caller=main.go:1`},
		{"go-kit", `level=error ts=2014-04-06T17:59:42.123Z err="no such host"`, "E", `err="no such host"`},
		{"slog", `time=2014-04-06T17:59:42.123Z level=ERROR msg=failed cause=EOF`, "E", `failed cause=EOF`},
		{"no logfmt", `PATH=/usr/bin and more`, "", `PATH=/usr/bin and more`},
		{"no logfmt", `x=1 y=2`, "", `x=1 y=2`},
		// glog and klog.
		{"klog", `E0406 17:59:42.123456       1 reflector.go:138] Failed to watch`, "E", `reflector.go:138] Failed to watch`},
		{"klog", `I0406 17:59:42.123456   12345 main.go:1] started`, "I", `main.go:1] started`},
		// log4j and its relatives.
		{"log4j", `2014-04-06 17:59:42,123 ERROR [main] com.shop.Cart - cart is gone`, "E", `[main] com.shop.Cart - cart is gone`},
		{"log4j", `2014-04-06 17:59:42,123 [http-8080-3] WARN  com.shop.Cart - slow`, "W", `[http-8080-3] com.shop.Cart - slow`},
		{"Spring", `2014-04-06 17:59:42.123  INFO 1 --- [           main] c.e.App : Started`, "I", `1 --- [           main] c.e.App : Started`},
		{"Logback", `17:59:42.123 [main] DEBUG c.e.App - hello`, "D", `17:59:42.123 [main] c.e.App - hello`},
		{"Elasticsearch", `[2014-04-06T17:59:42,123][WARN ][o.e.n.Node               ] [node-1] low`, "W", `[o.e.n.Node               ] [node-1] low`},
		{"Kafka", `[2014-04-06 17:59:42,123] ERROR Disk error (kafka.log.LogManager)`, "E", `Disk error (kafka.log.LogManager)`},
		{"ZooKeeper", `2014-04-06 17:59:42,123 [myid:1] - WARN  [main:Quorum@1] - no quorum`, "W", `[myid:1] - [main:Quorum@1] - no quorum`},
		{"SLF4J simple", `[main] INFO com.shop.App - hello`, "I", `[main] com.shop.App - hello`},
		// Python.
		{"logging", `2014-04-06 17:59:42,123 - shop.cart - ERROR - cart is gone`, "E", `shop.cart - cart is gone`},
		{"logging", `WARNING:shop.cart:slow`, "W", `shop.cart:slow`},
		{"celery", `[2014-04-06 17:59:42,123: INFO/MainProcess] Received task: a.b[1]`, "I", `Received task: a.b[1]`},
		{"celery", `[2014-04-06 17:59:42,123: ERROR/ForkPoolWorker-3] Task a.b[1] raised`, "E", `ForkPoolWorker-3 Task a.b[1] raised`},
		{"gunicorn", `[2014-04-06 17:59:42 +0000] [12] [CRITICAL] WORKER TIMEOUT (pid:13)`, "F", `[12] WORKER TIMEOUT (pid:13)`},
		{"uvicorn", `INFO:     127.0.0.1:4000 - "GET / HTTP/1.1" 200 OK`, "I", `127.0.0.1:4000 - "GET / HTTP/1.1" 200 OK`},
		{"traceback", `Traceback (most recent call last):`, "E", `Traceback (most recent call last):`},
		// Web servers.
		{"nginx", `2014/04/06 17:59:42 [error] 12#0: *5 connect() failed (111: Connection refused)`, "E", `12#0: *5 connect() failed (111: Connection refused)`},
		{"nginx", `2014/04/06 17:59:42 [emerg] 1#0: bind() failed`, "F", `1#0: bind() failed`},
		{"Apache", `[Sun Apr 06 17:59:42.123456 2014] [core:error] [pid 12] AH00124: too many redirects`, "E", `[pid 12] AH00124: too many redirects`},
		{"Apache 2.2", `[Sun Apr 06 17:59:42 2014] [notice] caught SIGTERM`, "N", `caught SIGTERM`},
		{"PHP-FPM", `[06-Apr-2014 17:59:42] WARNING: [pool www] server reached max_children`, "W", `[pool www] server reached max_children`},
		{"access", `10.4.2.1 - - [06/Apr/2014:17:59:42 +0000] "GET /error HTTP/1.1" 500 12 "-" "curl/7"`, "", `10.4.2.1 "GET /error HTTP/1.1" 500 12 "-" "curl/7"`},
		{"access", `10.4.2.1 - ada [06/Apr/2014:17:59:42 +0000] "GET / HTTP/1.1" 200 12`, "", `10.4.2.1 - ada "GET / HTTP/1.1" 200 12`},
		{"HAProxy", `[WARNING] 095/175942 (1) : Server app/web-1 is DOWN`, "W", `095/175942 (1) : Server app/web-1 is DOWN`},
		// syslog.
		{"RFC 5424", `<11>1 2014-04-06T17:59:42.123Z web app 12 - - cart is gone`, "E", `web app 12 - - cart is gone`},
		{"RFC 3164", `<34>Oct 11 22:14:15 mymachine su: 'su root' failed`, "F", `mymachine su: 'su root' failed`},
		{"systemd", `<4>low on memory`, "W", `low on memory`},
		{"syslog", `Apr  6 17:59:42 web sshd[12]: error: no key`, "", `web sshd[12]: error: no key`},
		{"no priority", `<200>x y z`, "", `<200>x y z`},
		// Databases.
		{"MySQL 5.5", `140406 17:59:42 [ERROR] Can't start server`, "E", `Can't start server`},
		{"MySQL 5.6", `2014-04-06 17:59:42 1 [Note] mysqld: ready for connections.`, "N", `1 mysqld: ready for connections.`},
		{"MySQL 8", `2014-04-06T17:59:42.123456Z 0 [Warning] [MY-010068] [Server] CA is self signed.`, "W", `0 [MY-010068] [Server] CA is self signed.`},
		{"PostgreSQL", `2014-04-06 17:59:42.123 UTC [12] ERROR:  relation "x" does not exist`, "E", `[12] relation "x" does not exist`},
		{"PostgreSQL", `2014-04-06 17:59:42.123 UTC [12] ada@shop LOG:  duration: 3 ms`, "I", `[12] ada@shop duration: 3 ms`},
		{"redis", `1:M 06 Apr 2014 17:59:42.123 # Out Of Memory allocating 12 bytes`, "W", `Out Of Memory allocating 12 bytes`},
		{"redis", `1:M 06 Apr 2014 17:59:42.123 * Background saving started`, "N", `Background saving started`},
		{"redis 2.8", `[1] 06 Apr 17:59:42.123 # Server started`, "W", `Server started`},
		{"MongoDB", `2014-04-06T17:59:42.123+0000 I NETWORK  [listener] connection accepted`, "I", `NETWORK  [listener] connection accepted`},
		{"RabbitMQ", `2014-04-06 17:59:42.123 [error] <0.1.0> closing`, "E", `<0.1.0> closing`},
		{"RabbitMQ 3.6", `=ERROR REPORT==== 6-Apr-2014::17:59:42 ===`, "E", `=ERROR REPORT==== 6-Apr-2014::17:59:42 ===`},
		// Others.
		{"slog", `2014/04/06 17:59:42 INFO started port=80`, "I", `started port=80`},
		{"Go's log", `2014/04/06 17:59:42 listening on error:80`, "", `listening on error:80`},
		{"hclog", `2014-04-06T17:59:42.123Z [WARN]  agent: slow`, "W", `agent: slow`},
		{"zap console", "2014-04-06T17:59:42.123Z\tinfo\tapi/main.go:1\tready", "I", "api/main.go:1\tready"},
		{"logrus text", `WARN[0003] slow answer`, "W", `[0003] slow answer`},
		{"Rust", `[2014-04-06T17:59:42Z ERROR shop::cart] gone`, "E", `shop::cart gone`},
		{"tracing", `2014-04-06T17:59:42.123456Z  WARN shop::cart: slow`, "W", `shop::cart: slow`},
		{"Rust panic", `thread 'main' panicked at src/main.rs:2:5:`, "F", `thread 'main' panicked at src/main.rs:2:5:`},
		{"Ruby", `E, [2014-04-06T17:59:42.123456 #12] ERROR -- : cart is gone`, "E", `cart is gone`},
		{".NET", `fail: Microsoft.AspNetCore.Server.Kestrel[13]`, "E", `Microsoft.AspNetCore.Server.Kestrel[13]`},
		{"Elixir", `17:59:42.123 [info] Running ShopWeb.Endpoint`, "I", `17:59:42.123 Running ShopWeb.Endpoint`},
		{"Go panic", `panic: runtime error: index out of range [3]`, "F", `panic: runtime error: index out of range [3]`},
		{"Node", `TypeError: Cannot read properties of undefined`, "E", `TypeError: Cannot read properties of undefined`},
		{"git", `fatal: not a git repository`, "F", `not a git repository`},
		{"npm", `error: no such file`, "E", `no such file`},
		{"a zone that is not understood", `2014-04-06 17:59:42 CEST ERROR gone`, "E", `2014-04-06 17:59:42 CEST gone`},
		{"a time that is none", `2014-99-06 17:59:42 ERROR gone`, "", `2014-99-06 17:59:42 ERROR gone`},
		{"colours", "\x1b[2m2014-04-06 17:59:42\x1b[0m \x1b[31mERROR\x1b[0m gone", "E", "\x1b[2m\x1b[0m\x1b[31m\x1b[0mgone"},
		// Sentences.
		{"prose", `no error was found`, "", `no error was found`},
		{"prose", `Error while reading the file`, "", `Error while reading the file`},
		{"prose", `the last ERROR was yesterday`, "", `the last ERROR was yesterday`},
		{"prose", `2014-04-06 17:59:42 the last ERROR was: none`, "", `the last ERROR was: none`},
		{"prose", `2014-04-06 17:59:42 I am here`, "", `I am here`},
		{"prose", `2014-04-06 17:59:42 found 3 errors, 2 [warning]s`, "", `found 3 errors, 2 [warning]s`},
		{"prose", `Killed`, "", `Killed`},
		{"prose", `informational: nothing`, "I", `nothing`},
		{"nothing", ``, "", ``},
		{"one letter", `E`, "", `E`},
	}
}

// TestFronts reads lines as programs write them: the level, and what is left beside time and level.
func TestFronts(t *testing.T) {
	t.Parallel()
	for _, tt := range frontCases() {
		level, shown := shownOf(tt.line)
		if level != tt.level || shown != tt.shown {
			t.Errorf("%s: %s\n got %q %q\nwant %q %q", tt.of, tt.line, level, shown, tt.level, tt.shown)
		}
	}
}

// TestTimesThatAreLeftOutAreKnown looks at every line of which the time is not among what is shown: it is read, so
// that it is shown in its column.
func TestTimesThatAreLeftOutAreKnown(t *testing.T) {
	t.Parallel()
	now := time.Date(2014, time.December, 1, 0, 0, 0, 0, time.UTC)
	for _, tt := range frontCases() {
		var lines trace
		if traitOf([]byte(tt.line), true, &lines)&ownTime == 0 {
			continue
		}
		at, ok, odd := stamp([]byte(tt.line), now)
		if day := time.Unix(0, at).UTC(); !ok || odd || day.Year() != 2014 || day.Month() != time.April && day.Month() != time.October {
			t.Errorf("%s: %s\nis of %v, %v, %v", tt.of, tt.line, day, ok, odd)
		}
	}
}

// TestTracesHang follows lines of one source: what begins with | hangs under the line before.
func TestTracesHang(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]string{
		"Python": `2014-04-06 17:59:42,123 ERROR failed
|Traceback (most recent call last):
|  File "a.py", line 1, in f
|    g()
|ValueError: no
|
|During handling of the above exception, another exception occurred:
|
|Traceback (most recent call last):
|  File "b.py", line 1
|KeyError
Killed
2014-04-06 17:59:43,123 INFO goes on`,
		"Python alone": `Traceback (most recent call last):
|  File "a.py", line 1, in f
|ValueError: no
done`,
		"Java": `2014-04-06 17:59:42,123 ERROR [main] a.B - failed
|java.lang.IllegalStateException: closed
|	at a.B.c(B.java:1)
|	... 12 common frames omitted
|Caused by: java.io.IOException: gone
|	at a.B.d(B.java:2)
|	... 3 more
2014-04-06 17:59:42,124 INFO [main] a.B - goes on`,
		"Go": `2014/04/06 17:59:42 listening
panic: no
|
|goroutine 1 [running]:
|main.f(...)
|	/src/main.go:3
|main.main()
|	/src/main.go:7 +0x1d
|exit status 2
2014/04/06 17:59:43 listening`,
		"Node": `TypeError: no
|    at f (a.js:1:2)
|    at g (b.js:1:2)
listening`,
		".NET": `fail: a.B[13]
|      it failed
|      System.Exception: no
info: a.B[0]
|      it goes on`,
		"no head before": "  indented\n|  too\nplain\n|  under it",
	} {
		var state trace
		for i, line := range strings.Split(lines, "\n") {
			content, want := strings.CutPrefix(line, "|")
			if got := traitOf([]byte(content), true, &state)&hanging != 0; got != want {
				t.Errorf("%s, line %d %q: hangs %v", name, i+1, content, got)
			}
		}
	}
}

// FuzzFront reads hostile lines: nothing is read beyond their end, and what is shown has nothing that
// must not go to a terminal.
func FuzzFront(f *testing.F) {
	for _, line := range []string{
		`{"level":"error","msg":"a\"\\\u001b[2Jb","t":{"$date":"2014-04-06T17:59:42Z"},"x":[{"y":"]}"}]}`, `level=info msg="a b" c`,
		"[2014-04-06 17:59:42,123: ERROR/F-1] x", "<34>1 2014-04-06T17:59:42Z x", "E0406 17:59:42.1 1 a] b", "\x1b[31m2014-04-06 17:59:42 [\x1b[1mE\x1b[0m",
		strings.Repeat("{\"a\":[", 200), strings.Repeat(`\`, 50), "10.0.0.1 - - [06/Apr/2014:17:59:42 +0000] \"GET /\" 500",
	} {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		for _, content := range []string{raw, strings.ToUpper(raw)} {
			b, _, _ := Fingerprint{}.Diff([][]byte{[]byte(content)}, Options{})
			for i := range b.blocks {
				for n := range b.blocks[i].ends {
					line, tr := b.blocks[i].line(n), b.blocks[i].trait(n)
					if tr.cut() > len(line) {
						t.Fatalf("%d bytes of %q are left out", tr.cut(), line)
					}
					if tr&(fielded|holed) == 0 {
						continue
					}
					for _, styled := range []bool{false, true} {
						for _, r := range string(appendShown(nil, line, tr, styled)) {
							if r < ' ' && r != 0x1b && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 {
								t.Fatalf("%q is shown with %q", line, r)
							}
						}
					}
					if shown := appendShown(nil, line, tr, false); utf8.Valid(line) && !utf8.Valid(shown) {
						t.Fatalf("%q is shown as %q", line, shown)
					}
				}
			}
		}
	})
}

// TestHostileFieldsAreBounded reads objects made to be costly: none is taken apart further than a screen
// needs, and none costs memory of its own.
func TestHostileFieldsAreBounded(t *testing.T) {
	t.Parallel()
	members := strings.Repeat(`,"k":1`, 9000)
	deep := `{"level":"error","msg":"deep","x":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + "}"
	for name, tt := range map[string]struct{ line, level, begins string }{
		"many members":  {`{"level":"error","msg":"many"` + members + "}", "E", "many k=1 k=1"},
		"deep nesting":  {deep, "E", "deep x=[[["},
		"no end":        {`{"level":"error","msg":"` + strings.Repeat(`\"`, 20_000) + "}", "E", `{"level":"error"`},
		"late level":    {`{"a":"` + strings.Repeat("a", 8000) + `","level":"error"}`, "E", "a=aaa"},
		"long key":      {strings.Repeat("k", 60_000) + "=1 level=error", "", "kkk"},
		"only braces":   {strings.Repeat("{", 60_000), "", "{{{"},
		"only brackets": {strings.Repeat("[", 60_000), "", "[[["},
		"only quotes":   {`{"` + strings.Repeat(`"`, 60_000) + "}", "", `{"""`},
	} {
		level, shown := shownOf(tt.line)
		if level != tt.level || !strings.HasPrefix(shown, tt.begins) {
			t.Errorf("%s: %q %.30q", name, level, shown)
		}
		if n := strings.Count(shown, "k=1"); n > fieldsMost {
			t.Errorf("%s: %d fields are told apart", name, n)
		}
	}
	l, v := logOf(`{"level":"error","msg":"` + strings.Repeat("x", 1<<20) + `"}` + "\nnext\n")
	v.SetPretty(true)
	if l.Errors() != 1 || l.trait(l.first)&fielded != 0 {
		t.Errorf("a line of a MiB: %d errors", l.Errors())
	}
	if got := strings.TrimSpace(v.Render(40, 1, Look{})[0]); got != "next" {
		t.Errorf("below it stands %q", got)
	}
}

// TestReadingFrontsAllocatesNothing holds what every line costs to the bytes that are kept of it.
func TestReadingFrontsAllocatesNothing(t *testing.T) {
	lines := [][]byte{
		[]byte("2014-04-06 17:59:42,123 ERROR [main] com.shop.Cart - cart is gone"),
		[]byte(`{"time":"2014-04-06T17:59:42Z","level":"info","msg":"a \"b\"","status":502,"x":{"y":[1]}}`),
		[]byte(`ts=2014-04-06T17:59:42.123Z level=info msg="a b" x=1`),
		[]byte("    at com.shop.Cart.add(Cart.java:12)"),
		[]byte("a sentence with an error in it"),
	}
	var state trace
	buf := make([]byte, 0, 1<<10)
	if n := testing.AllocsPerRun(100, func() {
		for _, line := range lines {
			if tr := traitOf(line, true, &state); tr&(fielded|holed) != 0 {
				buf = appendShown(buf[:0], line, tr, true)
			}
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
