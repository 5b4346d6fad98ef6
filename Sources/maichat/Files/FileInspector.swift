import ChatModel
import MaiAgentAPI
import System

/// Looks at files: what they are and whether they can be attached, on threads of its own, since a disk may be far away.
final class FileInspector: Sendable {
  private let home: String
  private let sink: any EventSink
  /// What was asked for last to be shown; what was asked before it is not wanted any more.
  private let shown = Lock<Shown>(Shown())

  private struct Shown {
    var preview: String?
    var folder: String?
    var isWorking = false
  }

  /// The lines of a text that are shown, and as much of each as can matter.
  private static let previewLines = 8
  private static let previewColumns = 300

  init(home: String, sink: any EventSink) {
    self.home = home
    self.sink = sink
  }

  /// Answers `fileChecked` at the sink.
  func check(_ id: UploadID, _ path: String) {
    WorkerThread.detach(name: "file") { [self] in _ = sink.post(.client(.fileChecked(id, check(path)))) }
  }

  /// Answers `filesFound`.
  func find(_ paths: [String]) {
    WorkerThread.detach(name: "file") { [self] in
      let found = paths.compactMap { path -> FoundFile? in
        guard case .accepted(let facts) = check(path) else { return nil }
        return FoundFile(path: path, facts: facts)
      }
      _ = sink.post(.client(.filesFound(paths, found)))
    }
  }

  /// Answers `filePreviewed`, unless another file is wanted before that.
  func preview(_ path: String) { look { $0.preview = path } }

  /// Answers `folderBrowsed`, unless another folder is wanted before that.
  func browse(_ folder: String) { look { $0.folder = folder } }

  /// One thread at a time, however fast somebody goes through a list.
  private func look(_ want: (inout Shown) -> Void) {
    let isWorking = shown.withLock { shown in
      want(&shown)
      defer { shown.isWorking = true }
      return shown.isWorking
    }
    guard !isWorking else { return }
    WorkerThread.detach(name: "folder") { [self] in
      while let work = takeWork() {
        if let folder = work.folder {
          let content = FolderListingReader(home: home).content(of: folder)
          if shown.withLock({ $0.folder == nil }) { _ = sink.post(.client(.folderBrowsed(folder, content))) }
        }
        if let path = work.preview {
          let preview = previewed(path)
          if shown.withLock({ $0.preview == nil }) { _ = sink.post(.client(.filePreviewed(path, preview))) }
        }
      }
    }
  }

  private func takeWork() -> Shown? {
    shown.withLock { shown in
      guard shown.folder != nil || shown.preview != nil else {
        shown.isWorking = false
        return nil
      }
      let work = shown
      shown.folder = nil
      shown.preview = nil
      return work
    }
  }

  // MARK: Looking

  /// Whether the file at `path`, given as typed, can be attached.
  func check(_ path: String) -> FileCheck {
    let absolute = FolderListingReader(home: home).absolute(path)
    switch Opened.open(absolute) {
    case .failure(let reason): return .refused(reason.text)
    case .success(let file):
      defer { close(file.descriptor) }
      let bytes = file.beginning(FileType.examinedBytes)
      if bytes == nil { return .refused("cannot be read: \(systemReason())") }
      return .accepted(file.facts(absolute, bytes ?? []))
    }
  }

  private func previewed(_ path: String) -> FilePreview {
    var status = stat()
    guard stat(path, &status) == 0 else { return .unreadable("It \(Opened.reason(errno)).") }
    if status.st_mode & S_IFMT == S_IFDIR { return .folder(modified: status.modifiedNanoseconds) }
    switch Opened.open(path) {
    case .failure(let reason): return .unreadable("It \(reason.text).")
    case .success(let file):
      defer { close(file.descriptor) }
      guard let bytes = file.beginning(FileType.examinedBytes) else {
        return .unreadable("It cannot be read: \(systemReason()).")
      }
      let facts = file.facts(path, bytes)
      return .file(facts, about: Self.about(facts, bytes))
    }
  }

  private static func about(_ facts: FileFacts, _ bytes: [UInt8]) -> [String] {
    if facts.type.kind == .image {
      return FileType.measures(bytes).map { ["\($0.width) × \($0.height) pixels"] } ?? []
    }
    guard facts.type.label.hasSuffix("text"),
      facts.type.mime.hasSuffix("charset=utf-8") || facts.type.mime != "application/rtf",
      !facts.type.mime.hasSuffix("utf-16")
    else { return [] }
    return String(decoding: bytes.prefix(8 << 10), as: UTF8.self)
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).prefix(previewLines)
      .map { String($0.prefix(previewColumns)) }
  }
}

/// A regular file that was opened for looking at it.
private struct Opened {
  var descriptor: Int32
  var size: Int64
  var modified: Int64

  struct Reason: Error { var text: String }

  /// Opens the file at `path`; nothing that is not a regular file is opened, since that may do something.
  static func open(_ path: String) -> Result<Opened, Reason> {
    var status = stat()
    guard stat(path, &status) == 0 else { return .failure(Reason(text: reason(errno))) }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: return .failure(Reason(text: "is a folder"))
    case S_IFIFO: return .failure(Reason(text: "is a pipe and no file"))
    case S_IFSOCK: return .failure(Reason(text: "is a socket and no file"))
    default: return .failure(Reason(text: "is a device and no file"))
    }
    let descriptor = Descriptor.openForReading(path)
    guard descriptor >= 0 else { return .failure(Reason(text: reason(errno))) }
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return .failure(Reason(text: "is no file any more"))
    }
    return .success(Opened(descriptor: descriptor, size: Int64(status.st_size), modified: status.modifiedNanoseconds))
  }

  static func reason(_ error: Int32) -> String {
    switch error {
    case ENOENT: "is not there"
    case EACCES, EPERM: "may not be read by you"
    case ENOTDIR: "is not there: a part of its path is no folder"
    case ELOOP: "cannot be reached: its links go round in a circle"
    case ENAMETOOLONG: "is not there: its name is too long"
    default: "cannot be read: \(systemReason(error))"
    }
  }

  /// The first bytes, at most `count`; nil where they cannot be read.
  func beginning(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let read = bytes.withUnsafeMutableBytes {
        pread(descriptor, $0.baseAddress! + filled, count - filled, off_t(filled))
      }
      if read < 0 && errno == EINTR { continue }
      guard read >= 0 else { return nil }
      if read == 0 { break }
      filled += read
    }
    return Array(bytes.prefix(filled))
  }

  func facts(_ path: String, _ bytes: [UInt8]) -> FileFacts {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let type = FileType(content: bytes, name: name, isWhole: Int64(bytes.count) == size)
    return FileFacts(path: path, size: size, modified: modified, type: type)
  }
}
