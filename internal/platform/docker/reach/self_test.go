package reach

import (
	"strings"
	"testing"
)

func TestTheContainerIsFoundInWhatTheKernelSays(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("0123456789abcdef", 4)
	other := strings.Repeat("f", 64)
	for text, want := range map[string]string{
		"":                                  "",
		"12:cpu:/docker/" + id + "\n0::/\n": id,
		"0::/system.slice/docker-" + id + ".scope\n":        id,
		"0::/user.slice/user-0.slice/session-1.scope\n":     "",
		"0::/docker/" + id + "/docker/" + other + "\n":      other,
		"0::/docker/buildx\n":                               "",
		"1 2 0:3 / / rw - overlay overlay rw,lowerdir=/x\n": "",
		"1 2 0:3 / /proc rw - proc proc rw\n611 596 254:1 /var/lib/docker/containers/" + id + "/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n": id,
		// The host sees the same paths as mount points.
		"9 2 0:3 / /var/lib/docker/containers/" + id + "/mounts/shm rw - tmpfs shm rw\n": "",
	} {
		if got := containerIn([]byte(text)); got != want {
			t.Errorf("in %q the container is %q, want %q", text, got, want)
		}
	}
}
