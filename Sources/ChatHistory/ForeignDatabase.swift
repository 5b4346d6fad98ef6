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
  package init(path: String) throws(HistoryProblem) {
    do {
      var configuration = Configuration()
      configuration.readonly = true
      configuration.busyMode = .timeout(3)
      try FilePlace.requireFile(path)
      reader = try HistoryConnection.reader(path, configuration).reader
      tables = try reader.read { db in
        var tables: [String: Set<String>] = [:]
        let names = try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'table'")
        for name in names where name.count < 200 && tables.count < 1000 {
          tables[name.lowercased()] = Set(try db.columns(in: name).map { $0.name.lowercased() })
        }
        return tables
      }
    } catch { throw HistoryProblem(error, path: path) }
  }

  /// Whether `table` is there with all of `columns`.
  package func has(_ table: String, _ columns: [String]) -> Bool {
    tables[table].map { $0.isSuperset(of: columns) } ?? false
  }

  /// Runs `sql` and hands out its rows. Throws what `take` throws, or a `HistoryProblem`.
  package func forEach(_ sql: String, path: String, _ take: (ForeignRow) throws -> Void) throws {
    do {
      try reader.read { db in
        try db.makeStatement(sql: sql).forEach([]) { try take(ForeignRow(row: $0)) }
      }
    } catch let error as DatabaseError { throw HistoryProblem(error, path: path) }
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
