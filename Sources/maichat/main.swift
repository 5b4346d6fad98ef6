import ArgumentParser
import System

// Plain synchronous code: the full-screen loop sleeps in poll(2) on this thread, so nothing may hop to the main actor.

// Before anything is opened: a closed standard stream would be the number of the history file or of a socket.
openStandardStreams()

// Numbers, dates and messages are the program's own; the locale is asked only for the character set, and where that
// is not UTF-8 the program is all the same.
if setlocale(LC_CTYPE, "") == nil || String(cString: nl_langinfo(Int32(CODESET))) != "UTF-8" {
  _ = setlocale(LC_CTYPE, "C.UTF-8") ?? setlocale(LC_CTYPE, "en_US.UTF-8")
}
// A reader that goes away shows as EPIPE where it is written to.
signal(SIGPIPE, SIG_IGN)
// A file that may not grow any more (`ulimit -f`) shows as EFBIG, like a disk that is full.
signal(SIGXFSZ, SIG_IGN)

do {
  var command = try Maichat.parseAsRoot()
  if let shell = command as? any ShellCommand, !shell.common.readOnly, !shell.root.common.readOnly {
    for text in Leftovers.remove(from: Leftovers.folders(ProcessEnvironment.variables)) {
      StandardError.say("maichat: " + text)
    }
  }
  try command.run()
} catch let failure as CommandFailure {
  if !failure.message.isEmpty { StandardError.say("maichat: \(failure.message)") }
  exit(failure.status.rawValue)
} catch {
  let code = Maichat.exitCode(for: error)
  if code == .success {
    do { try StandardOutput.write(safeLines(Maichat.fullMessage(for: error)) + "\n") } catch {
      if !error.message.isEmpty { StandardError.say("maichat: \(error.message)") }
      exit(error.status.rawValue)
    }
    exit(ExitStatus.done.rawValue)
  }
  // The parser repeats arguments as they were given.
  StandardError.say(safeLines(WordArguments.hinted(Maichat.fullMessage(for: error), CommandLine.arguments)))
  exit(ExitStatus.usage.rawValue)
}
