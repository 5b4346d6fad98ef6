import ChatModel
import System

/// A file that is being received: written beside its place under a name of its own, private (0600), and given its name when
/// it is whole. Whatever stands under that name stays. What is not finished is removed.
final class DownloadFile {
  private(set) var received: Int64 = 0
  private let folder: String
  private let reserved: ReservedPlaces
  private let file: UnfinishedFile

  /// How many names are tried before giving up: `a.pdf`, `a 2.pdf`, ...
  private static let mostNames = 1000

  /// Begins a file in `folder`. Throws where none can be made there.
  init(in folder: String, reserved: ReservedPlaces) throws(Failure) {
    self.folder = folder
    self.reserved = reserved
    guard let file = UnfinishedFile(.download, in: folder) else {
      throw Self.failure("Nothing can be written to \(folder)", errno)
    }
    self.file = file
  }

  func write(_ bytes: [UInt8]) throws(Failure) {
    if let code = Descriptor.writeAll(bytes, to: file.descriptor) {
      throw Self.failure("The file cannot be written to \(folder)", code)
    }
    received += Int64(bytes.count)
  }

  /// Gives it `name`, which must be safe, or the next free one like it; its path.
  func finish(as name: String) throws(Failure) -> String {
    for number in 1...Self.mostNames {
      let path = "\(folder)/\(number == 1 ? name : FileName.numbered(name, number))"
      if reserved.holds(path) {
        throw Failure(
          kind: .configuration, text: "\(path) is one of maichat's own files.",
          advice: "Choose another folder.")
      }
      switch file.put(at: path) {
      case .placed: return path
      case .taken: continue
      case .failed(let code): throw Self.failure("The file cannot be put at \(path)", code)
      }
    }
    throw Failure(
      kind: .configuration, text: "\(folder) has \(Self.mostNames) files of this name.",
      advice: "Choose another folder.")
  }

  /// Leaves it under the name that it was received by; its path. Whoever takes it removes it.
  func finishUnnamed() -> String {
    file.keep()
    return file.path
  }

  private static func failure(_ text: String, _ code: Int32) -> Failure {
    Failure(kind: .configuration, text: "\(text): \(systemReason(code)).", advice: "Choose another folder.")
  }
}
