package screen

// Control is a message of the program: a sequence for the terminal that is not
// part of any frame. It goes out between two of them, by the way of the frames.
type Control string
