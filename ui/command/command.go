// Package command names everything a user can ask for. It is a leaf: the
// table of commands feeds dispatch, the help overlay, the footer,
// `fleetop keys` and docs/keys.md; which keys run which command is
// said elsewhere (package main).
package command

import "strings"

// ID is the name of a command, as it stands in the palette and in overrides.
type ID string

// Scope is a set of places in which a command works. Exactly one place takes
// a key at a time: a dialog or a prompt swallows every key; else the focused
// pane, then the screen.
type Scope uint32

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
	Palette
	Viewer
	Form
	Columns
	Copying
)

// Names returns the names of the places in a scope.
func (s Scope) Names() []string {
	var names []string
	for i, name := range []string{
		"list", "detail", "logs", "activity", "prompt", "confirmation", "scale", "typed-name", "help",
		"palette", "viewer", "form", "columns", "copy",
	} {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Text is every place in which characters are text before they are keys.
const Text = Prompt | TypeName | Palette | Form

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

	New  ID = "new"
	Edit ID = "edit"

	Start     ID = "start"
	Stop      ID = "stop"
	Restart   ID = "restart"
	Redeploy  ID = "redeploy"
	Policies  ID = "policies"
	SetScale  ID = "scale"
	ScaleUp   ID = "scale-up"
	ScaleDown ID = "scale-down"
	Terminate ID = "terminate"
	Undo      ID = "undo"

	Mark      ID = "mark"
	MarkRange ID = "mark-range"
	MarkAll   ID = "mark-all"
	MarkNone  ID = "mark-none"

	Filter        ID = "filter"
	Sort          ID = "sort"
	SortReverse   ID = "sort-reverse"
	ChooseColumns ID = "columns"
	Problems      ID = "problems"
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
	OpenPalette   ID = "palette"
	OpenJSON      ID = "json"
	LastView      ID = "last-view"
	Yank          ID = "yank"
	Save          ID = "save"

	Accept          ID = "accept"
	Cancel          ID = "cancel"
	Close           ID = "close"
	ReadOn          ID = "read-on"
	ReadBack        ID = "read-back"
	HistoryPrevious ID = "history-previous"
	HistoryNext     ID = "history-next"
	Yes             ID = "yes"
	No              ID = "no"
	More            ID = "more"
	Fewer           ID = "fewer"
	Erase           ID = "erase"
	ToggleColumn    ID = "toggle-column"
	ColumnEarlier   ID = "column-earlier"
	ColumnLater     ID = "column-later"
	ResetColumns    ID = "reset-columns"
	ChooseNext      ID = "choose-next"
	ChoosePrevious  ID = "choose-previous"
	Complete        ID = "complete"

	NextField          ID = "next-field"
	PreviousField      ID = "previous-field"
	LineDown           ID = "line-down"
	LineUp             ID = "line-up"
	NextSuggestion     ID = "next-suggestion"
	PreviousSuggestion ID = "previous-suggestion"
	Discard            ID = "discard"
	CopyName           ID = "copy-name"
	CopyUUID           ID = "copy-uuid"
	CopyAddress        ID = "copy-address"
	CopyJSON           ID = "copy-json"
	CopyCurl           ID = "copy-curl"
	CopyLine           ID = "copy-line"
	CopyVisible        ID = "copy-visible"
	CopyLog            ID = "copy-log"
	Editor             ID = "editor"
	RevealFilled       ID = "reveal-filled"
)

// Argument is what a command takes behind its name in the palette.
type Argument string

// The arguments.
const (
	NoArgument     Argument = ""
	NumberArgument Argument = "number"
	FilterArgument Argument = "filter" // the text of a filter or a search
	ObjectArgument Argument = "object" // its unique name, its name, or the beginning of its uuid
)

// Command is one thing a user can ask for.
type Command struct {
	Name  ID
	Title string // a few words for the help and the palette
	Hint  string // one word for the footer; none: never in the footer
	Doc   string // one sentence: what it does
	Scope Scope
	Needs Needs
	// Arg is what it takes in the palette: ":scale 5".
	Arg Argument
	// Changes is true when the command changes something on the server: such
	// a command does not exist under --read-only.
	Changes bool
	// Danger is true when what it does cannot be taken back or takes a service down.
	Danger bool
	// Group is the heading it stands under in the help.
	Group string
}

// Usage returns the name with the argument it may be given in the palette:
// "scale NUMBER".
func (c Command) Usage() string {
	if c.Arg == NoArgument {
		return string(c.Name)
	}
	return string(c.Name) + " " + strings.ToUpper(string(c.Arg))
}

// All returns the table, in the order in which help and footer show it.
func All() []Command {
	return []Command{
		{Name: SetScale, Title: "Scale", Hint: "scale", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Arg: NumberArgument, Doc: "Change the number of containers; the dialog shows what shrinking destroys."},
		{Name: ScaleUp, Title: "Scale up", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Doc: "Open the scale dialog at the target plus one."},
		{Name: ScaleDown, Title: "Scale down", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Danger: true, Doc: "Open the scale dialog at the target minus one."},
		{Name: Start, Title: "Start", Hint: "start", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Arg: ObjectArgument, Doc: "Start what is stopped."},
		{Name: Stop, Title: "Stop", Hint: "stop", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Stop what runs; asks first."},
		{Name: Restart, Title: "Restart", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Stop, wait, start; says the downtime first. While it is under way: cancel the rest of it."},
		{Name: Redeploy, Title: "Redeploy", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Replace all containers of an application by new ones, of the same tag or another, where the server knows that; their data is lost."},
		{Name: Policies, Title: "Policies", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Arg: ObjectArgument, Doc: "Change what happens to containers that stop by themselves: autorestart, autoreplace, autodestroy."},
		{Name: Terminate, Title: "Terminate", Hint: "terminate", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsObject, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Destroy it and its data; an image: remove it from the account. Says what is lost, and the name is typed to confirm."},
		{Name: New, Title: "New", Hint: "new", Group: "Actions", Scope: List | Detail, Changes: true, Doc: "Create an application, or on Images add a private image: a form, kept when it is closed until it is sent or discarded."},
		{Name: Edit, Title: "Edit", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsObject, Changes: true, Doc: "Change the number of containers and the web address of an application, or the credentials and the description of a private image."},
		{Name: Undo, Title: "Undo", Group: "Actions", Scope: Screen, Changes: true, Doc: "Undo the action that is counting down."},
		{Name: OpenLogs, Title: "Logs", Hint: "logs", Group: "Look", Scope: List | Detail, Needs: NeedsWorkload, Arg: ObjectArgument, Doc: "Logs of the container, or of all containers of the application."},
		{Name: Open, Title: "Open", Hint: "open", Group: "Look", Scope: List | Activity, Needs: NeedsObject, Arg: ObjectArgument, Doc: "Application to its containers, container to its logs, image to its detail; an entry of Activity in full."},
		{Name: Filter, Title: "Filter, search", Hint: "filter", Group: "Look", Scope: List | Logs | Activity | Viewer, Arg: FilterArgument, Doc: "Filter the list while you type; in logs and JSON: search."},
		{Name: Problems, Title: "Problems", Group: "Look", Scope: List | Activity, Doc: "Toggle: problems only."},
		{Name: Sort, Title: "Sort", Group: "Look", Scope: List | Activity, Doc: "Sort by next column."},
		{Name: SortReverse, Title: "Reverse order", Group: "Look", Scope: List | Activity, Doc: "Turn the order around."},
		{Name: ChooseColumns, Title: "Columns", Group: "Look", Scope: List | Activity, Doc: "Choose the columns and their order."},
		{Name: ToggleDetail, Title: "Detail", Hint: "detail", Group: "Look", Scope: List | Detail | Logs, Arg: ObjectArgument, Doc: "Show or hide the detail pane."},
		{Name: PreviousTab, Title: "Previous tab", Group: "Look", Scope: Screen, Doc: "Previous tab of the detail."},
		{Name: NextTab, Title: "Next tab", Group: "Look", Scope: Screen, Doc: "Next tab of the detail."},
		{Name: Reveal, Title: "Reveal values", Hint: "reveal", Group: "Look", Scope: List | Detail | Viewer, Needs: NeedsObject, Doc: "Show or hide environment values; hidden again when the selection moves."},
		{Name: OpenJSON, Title: "JSON", Group: "Look", Scope: List | Detail | Logs, Needs: NeedsObject, Arg: ObjectArgument, Doc: "The object as the API gives it, in its order; hidden values stay hidden until asked for."},
		{Name: Yank, Title: "Copy", Group: "Look", Scope: List | Detail | Logs | Viewer, Needs: NeedsObject, Arg: ObjectArgument, Doc: "Copy its name, uuid, address, JSON, or the same request as curl; in logs lines. By the terminal's clipboard, over SSH too."},
		{Name: Save, Title: "Save", Group: "Look", Scope: Screen | Viewer, Doc: "Save what the pane shows: a list as CSV, JSON or text, a detail as JSON or text, logs as text."},
		{Name: LastView, Title: "Last view", Group: "Look", Scope: Screen, Doc: "Back to the view before this one, and from there to this one again."},
		{Name: Zoom, Title: "Zoom", Hint: "zoom", Group: "Look", Scope: Screen, Doc: "The focused pane fills the screen."},
		{Name: NextMatch, Title: "Next match", Hint: "next", Group: "Logs", Scope: Logs | Viewer, Doc: "Go to the next place found."},
		{Name: PreviousMatch, Title: "Previous match", Hint: "previous", Group: "Logs", Scope: Logs | Viewer, Doc: "Go to the previous place found."},
		{Name: Follow, Title: "Follow", Hint: "follow", Group: "Logs", Scope: Logs, Doc: "Stay at the end as lines arrive; scrolling up suspends it."},
		{Name: Wrap, Title: "Wrap", Hint: "wrap", Group: "Logs", Scope: Logs | Viewer, Doc: "Wrap long lines."},
		// Marks change nothing by themselves, but are for nothing else: under
		// --read-only they do not exist either.
		{Name: Mark, Title: "Mark", Group: "Marks", Scope: List, Needs: NeedsObject, Changes: true, Doc: "Mark or unmark, then move down; actions apply to everything that is marked."},
		{Name: MarkRange, Title: "Mark a range", Group: "Marks", Scope: List, Needs: NeedsObject, Changes: true, Doc: "Mark from here to where the cursor goes; once more keeps the marks, back drops them."},
		{Name: MarkAll, Title: "Mark all", Group: "Marks", Scope: List, Needs: NeedsObject, Changes: true, Doc: "Mark everything that the filter shows."},
		{Name: MarkNone, Title: "Unmark all", Hint: "unmark", Group: "Marks", Scope: List, Changes: true, Doc: "Clear all marks, including hidden ones."},
		{Name: ShowApplications, Title: "Applications", Group: "Lists", Scope: Screen, Arg: FilterArgument, Doc: "The list of applications."},
		{Name: ShowContainers, Title: "Containers", Group: "Lists", Scope: Screen, Arg: FilterArgument, Doc: "The list of all containers."},
		{Name: ShowImages, Title: "Images", Group: "Lists", Scope: Screen, Arg: FilterArgument, Doc: "The list of images."},
		{Name: ShowActivity, Title: "Activity", Group: "Lists", Scope: Screen, Arg: FilterArgument, Doc: "The last 500 actions, results and failures, newest first."},
		{Name: Down, Title: "Down", Group: "Move", Scope: Screen | Help | Columns | Viewer | YesNo | TypeName, Doc: "One down."},
		{Name: Up, Title: "Up", Group: "Move", Scope: Screen | Help | Columns | Viewer | YesNo | TypeName, Doc: "One up."},
		{Name: Top, Title: "Top", Group: "Move", Scope: Screen | Help | Columns | Viewer, Doc: "To the first."},
		{Name: Bottom, Title: "Bottom", Group: "Move", Scope: Screen | Help | Columns | Viewer, Doc: "To the last; in logs also follow again."},
		{Name: HalfDown, Title: "Half a page down", Group: "Move", Scope: Screen | Help | Viewer, Doc: "Half a page down."},
		{Name: HalfUp, Title: "Half a page up", Group: "Move", Scope: Screen | Help | Viewer, Doc: "Half a page up."},
		{Name: PageDown, Title: "Page down", Group: "Move", Scope: Screen | Help | Viewer, Doc: "A page down."},
		{Name: PageUp, Title: "Page up", Group: "Move", Scope: Screen | Help | Viewer, Doc: "A page up."},
		{Name: Left, Title: "Left", Group: "Move", Scope: Screen | Viewer, Doc: "Pan to the left."},
		{Name: Right, Title: "Right", Group: "Move", Scope: Screen | Viewer, Doc: "Pan to the right."},
		{Name: NextPane, Title: "Next pane", Group: "Move", Scope: Screen, Doc: "Focus the next pane."},
		{Name: PreviousPane, Title: "Previous pane", Group: "Move", Scope: Screen, Doc: "Focus the previous pane."},
		{Name: Back, Title: "Back", Group: "Move", Scope: Screen, Doc: "Close what is open, one step a press; never quits."},
		{Name: Refresh, Title: "Refresh", Hint: "refresh", Group: "Program", Scope: Screen | Viewer, Doc: "Poll now; in JSON, fetch it again."},
		{Name: Pause, Title: "Pause", Hint: "pause", Group: "Program", Scope: Screen, Doc: "Stop and resume polling."},
		{Name: Redraw, Title: "Redraw", Group: "Program", Scope: Screen | Prompt | YesNo | Scale | TypeName | Columns | Help | Palette | Viewer | Form | Copying, Doc: "Paint everything anew."},
		{Name: ShowHelp, Title: "Help", Hint: "help", Group: "Program", Scope: Screen, Doc: "Every key that works here."},
		{Name: OpenPalette, Title: "Palette", Group: "Program", Scope: Screen, Doc: "Find a command by its name; it says the key, or why it is not possible now."},
		{Name: Suspend, Title: "Suspend", Group: "Program", Scope: Screen, Doc: "Suspend (fg resumes)."},
		{Name: Quit, Title: "Quit", Group: "Program", Scope: Screen, Doc: "One level up; at the top, quit."},
		{Name: QuitNow, Title: "Quit at once", Group: "Program", Scope: Screen, Doc: "Quit from anywhere."},
		{Name: Interrupt, Title: "Interrupt", Group: "Program", Scope: Screen | Prompt | Scale | TypeName | Columns | Help | Palette | Viewer | Form | Copying, Doc: "Close the prompt or the dialog; else quit."},
		{Name: Accept, Title: "Accept", Hint: "accept", Group: "Dialogs and prompts", Scope: Prompt | Scale | TypeName | Columns | Palette | Form | Copying, Doc: "Take what was typed; in forms the next field, and on the button send."},
		{Name: Cancel, Title: "Cancel", Hint: "cancel", Group: "Dialogs and prompts", Scope: Prompt | Scale | TypeName | Columns | Palette | Form | Copying, Doc: "Close without doing anything; a form is kept."},
		{Name: Close, Title: "Close", Hint: "close", Group: "Dialogs and prompts", Scope: Help | Viewer, Doc: "Close what is read; in a text a search first."},
		{Name: HistoryPrevious, Title: "Previous entry", Group: "Dialogs and prompts", Scope: Prompt, Doc: "The entry typed before."},
		{Name: HistoryNext, Title: "Next entry", Group: "Dialogs and prompts", Scope: Prompt, Doc: "The entry typed after."},
		{Name: ReadOn, Title: "Read on", Group: "Dialogs and prompts", Scope: YesNo | Scale | TypeName, Doc: "More of what a dialog says, where it does not fit."},
		{Name: ReadBack, Title: "Read back", Group: "Dialogs and prompts", Scope: YesNo | Scale | TypeName, Doc: "Back to what it said before."},
		{Name: Yes, Title: "Yes", Hint: "yes", Group: "Dialogs and prompts", Scope: YesNo, Changes: true, Doc: "Do it."},
		{Name: No, Title: "No", Hint: "no", Group: "Dialogs and prompts", Scope: YesNo, Doc: "Close without doing anything."},
		{Name: More, Title: "One more", Hint: "more", Group: "Dialogs and prompts", Scope: Scale, Doc: "One container more."},
		{Name: Fewer, Title: "One fewer", Hint: "fewer", Group: "Dialogs and prompts", Scope: Scale, Doc: "One container fewer."},
		{Name: Erase, Title: "Erase", Group: "Dialogs and prompts", Scope: Scale, Doc: "Delete the last digit."},
		{Name: ToggleColumn, Title: "Show or hide", Hint: "toggle", Group: "Dialogs and prompts", Scope: Columns, Doc: "Show or hide the column."},
		{Name: ColumnEarlier, Title: "Earlier", Hint: "up", Group: "Dialogs and prompts", Scope: Columns, Doc: "Move the column one place to the front."},
		{Name: ColumnLater, Title: "Later", Hint: "down", Group: "Dialogs and prompts", Scope: Columns, Doc: "Move the column one place to the back."},
		{Name: ResetColumns, Title: "All columns", Hint: "default", Group: "Dialogs and prompts", Scope: Columns, Doc: "All columns as they come."},
		{Name: ChooseNext, Title: "Next choice", Group: "Dialogs and prompts", Scope: Palette | Copying, Doc: "The next of what is offered; in the history, the entry typed after."},
		{Name: ChoosePrevious, Title: "Previous choice", Group: "Dialogs and prompts", Scope: Palette | Copying, Doc: "The previous of what is offered; on an empty line, the entry typed before."},
		{Name: Complete, Title: "Complete", Hint: "complete", Group: "Dialogs and prompts", Scope: Palette, Doc: "Complete the name that is being typed."},
		{Name: CopyName, Title: "Copy the name", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the name."},
		{Name: CopyUUID, Title: "Copy the uuid", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the uuid."},
		{Name: CopyAddress, Title: "Copy the address", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy where it is reached."},
		{Name: CopyJSON, Title: "Copy the JSON", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the object as the API gives it, with the values of its environment."},
		{Name: CopyCurl, Title: "Copy as curl", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy a command line that asks for it, without the key."},
		{Name: CopyLine, Title: "Copy the line", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the line of the log that was found, else the first in view."},
		{Name: CopyVisible, Title: "Copy what is in view", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the lines of the log that are in view."},
		{Name: CopyLog, Title: "Copy the log", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the whole log as far as it is held."},
		{Name: NextField, Title: "Next field", Group: "Forms", Scope: Form, Doc: "Go to the next field."},
		{Name: PreviousField, Title: "Previous field", Group: "Forms", Scope: Form, Doc: "Go to the field before."},
		{Name: LineDown, Title: "Line down", Group: "Forms", Scope: Form, Doc: "One line down: a field has several, or the next field begins."},
		{Name: LineUp, Title: "Line up", Group: "Forms", Scope: Form, Doc: "One line up."},
		{Name: NextSuggestion, Title: "Next suggestion", Group: "Forms", Scope: Form, Doc: "Offer the next text that completes what was typed; right takes it."},
		{Name: PreviousSuggestion, Title: "Previous suggestion", Group: "Forms", Scope: Form, Doc: "Offer the suggestion before."},
		{Name: Discard, Title: "Discard", Group: "Forms", Scope: Form, Doc: "Close the form and forget what was typed."},
		{Name: RevealFilled, Title: "Reveal filled values", Group: "Forms", Scope: Form, Doc: "Show or hide environment values that were filled in from an application; hidden again when the form is closed."},
		{Name: Editor, Title: "Editor", Group: "Forms", Scope: Form, Doc: "Open the same as commented YAML in $VISUAL, $EDITOR or vi."},
	}
}
