/// The system refused something that the program cannot go on without, such as a thread or a pipe.
package struct SystemShortage: Error, Hashable, Sendable, CustomStringConvertible {
  /// What was refused, as in "no thread".
  package let what: String
  /// The system's error number.
  package let number: Int32

  package init(_ what: String, number: Int32) {
    self.what = what
    self.number = number
  }

  /// One sentence for the user.
  package var description: String {
    let reason = systemReason(number)
    switch number {
    case EMFILE: return "The system gives this process no \(what): \(reason) (see ulimit -n)."
    case EAGAIN where what == "thread": return "The system gives this process no thread: \(reason) (see ulimit -u)."
    default: return "The system gives this process no \(what): \(reason)."
    }
  }
}
