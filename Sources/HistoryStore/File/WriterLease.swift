import ChatModel
import System

/// The proof that the writer of a running reply is alive: an exclusive `flock` on a file that is named for the writer.
/// The kernel drops the lock when the process ends, however it ends, and a name is never used again, so that no other
/// process can be taken for it.
///
/// A writer makes its file and locks it before it names itself in a row. Whoever can lock such a file, or does not find
/// it, knows that its writer is dead.
final class WriterLease: Sendable {
  /// Names the writer; made at random.
  let id: String
  private let path: String
  private let descriptor: Int32

  /// Takes a lease among those in `folder`, which is created if need be.
  init(in folder: String) throws(FileFailure) {
    do { id = try RandomSource.words(2).map(Self.hex).joined() } catch {
      throw FileFailure(path: folder, reason: error.description)
    }
    path = "\(folder)/\(id)"
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw FileFailure(path: folder) }
    while true {
      let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else { throw FileFailure(path: path) }
      while flock(descriptor, LOCK_EX) != 0 {
        guard errno == EINTR else {
          let failure = FileFailure(path: path)
          close(descriptor)
          throw failure
        }
      }
      // Somebody who clears away may have locked and removed the file between the two calls above.
      var (held, named) = (stat(), stat())
      if fstat(descriptor, &held) == 0, stat(path, &named) == 0, held.st_ino == named.st_ino {
        self.descriptor = descriptor
        return
      }
      close(descriptor)
    }
  }

  deinit { close(descriptor) }

  /// Removes the file; the lock goes with the last reference to the lease.
  func remove() { unlink(path) }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// The leases of all writers of one history file.
struct WriterLeases: Sendable {
  /// Holds one file for each writer.
  let folder: String

  /// Whether the writer `id` lives.
  func isAlive(_ id: String) -> Bool {
    guard Self.isName(id) else { return false }
    let descriptor = open("\(folder)/\(id)", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  /// Removes the files that dead writers left.
  func removeStale() {
    guard let directory = opendir(folder) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      guard Self.isName(name) else { continue }
      let path = "\(folder)/\(name)"
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { continue }
      // Removed while locked: see `WriterLease.init`.
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
      close(descriptor)
    }
  }

  /// What stands in the file is not to be trusted as part of a path.
  private static func isName(_ id: String) -> Bool {
    id.utf8.count == 32 && id.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}
