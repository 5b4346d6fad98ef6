import GRDB

/// Lets a file of an older version that may not be changed be read as if it were of this one: what it lacks is laid over it
/// as temporary views and empty tables of the connection. Nothing of the file is copied, however large it is.
enum OlderSchema {
  /// Makes the connection `db` show the form of this version.
  static func adapt(_ db: Database) throws {
    let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    // Not even temporary files are to be written.
    try db.execute(sql: "PRAGMA temp_store = MEMORY")
    for step in steps where version < step.version { try db.execute(sql: step.sql) }
    if version < 5 {
      try db.execute(sql: conversations(hasBranches: version >= 2))
    } else if version < 8 {
      try db.execute(sql: hosts)
    }
    if version < 6 { try db.execute(sql: drafts(hasWriter: version >= 5)) }
    if version < 9 {
      try db.execute(sql: messages(hasFeedback: version >= 5))
    } else if version < 10 {
      try db.execute(sql: "CREATE TEMP VIEW message AS SELECT *, 0 AS unreadable_sources FROM main.message")
    }
  }

  /// What came with each version and is not there before it.
  private static let steps: [(version: Int32, sql: String)] = [
    (
      2,
      """
      CREATE TEMP TABLE layout (name TEXT PRIMARY KEY, panes TEXT NOT NULL);
      CREATE TEMP TABLE stash (id INTEGER PRIMARY KEY, key TEXT, text TEXT NOT NULL, created_at INTEGER NOT NULL);
      """
    ),
    (
      3,
      """
      CREATE TEMP TABLE star (message INTEGER PRIMARY KEY, note TEXT NOT NULL, created_at INTEGER NOT NULL);
      CREATE TEMP TABLE mark (name TEXT PRIMARY KEY, conversation TEXT NOT NULL, message TEXT, row INTEGER NOT NULL);
      """
    ),
    (
      5,
      """
      CREATE TEMP TABLE change (id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL, message INTEGER);
      CREATE TEMP TABLE unwanted (profile TEXT NOT NULL, remote_key TEXT NOT NULL, host TEXT NOT NULL);
      """
    ),
    (
      9,
      """
      CREATE TEMP TABLE part_chunk (id INTEGER PRIMARY KEY, message INTEGER NOT NULL, number INTEGER NOT NULL,
        kind TEXT NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL, start INTEGER NOT NULL);
      """
    ),
  ]

  private static func conversations(hasBranches: Bool) -> String {
    """
    CREATE TEMP VIEW conversation AS SELECT id, key, remote_key, profile, chatbot, chatbot_name, title, title_source, mode,
      is_pinned, is_archived, unread, created_at, last_activity, deleted_at,
      \(hasBranches ? "branch_conversation, branch_message" : "NULL AS branch_conversation, NULL AS branch_message"),
      CASE WHEN remote_key IS NULL THEN 'local' ELSE 'both' END AS presence, NULL AS earlier_page, NULL AS host
    FROM main.conversation
    """
  }

  /// From version 5 on, all that conversations lack is the host.
  private static let hosts = """
    CREATE TEMP VIEW conversation AS SELECT *, NULL AS host FROM main.conversation;
    CREATE TEMP VIEW unwanted AS SELECT profile, remote_key, '' AS host FROM main.unwanted;
    """

  private static func messages(hasFeedback: Bool) -> String {
    """
    CREATE TEMP VIEW message AS SELECT id, key, conversation, ordinal, remote_key, author, text, status, failure,
      created_at, first_text_at, ended_at, attachments, citations, reply, writer,
      \(hasFeedback ? "feedback" : "NULL AS feedback"), NULL AS parts, 0 AS unreadable, NULL AS remote_digest,
      0 AS unreadable_sources
      FROM main.message
    """
  }

  private static func drafts(hasWriter: Bool) -> String {
    """
    CREATE TEMP VIEW draft AS SELECT conversation, text, caret, \(hasWriter ? "writer" : "NULL AS writer"),
      NULL AS attachments FROM main.draft
    """
  }
}
