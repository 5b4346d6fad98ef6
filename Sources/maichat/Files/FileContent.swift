import Canvas
import System

/// A path among the arguments, as the system gave it: names of files need not be UTF-8, and Swift's texts are.
struct ArgumentPath {
  /// As it is shown.
  let text: String
  private let bytes: [CChar]

  /// The argument `text`. Where several were repaired to the same text, `occurrence` counts from 0 which of them it is.
  init(_ text: String, occurrence: Int = 0) {
    self.text = text
    let raw = Self.repaired[text] ?? []
    bytes = raw.isEmpty ? Array(text.utf8CString) : raw[min(occurrence, raw.count - 1)]
  }

  /// Whether it can be named by a text.
  var isText: Bool { Self.repaired[text] == nil }

  func withCString<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    bytes.withUnsafeBufferPointer { body($0.baseAddress!) }
  }

  /// The arguments that are not UTF-8, by what Swift makes of them.
  private static let repaired: [String: [[CChar]]] = {
    var repaired: [String: [[CChar]]] = [:]
    for index in 0..<Int(CommandLine.argc) {
      guard let argument = CommandLine.unsafeArgv[index], String(validatingCString: argument) == nil else { continue }
      let bytes = UnsafeBufferPointer(start: argument, count: strlen(argument) + 1)
      repaired[String(cString: argument), default: []].append(Array(bytes))
    }
    return repaired
  }()
}

/// The bytes of a file, as the system has them: not read before they are looked at. What is no file is refused, and what
/// comes through a pipe is bounded.
final class FileContent {
  let bytes: UnsafeBufferPointer<UInt8>
  private let mapping: UnsafeMutableRawPointer?
  private let descriptor: Int32
  private let path: ArgumentPath

  /// Opens the file at `path`; "-" is standard input, which is read to its end as pipes are: `limit` bytes at most.
  init(_ path: ArgumentPath, limit: Int64) throws(CommandFailure) {
    let isStandardInput = path.text == "-"
    let name: SafeText = isStandardInput ? "standard input" : safe(path.text)
    // A pipe that nobody writes to yet must not be waited for here, where nothing can be said.
    let descriptor =
      isStandardInput ? STDIN_FILENO : path.withCString { open($0, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) }
    guard descriptor >= 0 else {
      let isSocket = errno == ENXIO
      throw Self.unreadable(name, isSocket ? "it is a socket or a device" : "\(systemReason())")
    }
    self.descriptor = descriptor
    self.path = path
    var info = stat()
    guard fstat(descriptor, &info) == 0 else {
      let reason: SafeText = "\(systemReason())"
      if !isStandardInput { close(descriptor) }
      throw Self.unreadable(name, reason)
    }
    if let refusal = Self.refusal(info.st_mode, isStandardInput: isStandardInput) {
      if !isStandardInput { close(descriptor) }
      throw Self.unreadable(name, refusal)
    }
    isFile = info.st_mode & S_IFMT == S_IFREG && !isStandardInput
    if info.st_mode & S_IFMT == S_IFREG, info.st_size > 0, lseek(descriptor, 0, SEEK_CUR) == 0,
      let mapping = mmap(nil, Int(info.st_size), PROT_READ, MAP_PRIVATE, descriptor, 0), mapping != MAP_FAILED
    {
      self.mapping = mapping
      bytes = UnsafeRawBufferPointer(start: mapping, count: Int(info.st_size)).assumingMemoryBound(to: UInt8.self)
      return
    }
    mapping = nil
    let isPiped = info.st_mode & S_IFMT != S_IFREG
    do throws(CommandFailure) {
      let all = try Self.readAll(descriptor, name, limit: isPiped ? limit : .max)
      let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: all.count)
      _ = copy.initialize(from: all)
      bytes = UnsafeBufferPointer(copy)
    } catch {
      if !isStandardInput { close(descriptor) }
      throw error
    }
  }

  private static func unreadable(_ name: SafeText, _ reason: SafeText) -> CommandFailure {
    CommandFailure(.usage, "cannot read \(name): \(reason).")
  }

  /// Why something of this kind is not read; nil where it is.
  private static func refusal(_ mode: mode_t, isStandardInput: Bool) -> SafeText? {
    switch mode & S_IFMT {
    case S_IFDIR: "it is a folder: name the files in it"
    // What a person types comes through a device too.
    case S_IFCHR where isStandardInput: nil
    case S_IFCHR, S_IFBLK: "it is a device"
    default: nil
    }
  }

  private static func readAll(_ descriptor: Int32, _ name: SafeText, limit: Int64) throws(CommandFailure) -> [UInt8] {
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    // Where nobody has opened a pipe for writing, its end is no end yet.
    var hasSaid = !Descriptor.wait(for: POLLIN, descriptor, milliseconds: 1000) && said(name)
    while true {
      let count = Descriptor.read(descriptor, into: &buffer)
      if count == 0 { return all }
      if count < 0 {
        guard errno == EAGAIN else { throw unreadable(name, "\(systemReason())") }
        if !Descriptor.wait(for: POLLIN, descriptor, milliseconds: hasSaid ? -1 : 1000) { hasSaid = said(name) }
        continue
      }
      all.append(contentsOf: buffer[..<count])
      guard Int64(all.count) <= limit else {
        throw unreadable(
          name, "it is larger than the \(limit / 1_000_000) MB that max_pipe in [import] allows; a file may be larger")
      }
    }
  }

  private static func said(_ name: SafeText) -> Bool {
    StandardError.say("maichat: waiting for \(name)")
    return true
  }

  /// Whether it is a file, which can be opened again.
  let isFile: Bool

  /// The file's path for a library that takes texts only. It leads to the file for as long as this is there.
  var databasePath: String { path.isText ? path.text : "/proc/self/fd/\(descriptor)" }

  deinit {
    if path.text != "-" { close(descriptor) }
    if let mapping {
      munmap(mapping, bytes.count)
    } else {
      bytes.deallocate()
    }
  }
}
