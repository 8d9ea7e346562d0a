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
	Reader
	Wall
)

// Names returns the names of the places in a scope.
func (s Scope) Names() []string {
	var names []string
	for i, name := range []string{
		"list", "detail", "logs", "activity", "prompt", "confirmation", "scale", "typed-name", "help",
		"palette", "viewer", "form", "columns", "copy", "text", "wall",
	} {
		if s&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return names
}

// Everywhere is all of them.
const Everywhere = Wall<<1 - 1

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
	ShowWall         ID = "wall"
	Acknowledge      ID = "acknowledge"

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
	Timestamps    ID = "timestamps"
	Names         ID = "prefix"
	Pretty        ID = "pretty"
	Matching      ID = "matching"
	NextError     ID = "next-error"
	PreviousError ID = "previous-error"
	RuleLine      ID = "rule-line"
	SelectLines   ID = "select-lines"
	Wrap          ID = "wrap"
	ShowHelp      ID = "help"
	Zoom          ID = "zoom"
	Quit          ID = "quit"
	QuitNow       ID = "quit-now"
	Interrupt     ID = "interrupt"
	Suspend       ID = "suspend"
	Mouse         ID = "mouse"
	OpenPalette   ID = "palette"
	OpenJSON      ID = "json"
	Fold          ID = "fold"
	Shell         ID = "shell"
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
	Send               ID = "send"
	Discard            ID = "discard"
	CopyName           ID = "copy-name"
	CopyUUID           ID = "copy-uuid"
	CopyAddress        ID = "copy-address"
	CopyJSON           ID = "copy-json"
	CopyCurl           ID = "copy-curl"
	CopyLine           ID = "copy-line"
	CopyVisible        ID = "copy-visible"
	CopyLog            ID = "copy-log"
	CopyChosen         ID = "copy-chosen"
	Editor             ID = "editor"
	RevealFilled       ID = "reveal-filled"
	MoreFields         ID = "more-fields"
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

// ActsOnObjects says whether it changes objects on the server that are chosen.
func (c *Command) ActsOnObjects() bool { return c.Changes && c.Needs != NeedsNothing }

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
		{Name: Restart, Title: "Restart", Hint: "restart", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Stop it, wait, and start it again; shows the downtime first. While a restart is under way: cancel the rest of it."},
		{Name: Redeploy, Title: "Redeploy", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Replace all containers of an application with new ones, from the same tag or another; their data is lost. Not every server can."},
		{Name: Policies, Title: "Policies", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsApplication, Changes: true, Arg: ObjectArgument, Doc: "Change what happens to containers that stop by themselves: autorestart, autoreplace, autodestroy."},
		{Name: Terminate, Title: "Terminate", Hint: "terminate", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsObject, Changes: true, Danger: true, Arg: ObjectArgument, Doc: "Destroy it and its data, or remove an image. Shows what is lost; you type the name to confirm."},
		{Name: Shell, Title: "Shell", Hint: "shell", Group: "Actions", Scope: List | Detail | Logs, Needs: NeedsWorkload, Changes: true, Arg: ObjectArgument, Doc: "Open a shell in the container, with fleetop --engine docker; the screen comes back when it ends."},
		{Name: New, Title: "New", Hint: "new", Group: "Actions", Scope: List | Detail, Changes: true, Doc: "Create an application, or on Images add a private image. The form is kept until you send or discard it."},
		{Name: Edit, Title: "Edit", Hint: "edit", Group: "Actions", Scope: List | Detail, Needs: NeedsObject, Changes: true, Doc: "Change the target and the web address of an application, or the credentials and the description of a private image."},
		{Name: Undo, Title: "Undo", Group: "Actions", Scope: Screen, Changes: true, Doc: "Undo the action that is counting down."},
		{Name: OpenLogs, Title: "Logs", Hint: "logs", Group: "View", Scope: List | Detail, Needs: NeedsWorkload, Arg: ObjectArgument, Doc: "Show the logs of the container, or of all containers of the application."},
		{Name: Open, Title: "Open", Hint: "open", Group: "View", Scope: List | Detail | Activity, Needs: NeedsObject, Arg: ObjectArgument, Doc: "Open what is selected: containers of an application, logs of a container, detail of an image, an entry of Activity in full; in the detail of an application, the container under the cursor."},
		{Name: Filter, Title: "Filter or search", Hint: "filter", Group: "View", Scope: List | Logs | Activity | Viewer | Help, Arg: FilterArgument, Doc: "Filter the list as you type; in logs, JSON and help: search."},
		{Name: Problems, Title: "Problems", Group: "View", Scope: List | Activity, Doc: "Toggle: problems only."},
		{Name: Sort, Title: "Sort", Hint: "sort", Group: "View", Scope: List | Activity, Doc: "Sort by the next column."},
		{Name: SortReverse, Title: "Reverse order", Group: "View", Scope: List | Activity, Doc: "Reverse the sort order."},
		{Name: ChooseColumns, Title: "Columns", Group: "View", Scope: List | Activity, Doc: "Choose the columns and their order."},
		{Name: ToggleDetail, Title: "Detail", Hint: "detail", Group: "View", Scope: List | Detail | Logs, Arg: ObjectArgument, Doc: "Show or hide the detail pane."},
		{Name: PreviousTab, Title: "Previous tab", Group: "View", Scope: Screen, Doc: "Show the previous tab of the detail."},
		{Name: NextTab, Title: "Next tab", Group: "View", Scope: Screen, Doc: "Show the next tab of the detail."},
		{Name: Reveal, Title: "Reveal values", Group: "View", Scope: List | Detail | Viewer, Needs: NeedsObject, Doc: "Show or hide environment values; hidden again when the selection moves."},
		{Name: OpenJSON, Title: "JSON", Group: "View", Scope: List | Detail | Logs, Needs: NeedsObject, Arg: ObjectArgument, Doc: "Show the object as the API returns it; secret values stay hidden until you reveal them."},
		{Name: Fold, Title: "Fold or open", Hint: "fold", Group: "View", Scope: Viewer, Doc: "In JSON: fold or unfold the object or list under the cursor, or open the object whose address it is."},
		{Name: Yank, Title: "Copy", Group: "View", Scope: List | Detail | Logs | Viewer, Needs: NeedsObject, Arg: ObjectArgument, Doc: "Copy the name, uuid, address, JSON or a curl command; in logs, lines. Works over SSH too."},
		{Name: Save, Title: "Save", Group: "View", Scope: Screen | Viewer, Doc: "Save what the pane shows: a list as CSV, JSON or text, a detail as JSON or text, logs as text."},
		{Name: LastView, Title: "Last view", Group: "View", Scope: Screen, Doc: "Go back to the previous view; once more returns to this one."},
		{Name: Zoom, Title: "Zoom", Hint: "zoom", Group: "View", Scope: Screen, Doc: "Let the focused pane fill the screen, or restore it."},
		{Name: NextError, Title: "Next error", Hint: "error", Group: "Logs", Scope: Logs, Doc: "Go to the next line whose level is error or worse; from the end of the log, to the last one."},
		{Name: PreviousError, Title: "Previous error", Group: "Logs", Scope: Logs, Doc: "Go to the previous line whose level is error or worse."},
		{Name: Matching, Title: "Matching lines only", Hint: "only", Group: "Logs", Scope: Logs, Arg: FilterArgument, Doc: "Show only the lines that contain a text; with ! in front, only those that do not."},
		{Name: Timestamps, Title: "Time", Hint: "time", Group: "Logs", Scope: Logs, Doc: "Next way to show the time of each line: short, full, UTC, relative, off. A line without a time gets none."},
		{Name: Names, Title: "Container names", Hint: "name", Group: "Logs", Scope: Logs, Doc: "Next way to show the container of each line: full, short, off."},
		{Name: Pretty, Title: "As it came", Hint: "raw", Group: "Logs", Scope: Logs, Doc: "Show lines as they came, or with time and level in columns and JSON and logfmt as text."},
		{Name: SelectLines, Title: "Select lines", Hint: "select", Group: "Logs", Scope: Logs, Doc: "Select lines from here to where the cursor goes; y copies them. Once more ends it."},
		{Name: RuleLine, Title: "Rule", Hint: "rule", Group: "Logs", Scope: Logs, Doc: "Draw a rule with the time at the end of the log, to tell later lines from earlier ones."},
		{Name: NextMatch, Title: "Next match", Hint: "next", Group: "Logs", Scope: Logs | Viewer, Doc: "Go to the next match."},
		{Name: PreviousMatch, Title: "Previous match", Hint: "previous", Group: "Logs", Scope: Logs | Viewer, Doc: "Go to the previous match."},
		{Name: Follow, Title: "Follow", Hint: "follow", Group: "Logs", Scope: Logs, Doc: "Stay at the end as lines arrive; scrolling up suspends it."},
		{Name: Wrap, Title: "Wrap", Hint: "wrap", Group: "Logs", Scope: Logs | Viewer, Doc: "Wrap long lines, or cut them."},
		// Marks change nothing by themselves, but are for nothing else: under
		// --read-only they do not exist either.
		{Name: Mark, Title: "Mark", Group: "Marks", Scope: List, Needs: NeedsObject, Changes: true, Doc: "Mark or unmark, then move down; actions apply to everything that is marked."},
		{Name: MarkRange, Title: "Mark a range", Group: "Marks", Scope: List, Needs: NeedsObject, Changes: true, Doc: "Mark everything from here to where the cursor goes; once more keeps the marks, going back drops them."},
		{Name: MarkAll, Title: "Mark all", Group: "Marks", Scope: List, Needs: NeedsObject, Changes: true, Doc: "Mark everything that the filter shows, except what this server did not make."},
		{Name: MarkNone, Title: "Unmark all", Hint: "unmark", Group: "Marks", Scope: List, Changes: true, Doc: "Clear all marks, including hidden ones."},
		{Name: ShowApplications, Title: "Applications", Group: "Lists", Scope: Screen | Wall, Arg: FilterArgument, Doc: "Show the list of applications."},
		{Name: ShowContainers, Title: "Containers", Group: "Lists", Scope: Screen | Wall, Arg: FilterArgument, Doc: "Show the list of all containers."},
		{Name: ShowImages, Title: "Images", Group: "Lists", Scope: Screen | Wall, Arg: FilterArgument, Doc: "Show the list of images."},
		{Name: ShowActivity, Title: "Activity", Group: "Lists", Scope: Screen | Wall, Arg: FilterArgument, Doc: "Show what has happened: changes, actions and their results, newest first."},
		{Name: ShowWall, Title: "Wall", Group: "Lists", Scope: Screen, Doc: "Show the wall: large tiles, worst first, for a screen that nobody touches."},
		{Name: Acknowledge, Title: "Acknowledge", Hint: "acknowledge", Group: "Wall", Scope: Wall, Doc: "Silence the problems there are until they change."},
		{Name: Down, Title: "Down", Group: "Move", Scope: Screen | Help | Reader | Columns | Viewer | YesNo | TypeName | Copying, Doc: "Move one down."},
		{Name: Up, Title: "Up", Group: "Move", Scope: Screen | Help | Reader | Columns | Viewer | YesNo | TypeName | Copying, Doc: "Move one up."},
		{Name: Top, Title: "Top", Group: "Move", Scope: Screen | Help | Reader | Columns | Viewer | Copying | Wall, Doc: "Go to the first; on the wall, show the first page."},
		{Name: Bottom, Title: "Bottom", Group: "Move", Scope: Screen | Help | Reader | Columns | Viewer | Copying | Wall, Doc: "Go to the last; in logs, follow again; on the wall, show the last page."},
		{Name: HalfDown, Title: "Half a page down", Group: "Move", Scope: Screen | Help | Reader | Viewer, Doc: "Move half a page down."},
		{Name: HalfUp, Title: "Half a page up", Group: "Move", Scope: Screen | Help | Reader | Viewer, Doc: "Move half a page up."},
		{Name: PageDown, Title: "Page down", Group: "Move", Scope: Screen | Help | Reader | Viewer | Wall, Doc: "Move a page down; on the wall, show the next page."},
		{Name: PageUp, Title: "Page up", Group: "Move", Scope: Screen | Help | Reader | Viewer | Wall, Doc: "Move a page up; on the wall, show the previous page."},
		{Name: Left, Title: "Left", Group: "Move", Scope: Screen | Help | Viewer | Wall, Doc: "Pan to the left; in help, go one column to the left; on the wall, show the previous page."},
		{Name: Right, Title: "Right", Group: "Move", Scope: Screen | Help | Viewer | Wall, Doc: "Pan to the right; in help, go one column to the right; on the wall, show the next page."},
		{Name: NextPane, Title: "Next pane", Group: "Move", Scope: Screen, Doc: "Focus the next pane."},
		{Name: PreviousPane, Title: "Previous pane", Group: "Move", Scope: Screen, Doc: "Focus the previous pane."},
		{Name: Back, Title: "Back", Group: "Move", Scope: Screen | Wall, Doc: "Close what is open, one step at a time; never quits. On the wall: show the lists."},
		{Name: Refresh, Title: "Refresh", Hint: "refresh", Group: "Program", Scope: Screen | Viewer | Wall, Doc: "Poll now; in JSON, fetch it again."},
		{Name: Pause, Title: "Pause", Hint: "pause", Group: "Program", Scope: Screen, Doc: "Pause or resume polling."},
		{Name: Redraw, Title: "Redraw", Group: "Program", Scope: Everywhere, Doc: "Redraw the whole screen."},
		{Name: ShowHelp, Title: "Help", Hint: "help", Group: "Program", Scope: Screen | Wall, Doc: "Show every key that works here; search them, and run what is chosen."},
		{Name: OpenPalette, Title: "Commands", Hint: "command", Group: "Program", Scope: Screen, Doc: "Find a command by name; shows its key, or why it is blocked."},
		{Name: Mouse, Title: "Mouse", Group: "Program", Scope: Screen | Viewer | Wall, Doc: "Switch the mouse on or off: the wheel scrolls, a click chooses a row, a tab or the column to sort by. While it is on, hold shift and drag to select text."},
		{Name: Suspend, Title: "Suspend", Group: "Program", Scope: Everywhere, Doc: "Suspend (fg resumes)."},
		{Name: Quit, Title: "Quit", Group: "Program", Scope: Screen | Wall, Doc: "Go one level up; at the top, quit. With --wall, quit from the wall."},
		{Name: QuitNow, Title: "Quit at once", Group: "Program", Scope: Screen | Wall, Doc: "Quit from anywhere."},
		{Name: Interrupt, Title: "Interrupt", Group: "Program", Scope: Screen | Prompt | Scale | TypeName | Columns | Help | Reader | Palette | Viewer | Form | Copying | Wall, Doc: "Close the prompt or the dialog; else quit."},
		{Name: Accept, Title: "Accept", Hint: "accept", Group: "Dialogs and prompts", Scope: Prompt | Scale | TypeName | Columns | Palette | Form | Copying | Help | Reader, Doc: "Accept what was typed or chosen; in forms, go to the next field, and on the button send."},
		{Name: Cancel, Title: "Cancel", Hint: "cancel", Group: "Dialogs and prompts", Scope: Prompt | Scale | TypeName | Columns | Palette | Form | Copying, Doc: "Close without doing anything; a form is kept."},
		{Name: Close, Title: "Close", Hint: "close", Group: "Dialogs and prompts", Scope: Help | Reader | Viewer, Doc: "Close the help, a text or JSON; a search in it first."},
		{Name: HistoryPrevious, Title: "Previous entry", Group: "Dialogs and prompts", Scope: Prompt, Doc: "Recall the previous entry."},
		{Name: HistoryNext, Title: "Next entry", Group: "Dialogs and prompts", Scope: Prompt, Doc: "Recall the next entry."},
		{Name: ReadOn, Title: "Read on", Group: "Dialogs and prompts", Scope: YesNo | Scale | TypeName, Doc: "Scroll on in a dialog that does not fit."},
		{Name: ReadBack, Title: "Read back", Group: "Dialogs and prompts", Scope: YesNo | Scale | TypeName, Doc: "Scroll back in a dialog that does not fit."},
		{Name: Yes, Title: "Yes", Hint: "yes", Group: "Dialogs and prompts", Scope: YesNo, Changes: true, Doc: "Do it."},
		{Name: No, Title: "No", Hint: "no", Group: "Dialogs and prompts", Scope: YesNo, Doc: "Close without doing anything."},
		{Name: More, Title: "One more", Hint: "more", Group: "Dialogs and prompts", Scope: Scale, Doc: "Ask for one container more."},
		{Name: Fewer, Title: "One fewer", Hint: "fewer", Group: "Dialogs and prompts", Scope: Scale, Doc: "Ask for one container fewer."},
		{Name: Erase, Title: "Erase", Group: "Dialogs and prompts", Scope: Scale, Doc: "Delete the last digit."},
		{Name: ToggleColumn, Title: "Show or hide", Hint: "toggle", Group: "Dialogs and prompts", Scope: Columns, Doc: "Show or hide the column."},
		{Name: ColumnEarlier, Title: "Earlier", Hint: "move up", Group: "Dialogs and prompts", Scope: Columns, Doc: "Move the column one place left."},
		{Name: ColumnLater, Title: "Later", Hint: "move down", Group: "Dialogs and prompts", Scope: Columns, Doc: "Move the column one place right."},
		{Name: ResetColumns, Title: "Reset columns", Hint: "reset", Group: "Dialogs and prompts", Scope: Columns, Doc: "Show the usual columns in their usual order."},
		{Name: ChooseNext, Title: "Next choice", Group: "Dialogs and prompts", Scope: Palette, Doc: "Choose the next entry; in the history, recall a newer line."},
		{Name: ChoosePrevious, Title: "Previous choice", Group: "Dialogs and prompts", Scope: Palette, Doc: "Choose the previous entry; on an empty line, recall the last one."},
		{Name: Complete, Title: "Complete", Hint: "complete", Group: "Dialogs and prompts", Scope: Palette, Doc: "Complete the name that is being typed."},
		{Name: CopyName, Title: "Copy the name", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the name."},
		{Name: CopyUUID, Title: "Copy the uuid", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the uuid."},
		{Name: CopyAddress, Title: "Copy the address", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy its address."},
		{Name: CopyJSON, Title: "Copy the JSON", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the object as the API returns it, with the values of its environment."},
		{Name: CopyCurl, Title: "Copy as curl", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy a curl command that fetches it; the API key is left out."},
		{Name: CopyLine, Title: "Copy the line", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the log line under the cursor."},
		{Name: CopyVisible, Title: "Copy what is in view", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy the log lines that are in view."},
		{Name: CopyLog, Title: "Copy the log", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy all lines kept."},
		{Name: CopyChosen, Title: "Copy what is chosen", Group: "Dialogs and prompts", Scope: Copying, Doc: "Copy what is chosen; in logs that is the line under the cursor."},
		{Name: NextField, Title: "Next field", Hint: "next field", Group: "Forms", Scope: Form, Doc: "Go to the next field."},
		{Name: PreviousField, Title: "Previous field", Group: "Forms", Scope: Form, Doc: "Go to the previous field."},
		{Name: LineDown, Title: "Line down", Group: "Forms", Scope: Form, Doc: "Go one line down within a field of several lines, else to the next field."},
		{Name: LineUp, Title: "Line up", Group: "Forms", Scope: Form, Doc: "Go one line up within a field of several lines, else to the previous field."},
		{Name: NextSuggestion, Title: "Next suggestion", Group: "Forms", Scope: Form, Doc: "Show the next suggestion; right takes it."},
		{Name: PreviousSuggestion, Title: "Previous suggestion", Group: "Forms", Scope: Form, Doc: "Show the previous suggestion; right takes it."},
		{Name: Send, Title: "Send", Hint: "send", Group: "Forms", Scope: Form, Doc: "Send the form from any field."},
		{Name: Discard, Title: "Discard", Hint: "discard", Group: "Forms", Scope: Form, Doc: "Discard what was typed and close the form; asks to be pressed again."},
		{Name: RevealFilled, Title: "Reveal filled values", Group: "Forms", Scope: Form, Doc: "Show or hide environment values that were copied from an application; hidden again when the form closes."},
		{Name: MoreFields, Title: "More fields", Group: "Forms", Scope: Form, Doc: "Show the fields that are rarely needed, or fold them again; one that holds something stays."},
		{Name: Editor, Title: "Editor", Hint: "editor", Group: "Forms", Scope: Form, Doc: "Edit the form as commented YAML in $VISUAL, $EDITOR or vi."},
	}
}
