// A library that is loaded before a program under test and lets one of its calls fail. It has no functions of its own;
// HistoryFaults.c says what it is told, and how.
