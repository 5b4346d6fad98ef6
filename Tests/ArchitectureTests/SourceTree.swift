#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The package's own sources, as text.
enum SourceTree {
  static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Sources").path

  static func rooms() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: sources).sorted() }

  /// The paths of the Swift files of `room`.
  static func files(of room: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(sources)/\(room)").filter { $0.hasSuffix(".swift") }
      .map { "\(sources)/\(room)/\($0)" }
  }

  static func text(of file: String) throws -> String { try String(contentsOf: URL(filePath: file), encoding: .utf8) }

  /// The modules that the files of `room` import.
  static func imports(of room: String) throws -> Set<String> {
    var modules: Set<String> = []
    for file in try files(of: room) {
      for line in try text(of: file).split(separator: "\n") {
        let words = line.split(separator: " ")
        guard let at = words.firstIndex(of: "import"), at <= 1, at + 1 < words.count,
          at == 0 || words[0].hasPrefix("@")
        else { continue }
        let name = words[at + 1]
        let kinds: Set<Substring> = ["struct", "class", "enum", "func", "protocol", "typealias", "var", "let"]
        let path = kinds.contains(name) && at + 2 < words.count ? words[at + 2] : name
        modules.insert(String(path.split(separator: ".")[0]))
      }
    }
    return modules
  }
}
