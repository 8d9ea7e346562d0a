// Package command names everything a user can ask for. It is a leaf: the
// table of commands feeds dispatch, the help overlay, the footer, the key
// table of the README and `fleetop keys`; which keys run which command is
// said elsewhere (package main).
package command

// ID is the name of a command, as it stands in the palette and in overrides.
type ID string

// Scope is a set of places in which a command works. Exactly one place takes
// a key at a time: a dialog or a prompt swallows every key; else the focused
// pane, then the screen.
type Scope uint16

// The places. List, Detail, Logs and Activity are panes, and Screen stands for
// all of them; the others are open at most one at a time.
const (
	List Scope = 1 << iota
	Detail
	Logs
	Activity
	Prompt
	YesNo
	Scale
	TypeName
	Help
)

// Screen is every pane: commands that work wherever the focus is.
const Screen = List | Detail | Logs | Activity

// Needs says what must be selected for a command to be possible.
type Needs uint8

// What a command acts on.
const (
	NeedsNothing Needs = iota
	NeedsObject
	NeedsApplication
	NeedsWorkload // an application or a container
)

// The commands.
const (
	Down     ID = "down"
	Up       ID = "up"
	Top      ID = "top"
	Bottom   ID = "bottom"
	HalfDown ID = "half-down"
	HalfUp   ID = "half-up"
	PageDown ID = "page-down"
	PageUp   ID = "page-up"
	Left     ID = "left"
	Right    ID = "right"

	ShowApplications ID = "applications"
	ShowContainers   ID = "containers"
	ShowImages       ID = "images"
	ShowActivity     ID = "activity"

	NextPane     ID = "next-pane"
	PreviousPane ID = "previous-pane"
	PreviousTab  ID = "previous-tab"
	NextTab      ID = "next-tab"
	Open         ID = "open"
	Back         ID = "back"
	ToggleDetail ID = "detail"
	OpenLogs     ID = "logs"

	Start     ID = "start"
	Stop      ID = "stop"
	SetScale  ID = "scale"
	ScaleUp   ID = "scale-up"
	ScaleDown ID = "scale-down"
	Terminate ID = "terminate"

	Filter        ID = "filter"
	Refresh       ID = "refresh"
	Pause         ID = "pause"
	NextMatch     ID = "next-match"
	PreviousMatch ID = "previous-match"
	Reveal        ID = "reveal"
	Redraw        ID = "redraw"
	Follow        ID = "follow"
	Wrap          ID = "wrap"
	ShowHelp      ID = "help"
	Zoom          ID = "zoom"
	Quit          ID = "quit"
	QuitNow       ID = "quit-now"
	Interrupt     ID = "interrupt"
	Suspend       ID = "suspend"

	Accept          ID = "accept"
	Cancel          ID = "cancel"
	Close           ID = "close"
	HistoryPrevious ID = "history-previous"
	HistoryNext     ID = "history-next"
	Yes             ID = "yes"
	No              ID = "no"
	More            ID = "more"
	Fewer           ID = "fewer"
	Erase           ID = "erase"
)

// Command is one thing a user can ask for.
type Command struct {
	Name  ID
	Title string // a few words for the help and the palette
	Hint  string // one word for the footer; none: never in the footer
	Doc   string // one sentence: what it does
	Scope Scope
	Needs Needs
	// Changes is true when the command changes something on the server: such
	// a command does not exist under --read-only.
	Changes bool
	// Danger is true when what it does cannot be taken back or takes a service down.
	Danger bool
	// Group is the heading it stands under in the help.
	Group string
}

// All returns the table, in the order in which help and footer show it.
func All() []Command {
	return []Command{
		{Name: SetScale, Title: "Scale", Hint: "scale", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Doc: "Change the number of containers; the dialog shows what shrinking destroys."},
		{Name: ScaleUp, Title: "Scale up", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Doc: "Open the scale dialog at the target plus one."},
		{Name: ScaleDown, Title: "Scale down", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Danger: true, Doc: "Open the scale dialog at the target minus one."},
		{Name: Start, Title: "Start", Hint: "start", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Doc: "Start what is stopped."},
		{Name: Stop, Title: "Stop", Hint: "stop", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Danger: true, Doc: "Stop what runs; asks first."},
		{Name: Terminate, Title: "Terminate", Hint: "terminate", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Danger: true, Doc: "Destroy it and its data; says what is lost, and the name is typed to confirm."},
		{Name: OpenLogs, Title: "Logs", Hint: "logs", Group: "Look", Scope: List | Detail, Needs: NeedsWorkload, Doc: "Logs of the container, or of all containers of the application."},
		{Name: Open, Title: "Open", Hint: "open", Group: "Look", Scope: List | Activity, Needs: NeedsObject, Doc: "Application to its containers, container to its logs, image to its detail; an entry of Activity in full."},
		{Name: Filter, Title: "Filter, search", Hint: "filter", Group: "Look", Scope: List | Logs | Activity, Doc: "Filter the list while you type; in logs: search."},
		{Name: ToggleDetail, Title: "Detail", Hint: "detail", Group: "Look", Scope: List | Detail | Logs, Doc: "Show or hide the detail pane."},
		{Name: PreviousTab, Title: "Previous tab", Group: "Look", Scope: Screen, Doc: "Previous tab of the detail."},
		{Name: NextTab, Title: "Next tab", Group: "Look", Scope: Screen, Doc: "Next tab of the detail."},
		{Name: Reveal, Title: "Reveal values", Hint: "reveal", Group: "Look", Scope: List | Detail, Needs: NeedsObject, Doc: "Show or hide environment values; hidden again when the selection moves."},
		{Name: Zoom, Title: "Zoom", Hint: "zoom", Group: "Look", Scope: Screen, Doc: "The focused pane fills the screen."},
		{Name: NextMatch, Title: "Next match", Hint: "next", Group: "Logs", Scope: Logs, Doc: "Go to the next place found."},
		{Name: PreviousMatch, Title: "Previous match", Hint: "previous", Group: "Logs", Scope: Logs, Doc: "Go to the previous place found."},
		{Name: Follow, Title: "Follow", Hint: "follow", Group: "Logs", Scope: Logs, Doc: "Stay at the end as lines arrive; scrolling up suspends it."},
		{Name: Wrap, Title: "Wrap", Hint: "wrap", Group: "Logs", Scope: Logs, Doc: "Wrap long lines."},
		{Name: ShowApplications, Title: "Applications", Group: "Lists", Scope: Screen, Doc: "The list of applications."},
		{Name: ShowContainers, Title: "Containers", Group: "Lists", Scope: Screen, Doc: "The list of all containers."},
		{Name: ShowImages, Title: "Images", Group: "Lists", Scope: Screen, Doc: "The list of images."},
		{Name: ShowActivity, Title: "Activity", Group: "Lists", Scope: Screen, Doc: "The last 500 actions, results and failures, newest first."},
		{Name: Down, Title: "Down", Group: "Move", Scope: Screen | Help, Doc: "One down."},
		{Name: Up, Title: "Up", Group: "Move", Scope: Screen | Help, Doc: "One up."},
		{Name: Top, Title: "Top", Group: "Move", Scope: Screen | Help, Doc: "To the first."},
		{Name: Bottom, Title: "Bottom", Group: "Move", Scope: Screen | Help, Doc: "To the last; in logs also follow again."},
		{Name: HalfDown, Title: "Half a page down", Group: "Move", Scope: Screen | Help, Doc: "Half a page down."},
		{Name: HalfUp, Title: "Half a page up", Group: "Move", Scope: Screen | Help, Doc: "Half a page up."},
		{Name: PageDown, Title: "Page down", Group: "Move", Scope: Screen | Help, Doc: "A page down."},
		{Name: PageUp, Title: "Page up", Group: "Move", Scope: Screen | Help, Doc: "A page up."},
		{Name: Left, Title: "Left", Group: "Move", Scope: Screen, Doc: "Pan to the left."},
		{Name: Right, Title: "Right", Group: "Move", Scope: Screen, Doc: "Pan to the right."},
		{Name: NextPane, Title: "Next pane", Group: "Move", Scope: Screen, Doc: "Focus the next pane."},
		{Name: PreviousPane, Title: "Previous pane", Group: "Move", Scope: Screen, Doc: "Focus the previous pane."},
		{Name: Back, Title: "Back", Group: "Move", Scope: Screen, Doc: "Close what is open, one step a press; never quits."},
		{Name: Refresh, Title: "Refresh", Hint: "refresh", Group: "Program", Scope: Screen, Doc: "Poll now."},
		{Name: Pause, Title: "Pause", Hint: "pause", Group: "Program", Scope: Screen, Doc: "Stop and resume polling."},
		{Name: Redraw, Title: "Redraw", Group: "Program", Scope: Screen | Prompt | YesNo | Scale | TypeName | Help, Doc: "Paint everything anew."},
		{Name: ShowHelp, Title: "Help", Hint: "help", Group: "Program", Scope: Screen, Doc: "Every key that works here."},
		{Name: Suspend, Title: "Suspend", Group: "Program", Scope: Screen, Doc: "To the shell and back, where the shell can take it."},
		{Name: Quit, Title: "Quit", Group: "Program", Scope: Screen, Doc: "One level up; at the top, quit."},
		{Name: QuitNow, Title: "Quit at once", Group: "Program", Scope: Screen, Doc: "Quit from anywhere."},
		{Name: Interrupt, Title: "Interrupt", Group: "Program", Scope: Screen | Prompt | Scale | TypeName | Help, Doc: "Close the prompt or the dialog; else quit."},
		{Name: Accept, Title: "Accept", Hint: "accept", Group: "Dialogs and prompts", Scope: Prompt | Scale | TypeName, Doc: "Take what was typed."},
		{Name: Cancel, Title: "Cancel", Hint: "cancel", Group: "Dialogs and prompts", Scope: Prompt | Scale | TypeName, Doc: "Close without doing anything."},
		{Name: Close, Title: "Close", Hint: "close", Group: "Dialogs and prompts", Scope: Help, Doc: "Close the help."},
		{Name: HistoryPrevious, Title: "Previous entry", Group: "Dialogs and prompts", Scope: Prompt, Doc: "The entry typed before."},
		{Name: HistoryNext, Title: "Next entry", Group: "Dialogs and prompts", Scope: Prompt, Doc: "The entry typed after."},
		{Name: Yes, Title: "Yes", Hint: "yes", Group: "Dialogs and prompts", Scope: YesNo, Changes: true, Doc: "Do it."},
		{Name: No, Title: "No", Hint: "no", Group: "Dialogs and prompts", Scope: YesNo, Doc: "Close without doing anything."},
		{Name: More, Title: "One more", Hint: "more", Group: "Dialogs and prompts", Scope: Scale, Doc: "One container more."},
		{Name: Fewer, Title: "One fewer", Hint: "fewer", Group: "Dialogs and prompts", Scope: Scale, Doc: "One container fewer."},
		{Name: Erase, Title: "Erase", Group: "Dialogs and prompts", Scope: Scale, Doc: "Delete the last digit."},
	}
}
