// Package enginetest runs a Docker daemon for tests: one of its own, with its own containerd, in a
// network namespace of its own. The daemons of the machine are not touched, and the one of a test
// can be killed, stopped and started again. [StartSwarm] makes such a daemon the only node of a swarm;
// [StartCluster] starts a swarm of several, whose nodes can be killed, stopped or cut off from the
// others one by one. On two idle cores a daemon is up after 0.7 s, a swarm of one node after 1.6 s, one
// of three managers and a worker after 3.5 s.
//
// It needs root, the programs dockerd, containerd and docker, ip of iproute2 and nsenter and
// unshare of util-linux. Tests run daemons only if the variable FLEETOP_TEST_ENGINES is 1; they
// are skipped otherwise.
//
// A daemon goes away with its test, or with its process if that dies: a shell that outlives the
// process takes down what is left. Should that be killed, too, the next start sweeps up. Names and
// directories begin with fleetop-engine- and the number of the process.
//
// No image is pulled. [Daemon.Import] makes images from scratch whose one program, the worker,
// does what its arguments say, one after the other; see the package worker below. [Image] is there
// from the beginning.
package enginetest
