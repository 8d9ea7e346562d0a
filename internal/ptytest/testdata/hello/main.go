// Command hello is what the test of Build builds.
package main

import "os"

func main() { _, _ = os.Stdout.WriteString("hello\n") }
