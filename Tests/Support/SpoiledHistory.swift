import Foundation
import GRDB

/// Puts into a SQLite file what no program of ours writes there: any value in any column, whatever the table allows.
package enum SpoiledHistory {
  /// A column of a table.
  package struct Column: Hashable, Sendable, CustomStringConvertible {
    package var table: String
    package var name: String
    package var description: String { "\(table).\(name)" }

    package init(table: String, name: String) {
      self.table = table
      self.name = name
    }
  }

  /// All columns of all tables of the file at `path`.
  package static func columns(of path: String) throws -> [Column] {
    let queue = try open(path)
    defer { try? queue.close() }
    return try queue.read { db in
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")
      return try tables.flatMap { table in
        try String.fetchAll(db, sql: "SELECT name FROM pragma_table_info(?) ORDER BY cid", arguments: [table])
          .map { Column(table: table, name: $0) }
      }
    }
  }

  /// Those that hold numbers, but for row ids.
  package static func numbers(of path: String) throws -> [Column] {
    let queue = try open(path)
    defer { try? queue.close() }
    return try queue.read { db in
      try columns(of: path).filter { column in
        try Bool.fetchOne(
          db, sql: "SELECT type = 'INTEGER' AND pk = 0 FROM pragma_table_info(?) WHERE name = ?",
          arguments: [column.table, column.name]) == true
      }
    }
  }

  /// Puts `value`, as SQL spells it, into the row `row` of `column`, or into all.
  package static func fill(_ path: String, _ column: Column, _ value: String, row: Int64? = nil) throws {
    let original = try loosen(path, column.table)
    let queue = try open(path)
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA recursive_triggers = OFF")
      // Where no two may be the same, one is.
      let place = row.map { "rowid = \($0)" } ?? "1"
      try db.execute(sql: "UPDATE OR IGNORE \(column.table) SET \(column.name) = \(value) WHERE \(place)")
    }
    try queue.close()
    try restore(path, column.table, original)
  }

  /// Puts values into about half of the rows of `column`, one each; says which row ids those are (none of a table without).
  package static func damage(
    _ path: String, _ column: Column, using random: inout SeededGenerator
  ) throws -> Set<Int64> {
    let original = try loosen(path, column.table)
    let queue = try open(path)
    var damaged: Set<Int64> = []
    let identifiers = try queue.read { db in
      try? Int64.fetchAll(db, sql: "SELECT rowid FROM \(column.table) ORDER BY rowid LIMIT 100")
    }
    try queue.writeWithoutTransaction { db in
      try db.execute(sql: "PRAGMA ignore_check_constraints = ON; PRAGMA recursive_triggers = OFF")
      let chosen: [Int64?] = identifiers.map { $0.map { $0 } } ?? [nil]
      for identifier in chosen where chosen.count < 3 || Bool.random(using: &random) {
        let value = values(using: &random)
        let place = identifier.map { "rowid = \($0)" } ?? "1"
        do {
          try db.execute(
            sql: "UPDATE \(column.table) SET \(column.name) = \(value.sql) WHERE \(place)",
            arguments: value.argument.map { [$0] } ?? [])
          if let identifier { damaged.insert(identifier) }
        } catch let error as DatabaseError where [.SQLITE_CONSTRAINT, .SQLITE_MISMATCH].contains(error.resultCode) {
          // A row id is a number, and no two are the same.
        }
      }
    }
    try queue.close()
    try restore(path, column.table, original)
    return damaged
  }

  private struct Value {
    var sql: String
    var argument: DatabaseValue?
  }

  private static func values(using random: inout SeededGenerator) -> Value {
    func text(_ bytes: [UInt8]) -> Value { Value(sql: "CAST(? AS TEXT)", argument: Data(bytes).databaseValue) }
    switch Int.random(in: 0..<22, using: &random) {
    case 0, 1: return Value(sql: "NULL")
    case 2: return Value(sql: "?", argument: Int64.max.databaseValue)
    case 3: return Value(sql: "?", argument: Int64.min.databaseValue)
    case 4: return Value(sql: "?", argument: Int64(-1).databaseValue)
    case 5: return Value(sql: "?", argument: Int64(0).databaseValue)
    case 6: return Value(sql: "?", argument: (Int64.max - 1).databaseValue)
    case 7: return Value(sql: "?", argument: Int64.random(in: .min ... .max, using: &random).databaseValue)
    case 8: return Value(sql: "?", argument: (Int64(1) << Int64.random(in: 20...62, using: &random)).databaseValue)
    case 9: return Value(sql: "?", argument: 1.5.databaseValue)
    case 10: return Value(sql: "?", argument: 9.3e18.databaseValue)
    case 11: return Value(sql: "9e999")
    case 12: return text([])
    case 13: return text(Array("x\u{0}y\u{1B}[31m\u{202E}\u{9B}2J".utf8))
    case 14: return text([0xFF, 0xC0, 0x80, 0xED, 0xA0, 0x80, 0x00, 0xF4])
    case 15: return Value(sql: "?", argument: Data([0x00, 0xFF, 0x01]).databaseValue)
    case 16: return text(Array(String(repeating: "long ", count: 20_000).utf8))
    case 17: return text(Array(String(repeating: "[", count: 5000).utf8))
    case 18:
      return text(
        Array(#"[{"kind":"tool","name":"n","text":"t","offset":-9223372036854775808},7,null,{"filename":3}]"#.utf8))
    case 19:
      return text(
        Array(
          #"[{"id":"a","path":"/x","name":"n","file":{"path":"/x","size":-9223372036854775808,"modified":1,"#
            .appending(#""type":{"label":"l","mime":"m","kind":"image"}},"state":{"uploading":{"_0":{"sent":-5,"#)
            .appending(#""total":9223372036854775807,"bytesPerSecond":1}}}}]"#).utf8))
    case 20:
      return text(
        Array(
          #"{"tree":{"split":{"_0":"columns","_1":[{"weight":-9223372036854775808,"tree":{"pane":{"_0":"#
            .appending(#"{"value":9223372036854775807}}}},{"weight":1,"tree":{"pane":{"_0":{"value":1}}}}]}},"#)
            .appending(#""conversations":[null,"c0"],"focused":{"value":7}}"#).utf8))
    default:
      return text(
        (0..<Int.random(in: 1...40, using: &random)).map { _ in UInt8.random(in: .min ... .max, using: &random) })
    }
  }

  // MARK: The table's rules

  /// Takes the rules of a table away; returns what it was made by.
  private static func loosen(_ path: String, _ table: String) throws -> String {
    let queue = try open(path)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction { db in
      let original =
        try String.fetchOne(
          db, sql: "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", arguments: [table])
        ?? ""
      var loose = original
      for (rule, other) in [
        ("INTEGER PRIMARY KEY", "\u{1}"), ("IS NOT NULL", "\u{2}"), (" STRICT, WITHOUT ROWID", " WITHOUT ROWID"),
        (" STRICT", ""),
        (" NOT NULL", ""),
        (" TEXT", ""), (" INTEGER", ""), ("\u{1}", "INTEGER PRIMARY KEY"), ("\u{2}", "IS NOT NULL"),
      ] { loose = loose.replacingOccurrences(of: rule, with: other) }
      try change(db, table, loose)
      return original
    }
  }

  private static func restore(_ path: String, _ table: String, _ sql: String) throws {
    let queue = try open(path)
    defer { try? queue.close() }
    try queue.writeWithoutTransaction { try change($0, table, sql) }
  }

  private static func change(_ db: Database, _ table: String, _ sql: String) throws {
    let version = try Int64.fetchOne(db, sql: "PRAGMA schema_version") ?? 0
    try db.execute(sql: "PRAGMA writable_schema = ON")
    try db.execute(
      sql: "UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", arguments: [sql, table])
    try db.execute(sql: "PRAGMA schema_version = \(version + 1); PRAGMA writable_schema = OFF")
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    return try DatabaseQueue(path: path, configuration: configuration)
  }
}
