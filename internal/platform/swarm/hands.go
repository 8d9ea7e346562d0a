package swarm

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/moby/moby/api/pkg/authconfig"
	"github.com/moby/moby/api/types/registry"
	"github.com/moby/moby/api/types/swarm"
	"github.com/moby/moby/client"

	"fleetop/internal/platform/engine"
)

const (
	// changeTries and changeWait say how often a change is tried, and after which pause, if somebody
	// else has changed the service meanwhile.
	changeTries = 5
	changeWait  = 100 * time.Millisecond
	// giveUp is how long a command is tried while no manager can carry it out.
	giveUp = 45 * time.Second
	// nameTries is how many names are tried.
	nameTries = 10
)

// Deploy makes an application and starts its containers.
func (e *Engine) Deploy(spec engine.AppSpec) error {
	if err := checkSpec(&spec.Spec); err != nil {
		return err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return engine.ErrClosed
	}
	if e.apps[spec.Application] != nil {
		return fmt.Errorf("there is an application %s", spec.Application)
	}
	a := newApp(spec.Application)
	a.deploy = &spec
	e.apps[a.id] = a
	e.begun(a)
	return nil
}

// Apply changes what is wanted of an application.
func (e *Engine) Apply(id string, want engine.Want) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	a, err := e.find(id)
	if err != nil {
		return err
	}
	if err := e.checkWant(a, &want); err != nil {
		return err
	}
	a.wants = append(a.wants, want)
	e.begun(a)
	return nil
}

// checkWant refuses what Swarm can do in no good way. Every change of a restart policy puts new tasks in
// the place of all: nobody who changes a policy expects that. e.mu is held.
func (e *Engine) checkWant(a *app, want *engine.Want) error {
	if want.Restart == nil || a.service == nil {
		return nil
	}
	if s := a.spec(&e.o); condition(*want.Restart) == conditionOf(&s) {
		return nil
	}
	return e.checkApp(engine.OpRestart, a)
}

// Terminate destroys an application.
func (e *Engine) Terminate(id string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	a, err := e.find(id)
	if err != nil {
		return err
	}
	a.ending, a.wants = true, nil
	e.begun(a)
	return nil
}

// begun sees to it that a command is carried out, and tells of it. e.mu is held.
func (e *Engine) begun(a *app) {
	a.fault = ""
	if !a.working {
		a.working = true
		e.done.Go(func() { e.work(a) })
	}
	e.compare(a)
	e.changed(a) // every command is followed by an event
}

// work carries out the commands for an application until there are none.
func (e *Engine) work(a *app) {
	for {
		e.mu.Lock()
		if !a.hasCommand() || e.closed {
			a.working = false
			if e.apps[a.id] == a {
				e.compare(a)
			}
			e.mu.Unlock()
			ring(e.rested)
			ring(e.poke)
			return
		}
		job := e.next(a)
		e.mu.Unlock()
		select {
		case e.places <- struct{}{}:
		case <-e.ctx.Done():
			continue
		}
		service, err := e.carryOutAtLast(a, &job)
		<-e.places
		e.finish(a, &job, service, err)
	}
}

// hasCommand reports whether something is to be done that was not begun. e.mu is held.
func (a *app) hasCommand() bool {
	return len(a.wants) > 0 || a.ending && !a.removed || a.deploy != nil && a.service == nil && a.fault == ""
}

// job is what is to be done for an application.
type job struct {
	remove  bool
	deploy  *engine.AppSpec
	service string // by Swarm's identifier, empty if there is none
	wants   []engine.Want
	// force is what makes Swarm replace all tasks, from the first attempt on: a later one is not to do so
	// once more. It is 0 before that.
	force uint64
}

// next returns all that is to be done for an application. e.mu is held.
func (e *Engine) next(a *app) job {
	j := job{remove: a.ending, deploy: a.deploy, wants: a.wants[:len(a.wants):len(a.wants)]}
	if a.service != nil {
		j.service = a.service.ID
	}
	return j
}

// carryOutAtLast does a job, and tries again while no manager can do it: when the leader is lost, it takes
// the others some time to choose another one.
func (e *Engine) carryOutAtLast(a *app, j *job) (*swarm.Service, error) {
	began, pause := e.o.Now(), firstRetry
	for {
		service, err := e.carryOut(a, j)
		if err == nil || !isTrouble(err) || e.o.Now().Sub(began) > giveUp {
			return service, err
		}
		select {
		case <-time.After(pause):
		case <-e.ctx.Done():
			return nil, err
		}
		pause = min(2*pause, lastRetry)
	}
}

// carryOut does a job, and returns the service as it is then, nil if it is not known.
func (e *Engine) carryOut(a *app, j *job) (*swarm.Service, error) {
	switch {
	case j.remove && j.service == "":
		return nil, nil
	case j.remove:
		err := e.managers.write(e.ctx, func(ctx context.Context, api *client.Client) error {
			_, err := api.ServiceRemove(ctx, j.service, client.ServiceRemoveOptions{})
			return err
		})
		if isGone(err) {
			err = nil
		}
		return nil, err
	case j.service == "" && j.deploy != nil:
		id, err := e.create(a, j)
		if err != nil {
			return nil, err
		}
		return e.inspect(id)
	case j.service == "":
		return nil, engine.ErrNotFound
	default:
		if err := e.update(j); err != nil {
			return nil, err
		}
		return e.inspect(j.service)
	}
}

// inspect returns a service as it is.
func (e *Engine) inspect(id string) (*swarm.Service, error) {
	var s swarm.Service
	err := e.managers.read(e.ctx, func(ctx context.Context, api *client.Client) error {
		r, err := api.ServiceInspect(ctx, id, client.ServiceInspectOptions{})
		s = r.Service
		return err
	})
	return &s, err
}

// finish notes what came of a job.
func (e *Engine) finish(a *app, j *job, service *swarm.Service, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	a.wants = a.wants[min(len(j.wants), len(a.wants)):] // they were dropped if it is to be removed
	e.turn++
	a.asOf = e.turn // what was asked before knows nothing of it
	a.moved = e.o.Now()
	switch {
	case err != nil && errors.Is(e.ctx.Err(), context.Canceled):
	case err != nil:
		a.fault = e.reasonOf(err)
		if j.remove {
			a.ending = false
		}
		for i := range j.wants {
			if a.deploy != nil {
				changeSpec(a.deploy, &j.wants[i])
			}
		}
	case j.remove:
		if a.removed = true; a.service == nil {
			e.drop(a)
		}
	case service != nil:
		a.deploy = nil
		e.services[service.ID] = a
		if a.service == nil || service.Version.Index >= a.service.Version.Index {
			a.service = service
		}
	}
	if e.apps[a.id] == a {
		e.compare(a)
	}
}

// create makes a service, under the next name that is free if its own is taken.
func (e *Engine) create(a *app, j *job) (id string, err error) {
	spec := *j.deploy
	if spec.ImagePorts {
		spec.Ports = e.exposed(spec.Image)
	}
	name, err := e.ensureNetwork()
	if err != nil {
		return "", err
	}
	service := serviceFor(&spec, &e.o, name)
	for i := range j.wants {
		change(&service, &j.wants[i])
		if j.wants[i].Auth != nil {
			spec.Auth = j.wants[i].Auth
		}
	}
	auth, err := encode(spec.Image, spec.Auth)
	if err != nil {
		return "", err
	}
	wanted := service.Name
	for n := 2; ; n++ {
		err = e.managers.write(e.ctx, func(ctx context.Context, api *client.Client) error {
			r, err := api.ServiceCreate(ctx, client.ServiceCreateOptions{Spec: service, EncodedRegistryAuth: auth})
			id = r.ID
			return err
		})
		if !isNameTaken(err) || n > nameTries {
			return id, err
		}
		if known := e.madeBefore(service.Name, a.id); known != "" {
			return known, nil
		}
		service.Name = fmt.Sprintf("%s-%d", wanted, n)
	}
}

// madeBefore returns the service of a name if it was made for an application: the answer to an earlier
// attempt was lost.
func (e *Engine) madeBefore(name, app string) (id string) {
	s, err := e.inspect(name)
	if err != nil || s.Spec.Labels[labelApplication] != app {
		return ""
	}
	return s.ID
}

// update changes a service. It reads it again if somebody else was faster.
func (e *Engine) update(j *job) error {
	for try := 1; ; try++ {
		now, err := e.inspect(j.service)
		if err != nil {
			return err
		}
		spec := now.Spec
		var auth *engine.Auth
		for i := range j.wants {
			change(&spec, &j.wants[i])
			if j.wants[i].Auth != nil {
				auth = j.wants[i].Auth
			}
		}
		if j.force == 0 {
			j.force = spec.TaskTemplate.ForceUpdate
		}
		spec.TaskTemplate.ForceUpdate = max(now.Spec.TaskTemplate.ForceUpdate, j.force)
		o := client.ServiceUpdateOptions{Version: now.Version, Spec: spec, RegistryAuthFrom: swarm.RegistryAuthFromSpec}
		if o.EncodedRegistryAuth, err = encode(imageOf(&spec), auth); err != nil {
			return err
		}
		err = e.managers.write(e.ctx, func(ctx context.Context, api *client.Client) error {
			_, err := api.ServiceUpdate(ctx, j.service, o)
			return err
		})
		if !outOfSequence(err) || try == changeTries {
			return err
		}
		select {
		case <-time.After(changeWait):
		case <-e.ctx.Done():
			return e.ctx.Err()
		}
	}
}

// encode writes credentials as managers take them, nothing without.
func encode(image engine.Ref, auth *engine.Auth) (string, error) {
	if auth == nil {
		return "", nil
	}
	return authconfig.Encode(registry.AuthConfig{
		Username: auth.User, Password: auth.Password, ServerAddress: image.Registry(),
	})
}
