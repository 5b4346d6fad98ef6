import ChatModel
import Foundation
import GRDB

/// A SQLite file of another program, to be read. Nothing in it is trusted: values are taken for what they are, and rows are
/// handed out one at a time.
package final class ForeignDatabase {
  private let reader: DatabaseQueue
  /// The columns of its tables, all in small letters.
  package let tables: [String: Set<String>]

  /// Opens the file at `path`. Throws where that is no database that can be read.
  package init(path: String) throws(ForeignDatabaseProblem) {
    if let reason = HistoryFileLocation.refusal(path) { throw ForeignDatabaseProblem(text: reason) }
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(3)
      reader = try HistoryConnection.reader(path, configuration).reader
      tables = try reader.read { db in
        var tables: [String: Set<String>] = [:]
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        for name in names where name.count < 200 && tables.count < 1000 {
          // A table that needs an extension is none of those that are looked for.
          tables[name.lowercased()] = Set(((try? db.columns(in: name)) ?? []).map { $0.name.lowercased() })
        }
        return tables
      }
    } catch { throw ForeignDatabaseProblem(error) }
  }

  /// Whether `table` is there with all of `columns`.
  package func has(_ table: String, _ columns: [String]) -> Bool {
    tables[table].map { $0.isSuperset(of: columns) } ?? false
  }

  /// Runs `sql` and hands out its rows. Throws what `take` throws, or a `ForeignDatabaseProblem`.
  package func forEach(_ sql: String, _ take: (ForeignRow) throws -> Void) throws {
    do {
      try reader.read { db in
        try db.makeStatement(sql: sql).forEach([]) { try take(ForeignRow(row: $0)) }
      }
    } catch let error as DatabaseError { throw ForeignDatabaseProblem(error) }
  }
}

/// Why another program's database cannot be read.
package struct ForeignDatabaseProblem: Error, Hashable, Sendable {
  /// One sentence without its full stop, that begins with "it".
  package var text: String

  init(text: String) { self.text = text }

  init(_ error: any Error) {
    switch (error as? DatabaseError)?.resultCode {
    case ResultCode.SQLITE_BUSY, ResultCode.SQLITE_LOCKED, ResultCode.SQLITE_PROTOCOL:
      text = "it is locked by another program: try again when that is done"
    case ResultCode.SQLITE_CORRUPT, ResultCode.SQLITE_NOTADB: text = "it is a damaged database"
    default: text = "it cannot be read as a database (\((error as? DatabaseError)?.message ?? "\(error)"))"
    }
  }
}

/// A row of a foreign table; valid only while it is handed out.
package struct ForeignRow {
  fileprivate let row: Row

  /// The text in a column; numbers as they are written, nil where there is nothing or bytes that are no text.
  package func text(_ index: Int) -> String? {
    switch (row[index] as DatabaseValue).storage {
    case .string(let text): text
    case .int64(let number): "\(number)"
    case .double(let number): "\(number)"
    case .blob(let data): String(validating: data, as: UTF8.self)
    case .null: nil
    }
  }

  /// The whole number in a column, nil where there is none.
  package func integer(_ index: Int) -> Int64? {
    if case .int64(let number) = (row[index] as DatabaseValue).storage { number } else { nil }
  }
}
