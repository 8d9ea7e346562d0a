//go:build !linux

package enginetest

import (
	"errors"
	"net"
)

func listenIn(_, _ string) (net.Listener, error) {
	return nil, errors.New("network namespaces need Linux")
}
