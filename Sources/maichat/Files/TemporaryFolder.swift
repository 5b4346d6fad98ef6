import System

/// A folder that only the user can enter, for what goes when it was used. It is locked while its maker lives, and known by its
/// name, so that a later start finds what a killed process left.
final class TemporaryFolder {
  /// What it is for; the beginning of its name.
  enum Purpose: String, CaseIterable {
    case question = "maichat-ask."
    case editor = "maichat-edit."
    case demo = "maichat-demo."
  }

  let path: String
  /// Locked; whoever has it open keeps the folder.
  let descriptor: Int32

  /// Makes one in `parent`; nil, with errno set, where that is not possible.
  init?(_ purpose: Purpose, in parent: String) {
    for _ in 0..<3 {
      var template = Array("\(parent)/\(purpose.rawValue)XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { return nil }
      let path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
      let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      var info = stat()
      // A process that starts may have taken it for a left one before it was locked. Where nothing can be locked, nothing can
      // be taken either.
      if descriptor >= 0,
        flock(descriptor, LOCK_EX | LOCK_NB) != 0 || fstat(descriptor, &info) == 0 && info.st_nlink > 0
      {
        self.path = path
        self.descriptor = descriptor
        return
      }
      let reason = errno
      if descriptor >= 0 { close(descriptor) }
      rmdir(path)
      errno = reason
    }
    return nil
  }

  deinit { close(descriptor) }

  /// Lets it stay for the user, also when this process has ended.
  func keep() {
    let mark = open("\(path)/\(Leftovers.keptMark)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    if mark >= 0 { close(mark) }
  }

  /// Removes it with all that is in it; what cannot be removed is told when the program ends.
  func remove() {
    if !FilePath.removeAll(path) { Leftovers.tellAtEnd("cannot remove \(path): \(systemReason()).") }
  }

  /// Where such folders go: what TMPDIR says, else /tmp.
  static func parent(_ environment: [String: String]) -> String {
    environment["TMPDIR"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? "/tmp"
  }
}
