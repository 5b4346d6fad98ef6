import Testing

/// All tests of what a process has only once, one at a time: ncurses, which keeps its state in globals, and signals.
@Suite(.serialized) struct ProcessTests {}
