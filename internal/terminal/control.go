package terminal

// Control is a message of the program: a sequence for the terminal that is not
// part of any frame. It goes out between two of them, by the way of the frames.
type Control string

// Ask is a message of the program: whether the terminal has read what was written
// up to here, with a number of its own. Shown answers it.
type Ask int

// Shown is the answer to the Ask of that number: the terminal says that it has
// read everything up to it or, where it never says such a thing, has taken it. A
// terminal that does not is not heard of.
type Shown int
