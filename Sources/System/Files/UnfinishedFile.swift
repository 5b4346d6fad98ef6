/// A file in the making: beside its place, private (0600), and locked while its maker lives, which tells it from one that a
/// killed process left. It is put in its place when it is whole, or removed.
package final class UnfinishedFile {
  /// What it becomes; the beginning of its name, which six random characters end.
  package enum Purpose: String, CaseIterable, Sendable {
    case export = ".maichat-export."
    case download = ".maichat-download."
    /// What is kept in the configuration.
    case setting = ".maichat-write."
  }

  /// How it came to its place.
  package enum Placing: Equatable {
    case placed
    /// Something is there already.
    case taken
    /// The system's error number.
    case failed(Int32)
  }

  package let path: String
  package let descriptor: Int32
  private var isKept = false

  /// Makes one in `folder`; nil, with `errno` set, where that is not possible.
  package init?(_ purpose: Purpose, in folder: String) {
    var template = Array("\(folder.hasSuffix("/") ? folder : folder + "/")\(purpose.rawValue)XXXXXX".utf8CString)
    // Makes it 0600, and fails rather than use one that is there.
    descriptor = mkstemp(&template)
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    guard descriptor >= 0 else {
      isKept = true
      return nil
    }
    Descriptor.closeOnExec(descriptor)
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
  }

  deinit {
    _ = discard()
    if descriptor >= 0 { Descriptor.close(descriptor) }
  }

  /// Gives it the name `place`, in the place of what is there.
  package func replace(_ place: String) -> Int32? {
    guard rename(path, place) == 0 else { return errno }
    isKept = true
    return nil
  }

  /// Gives it the name `place` unless something is there.
  package func put(at place: String) -> Placing {
    // Unlike renaming, linking never replaces what came into being meanwhile.
    if link(path, place) == 0 {
      unlink(path)
      isKept = true
      return .placed
    }
    if errno == EEXIST { return .taken }
    // A file system without links.
    let claim = Descriptor.open(place, O_WRONLY | O_CREAT | O_EXCL)
    guard claim >= 0 else { return errno == EEXIST ? .taken : .failed(errno) }
    Descriptor.close(claim)
    return replace(place).map(Placing.failed) ?? .placed
  }

  /// Leaves it under the name that it has; whoever takes it removes it.
  package func keep() { isKept = true }

  /// Removes it unless it is in its place; the system's error number where that fails.
  package func discard() -> Int32? {
    guard !isKept else { return nil }
    isKept = true
    return unlink(path) == 0 || errno == ENOENT ? nil : errno
  }
}
