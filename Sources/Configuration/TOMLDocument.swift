import System
import TOMLKit

/// A parsed TOML file, with the lines of its keys.
struct TOMLDocument {
  let file: String
  let root: TOMLPlace
  let outline: TOMLOutline

  /// A file larger than this is no configuration, and is not read.
  static let maximumBytes = 1 << 20

  /// Parses `bytes`, the content of `file`. Throws the first syntax error.
  init(_ bytes: [UInt8], file: String) throws(ConfigurationProblem) {
    let text = try Self.text(bytes, file: file)
    do {
      outline = try TOMLOutline(bytes)
    } catch {
      let (line, column) = Self.position(of: error.offset, in: bytes)
      throw ConfigurationProblem(file: file, line: line, column: column, text: error.text)
    }
    self.file = file
    do {
      root = TOMLPlace(path: [], table: try TOMLTable(string: text))
    } catch let error as TOMLParseError {
      throw Self.problem(error, in: bytes, outline, file: file)
    } catch {
      throw ConfigurationProblem(file: file, text: "is not TOML")
    }
  }

  /// Reads and parses the file at `path`.
  static func read(_ path: String) throws(ConfigurationProblem) -> TOMLDocument {
    let bytes: [UInt8]
    do {
      bytes = try PrivateFile(path: path).read(limit: maximumBytes)
    } catch {
      throw ConfigurationProblem(file: path, text: "\(error.attempt): \(error.reason)")
    }
    return try TOMLDocument(bytes, file: path)
  }

  /// The bytes as text. The parser takes C strings, so that a NUL byte would silently end the file for it.
  private static func text(_ bytes: [UInt8], file: String) throws(ConfigurationProblem) -> String {
    if let nul = bytes.firstIndex(of: 0) {
      let (line, column) = position(of: nul, in: bytes)
      throw ConfigurationProblem(
        file: file, line: line, column: column, text: "holds a NUL byte: this is not a text file")
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
    throw ConfigurationProblem(file: file, line: line.map { $0 + 1 }, text: "is not UTF-8 text")
  }

  private static func position(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    let before = bytes[..<offset]
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = String(decoding: before[start...], as: UTF8.self).unicodeScalars.count + 1
    return (before.count { $0 == UInt8(ascii: "\n") } + 1, column)
  }

  /// The parser quotes what it found, which must not be part of a key that somebody forgot to put in quotes.
  private static func problem(
    _ error: TOMLParseError, in bytes: [UInt8], _ outline: TOMLOutline, file: String
  ) -> ConfigurationProblem {
    let place = error.source.begin
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: place.line, omittingEmptySubsequences: false)
    let around = lines.prefix(place.line).suffix(2).map { String(decoding: $0.prefix(4096), as: UTF8.self) }
    if error.description.contains("redefine") {
      // The parser tells of what stands below a table that cannot be one.
      let again = outline.repetition
      let path = again?.path ?? outline.path(at: place.line)
      let line = again?.line ?? place.line
      let first = path.flatMap(outline.line).flatMap { $0 < line ? " (first in line \($0))" : nil } ?? ""
      return ConfigurationProblem(
        file: file, line: line, column: again == nil ? place.column : nil, key: path.map(dotted),
        text: "this key or table is there a second time\(first): remove one")
    }
    let isSecret = around.contains { $0.contains("api_key") }
    let text = isSecret ? "this is not TOML; texts stand in quotes" : String(error.description.prefix(200))
    return ConfigurationProblem(file: file, line: place.line, column: place.column, text: text)
  }
}

/// One table of a document.
struct TOMLPlace {
  /// The names of the tables around it and its own; empty for the whole document.
  let path: [String]
  let table: TOMLTable
}
