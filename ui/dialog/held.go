package dialog

// tries keeps a dialog from being confirmed by a key that is held, or hit
// twice: the rule stands at [Context]. The zero value is ready.
type tries struct{ run int }

// swallow says whether a press that would confirm does not count; no later press
// of its run does either.
func (t *tries) swallow(c Context) bool {
	swallowed := c.Held || t.run != 0 && c.Run == t.run
	t.run = c.Run
	return swallowed
}

// spend makes the presses of this run count for nothing from here on.
func (t *tries) spend(c Context) { t.run = c.Run }

// heldLine says that a press was swallowed.
const heldLine = "the key was held or hit twice: nothing was sent. Press it again."
