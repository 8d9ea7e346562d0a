//go:build linux

// Worker is the program in the containers of tests. Every argument is a step; they are done one
// after the other, and then it waits until it is asked to end:
//
//	out=TEXT err=TEXT  write a line to standard output or standard error
//	show               write the arguments and the environment, a line each
//	lines=N            write N lines, "line 1" to "line N"
//	wide=N             write a line of N bytes
//	fill=N             write lines of 400 bytes, numbered from 1, N bytes in all
//	junk               write bytes that are no text
//	every=DURATION     write a line again and again from now on
//	serve=PORT         listen from now on and answer HTTP requests with the host name
//	get=HOST:PORT      write what a server there answers, once it does
//	eat=BYTES          take so much memory
//	burn=DURATION      keep a core busy until so much processor time is used
//	touch=PATH         make a file
//	need=PATH          end with code 1 if there is no such file
//	await=PATH         wait until there is such a file
//	term=CODE          from now on, end with CODE when asked to end; "ignore" to go on
//	wait=DURATION      wait
//	exit=CODE          end
package main

import (
	"context"
	"io"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// ignored is the code of a program that does not end when it is asked to.
const ignored = -1

type worker struct{ code atomic.Int64 }

func main() {
	if filepath.Base(os.Args[0]) == "sh" {
		shell(os.Args[1:])
	}
	w := new(worker)
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		for range asked {
			if code := w.code.Load(); code != ignored {
				os.Exit(int(code))
			}
		}
	}()
	steps := w.steps()
	for _, arg := range os.Args[1:] {
		verb, value, _ := strings.Cut(arg, "=")
		step := steps[verb]
		if step == nil {
			_, _ = os.Stderr.WriteString("what is " + verb + "?\n")
			os.Exit(2)
		}
		step(value)
	}
	select {}
}

// steps are what the worker can be told to do.
func (w *worker) steps() map[string]func(value string) {
	return map[string]func(value string){
		"out":   say,
		"err":   func(s string) { _, _ = os.Stderr.WriteString(s + "\n") },
		"show":  func(string) { say(strings.Join(append(os.Args[1:], os.Environ()...), "\n")) },
		"lines": func(s string) { lines(number(s)) },
		"fill":  func(s string) { fill(number(s)) },
		"wide":  func(s string) { say(strings.Repeat("x", number(s)-1)) },
		"junk":  func(string) { say("\x00\xff\xfe\x1b]0;title\x07\x1b[2J\xe2\x82 \r\x08") },
		"every": func(s string) { go every(length(s)) },
		"serve": serve,
		"get":   get,
		"eat":   func(s string) { eat(number(s)) },
		"burn":  func(s string) { burn(length(s)) },
		"touch": func(s string) { check(os.WriteFile(s, nil, 0o600)) }, //nolint:gosec // The test says which.
		"need": func(s string) {
			_, err := os.Stat(s) //nolint:gosec // The test says which.
			check(err)
		},
		"await": await,
		"term":  w.term,
		"wait":  func(s string) { time.Sleep(length(s)) },
		"exit":  func(s string) { os.Exit(number(s)) },
	}
}

// term sets what happens when the program is asked to end.
func (w *worker) term(value string) {
	if value == "ignore" {
		w.code.Store(ignored)
		return
	}
	w.code.Store(int64(number(value)))
}

func check(err error) {
	if err != nil {
		_, _ = os.Stderr.WriteString(err.Error() + "\n")
		os.Exit(1)
	}
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	check(err)
	return n
}

func length(s string) time.Duration {
	d, err := time.ParseDuration(s)
	check(err)
	return d
}

func say(s string) {
	_, err := os.Stdout.WriteString(s + "\n")
	check(err)
}

func await(path string) {
	tick := time.NewTicker(5 * time.Millisecond)
	for range tick.C {
		if _, err := os.Stat(path); err == nil { //nolint:gosec // The test says which.
			return
		}
	}
}

func lines(n int) {
	var text strings.Builder
	for i := 1; i <= n; i++ {
		text.WriteString("line " + strconv.Itoa(i) + "\n")
		if text.Len() > 32<<10 || i == n {
			_, err := os.Stdout.WriteString(text.String())
			check(err)
			text.Reset()
		}
	}
}

func fill(n int) {
	const size = 400
	rest := strings.Repeat(".", size)
	var text strings.Builder
	for i := 1; i <= n/size; i++ {
		head := "line " + strconv.Itoa(i) + " "
		text.WriteString(head + rest[:size-1-len(head)] + "\n")
		if text.Len() > 32<<10 || i == n/size {
			_, err := os.Stdout.WriteString(text.String())
			check(err)
			text.Reset()
		}
	}
}

func every(d time.Duration) {
	tick := time.NewTicker(d)
	for i := 1; ; i++ {
		say("tick " + strconv.Itoa(i))
		<-tick.C
	}
}

// serve answers HTTP requests without the package for it, which would triple the program's size.
func serve(port string) {
	listener, err := new(net.ListenConfig).Listen(context.Background(), "tcp", ":"+port)
	check(err)
	host, err := os.Hostname()
	check(err)
	go func() {
		for {
			conn, err := listener.Accept()
			check(err)
			_, _ = conn.Read(make([]byte, 4<<10))
			_, _ = conn.Write([]byte("HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n" + host + "\n"))
			_ = conn.Close()
		}
	}()
}

// get asks again while nobody answers: the server may only just have been started.
func get(address string) {
	for tries := 1000; ; tries-- {
		body, err := ask(address)
		if err == nil && body != "" {
			say(body)
			return
		}
		if tries == 0 {
			check(err)
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func ask(address string) (string, error) {
	conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(context.Background(), "tcp", address)
	if err != nil {
		return "", err
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.Write([]byte("GET / HTTP/1.0\r\n\r\n")); err != nil {
		return "", err
	}
	text, err := io.ReadAll(conn)
	_, body, _ := strings.Cut(string(text), "\r\n\r\n")
	return strings.TrimSpace(body), err
}

// eat takes memory and uses it, so that it counts.
func eat(n int) {
	b := make([]byte, n)
	for i := range b {
		b[i] = 1
	}
	go func() {
		for {
			time.Sleep(time.Hour)
			b[0]++
		}
	}()
}

// burn uses processor time, of one core.
func burn(d time.Duration) {
	for used := (syscall.Rusage{}); time.Duration(used.Utime.Nano()+used.Stime.Nano()) < d; {
		check(syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	}
}
