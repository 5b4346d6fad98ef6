import Foundation
import GRDB

/// How connections to a history file are opened. None of them ever creates the file: one that was moved away in the meantime
/// must not come back empty.
enum HistoryConnection {
  private static let plain = CharacterSet(charactersIn: "/-._~").union(.alphanumerics)

  /// The name by which SQLite takes `path` with `parameter`.
  static func uri(_ path: String, _ parameter: String) -> String {
    let absolute = HistoryFileLocation.absolute(path)
    return "file:\(absolute.addingPercentEncoding(withAllowedCharacters: plain) ?? absolute)?\(parameter)"
  }

  /// A connection that reads, and waits `busy` seconds for others; frozen where it shows the file as it was when it was
  /// opened.
  static func reader(_ path: String, busy: Double) throws -> (reader: DatabaseQueue, isFrozen: Bool) {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.label = "history reader"
    // The system has the pages of the file anyway; a copy of more of them is memory that a large history must not cost.
    configuration.prepareDatabase { try $0.execute(sql: "PRAGMA cache_size = -1000") }
    configuration.busyMode = .timeout(busy)
    return try reader(path, configuration)
  }

  /// The same with `configuration`. Without the right or the room to make a file beside it, a WAL file can be read only by
  /// the promise that nobody changes it; that is kept where nothing waits in its log, which would be passed over.
  static func reader(
    _ path: String, _ configuration: Configuration
  ) throws -> (reader: DatabaseQueue, isFrozen: Bool) {
    do {
      let reader = try DatabaseQueue(path: path, configuration: configuration)
      _ = try reader.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
      return (reader, false)
    } catch let error as DatabaseError where mayFreeze(path, error) {
      return (try DatabaseQueue(path: uri(path, "immutable=1"), configuration: configuration), true)
    }
  }

  private static func mayFreeze(_ path: String, _ error: DatabaseError) -> Bool {
    guard HistoryFileLocation.isThere(path), !HistoryFileLocation.hasContent(path + "-wal") else { return false }
    switch error.resultCode {
    case .SQLITE_CANTOPEN, .SQLITE_READONLY:
      return !HistoryFileLocation.mayWriteBeside(path) || HistoryFileLocation.isFull(path)
    case .SQLITE_FULL: return true
    case .SQLITE_IOERR: return error.isMemoryOfLog && HistoryFileLocation.isFull(path)
    default: return false
    }
  }

  /// A connection that writes, and waits `busy` seconds for others. `synchronous` is SQLite's word.
  static func writer(
    _ path: String, busy: Double, label: String = "history writer", synchronous: String? = nil
  ) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.label = label
    configuration.busyMode = .timeout(busy)
    if let synchronous {
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA synchronous = \(synchronous)") }
    }
    return try DatabaseQueue(path: uri(path, "mode=rw"), configuration: configuration)
  }
}
