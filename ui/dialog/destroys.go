package dialog

import (
	"cmp"

	"fleetop/internal/fleet"
	"fleetop/internal/text"
)

// What becomes of containers where the engine destroys what it stops, as a cluster does: their data and
// their logs go with them. Volumes that others gave a name stay.

// destroys says whether a stop destroys containers.
func destroys(c Context) bool { return c.Fleet.Engine().Destroys }

// engineName is what the engine is called, at the beginning of a sentence.
func engineName(c Context) string {
	return cmp.Or(text.Capital(text.Clean(c.Fleet.Engine().Name)), "The cluster")
}

// lost is what is lost with containers: ", its data and its log".
func lost(n int, foreign bool) string {
	data := "data"
	if foreign {
		data = "data outside named volumes"
	}
	if n == 1 {
		return ", its " + data + " and its log"
	}
	return ", their " + data + " and their logs"
}

// keepsNothing says that a stop destroys containers.
func keepsNothing(n int, foreign bool, c Context) string {
	return "Destroys " + text.Count(n, "container") + lost(n, foreign) + ": " + engineName(c) + " keeps nothing of what is stopped."
}

// foreign says whether somebody else made one of some objects.
func foreign(rows []*fleet.Row) bool {
	for _, r := range rows {
		if r.Owner() != "" {
			return true
		}
	}
	return false
}

// resumed says that a change of applications goes on with their updates that are paused, as a cluster does
// whatever the change is: what still runs is replaced by what did not come up.
func resumed(rows []*fleet.Row, w int, c Context) []string {
	var paused []*fleet.Row
	for _, r := range rows {
		if r.UpdatePaused() {
			paused = append(paused, r)
		}
	}
	switch len(paused) {
	case 0:
		return nil
	case 1:
		name := text.Clean(paused[0].Name)
		return styled("The update of "+name+" is paused, and goes on if "+name+" is scaled: what still runs is replaced too. "+
			"Redeploy it first, with an image that works.", w, c.Theme.Danger)
	default:
		return styled("The updates of "+text.Count(len(paused), "application")+" are paused, and go on if they are scaled: what still runs is "+
			"replaced too. Redeploy them first, with images that work.", w, c.Theme.Danger)
	}
}

// alsoLogs goes on after what is lost of data.
func alsoLogs(c Context, logs string) string {
	if destroys(c) {
		return " and " + logs + " are"
	}
	return " is"
}
