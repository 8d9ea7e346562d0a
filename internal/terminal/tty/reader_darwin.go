package tty

// openSource opens the terminal behind fd for input. The runtime cannot wait for terminals here.
func openSource(fd int) (source, error) { return openPolled(fd) }
