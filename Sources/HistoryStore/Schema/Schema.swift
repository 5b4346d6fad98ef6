import GRDB

/// The tables of the history file and the steps that lead to them. A step that was ever released is not edited any
/// more: files in the field were made by it.
///
/// What is told apart by a text `key` outside has an integer `id` inside, so that full-text indexes and other tables
/// can refer to it. A running reply grows as rows of `message_chunk`; they become part of `message.text` when it ends.
enum Schema {
  /// "maic": tells a history file from any other SQLite file.
  static let applicationID: Int32 = 0x6D61_6963
  /// The version that this program writes; kept in the file as `user_version`.
  static let version: Int32 = 10

  static let migrator: DatabaseMigrator = {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { db in
      try db.execute(sql: version1)
      try db.execute(sql: "PRAGMA application_id = \(applicationID)")
      try db.execute(sql: "PRAGMA user_version = 1")
    }
    migrator.registerMigration("2") { db in
      try db.execute(sql: version2)
      try db.execute(sql: "PRAGMA user_version = 2")
    }
    migrator.registerMigration("3") { db in
      try db.execute(sql: version3)
      try db.execute(sql: "PRAGMA user_version = 3")
    }
    migrator.registerMigration("4") { db in
      try db.execute(sql: version4)
      try SearchIndex.create(db)
      try db.execute(sql: "PRAGMA user_version = 4")
    }
    migrator.registerMigration("5") { db in
      try db.execute(sql: version5)
      try db.execute(sql: "PRAGMA user_version = 5")
    }
    migrator.registerMigration("6") { db in
      try db.execute(sql: version6)
      try db.execute(sql: "PRAGMA user_version = 6")
    }
    migrator.registerMigration("7") { db in
      try db.execute(sql: version7)
      try db.execute(sql: "PRAGMA user_version = 7")
    }
    migrator.registerMigration("8") { db in
      try db.execute(sql: version8)
      try db.execute(sql: "PRAGMA user_version = 8")
    }
    migrator.registerMigration("9") { db in
      try db.execute(sql: version9)
      try db.execute(sql: "PRAGMA user_version = 9")
    }
    migrator.registerMigration("10") { db in
      try db.execute(sql: version10)
      try db.execute(sql: "PRAGMA user_version = 10")
    }
    return migrator
  }()

  private static let version1 = """
    CREATE TABLE conversation (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      remote_key TEXT,
      profile TEXT NOT NULL,
      chatbot TEXT,
      chatbot_name TEXT NOT NULL,
      title TEXT NOT NULL,
      title_source TEXT NOT NULL CHECK (title_source IN ('none', 'firstQuestion', 'server', 'user')),
      mode TEXT NOT NULL CHECK (mode IN ('streaming', 'synchronous')),
      is_pinned INTEGER NOT NULL CHECK (is_pinned IN (0, 1)),
      is_archived INTEGER NOT NULL CHECK (is_archived IN (0, 1)),
      unread INTEGER NOT NULL CHECK (unread >= 0),
      created_at INTEGER NOT NULL,
      last_activity INTEGER NOT NULL,
      deleted_at INTEGER
    ) STRICT;
    CREATE INDEX conversation_list ON conversation (is_pinned DESC, last_activity DESC, key) WHERE deleted_at IS NULL;
    CREATE INDEX conversation_deleted ON conversation (deleted_at) WHERE deleted_at IS NOT NULL;

    CREATE TABLE message (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      conversation INTEGER NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
      ordinal INTEGER NOT NULL,
      remote_key TEXT,
      author TEXT NOT NULL CHECK (author IN ('person', 'assistant')),
      text TEXT NOT NULL,
      status TEXT NOT NULL CHECK (
        status IN ('sending', 'waiting', 'streaming', 'complete', 'stopped', 'interrupted', 'failed')),
      failure TEXT CHECK ((failure IS NOT NULL) = (status = 'failed')),
      created_at INTEGER NOT NULL,
      first_text_at INTEGER,
      ended_at INTEGER,
      attachments TEXT,
      citations TEXT,
      reply TEXT,
      writer TEXT,
      UNIQUE (conversation, ordinal)
    ) STRICT;
    CREATE INDEX message_running ON message (id) WHERE status IN ('sending', 'waiting', 'streaming');

    CREATE TABLE message_chunk (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
      text TEXT NOT NULL
    ) STRICT;
    CREATE INDEX message_chunk_message ON message_chunk (message);

    CREATE TABLE draft (
      conversation INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
      text TEXT NOT NULL,
      caret INTEGER NOT NULL CHECK (caret >= 0)
    ) STRICT;

    CREATE TABLE scroll (
      conversation INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
      message TEXT NOT NULL,
      row INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE session (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      open_conversation TEXT,
      is_list_visible INTEGER NOT NULL CHECK (is_list_visible IN (0, 1)),
      list_columns INTEGER NOT NULL,
      panes TEXT
    ) STRICT;
    """

  /// Where a conversation branches off another, layouts under names, and drafts that were put aside, the newest with the
  /// greatest `id`.
  private static let version2 = """
    ALTER TABLE conversation ADD COLUMN branch_conversation TEXT;
    ALTER TABLE conversation ADD COLUMN branch_message TEXT;

    CREATE TABLE layout (
      name TEXT PRIMARY KEY,
      panes TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE stash (
      id INTEGER PRIMARY KEY,
      key TEXT NOT NULL UNIQUE,
      text TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    """

  /// Messages to be found again, and places under letters. A place outlives its message: it is found no more, and the
  /// letter is free.
  private static let version3 = """
    CREATE TABLE star (
      message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
      note TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;

    CREATE TABLE mark (
      name TEXT PRIMARY KEY,
      conversation TEXT NOT NULL,
      message TEXT,
      row INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    """

  /// What the search index covers, and which messages have changed since; the index itself is made by `SearchIndex`.
  private static let version4 = """
    CREATE TABLE search_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      version INTEGER NOT NULL,
      low INTEGER NOT NULL,
      high INTEGER NOT NULL
    ) STRICT;
    INSERT INTO search_state (id, version, low, high) VALUES (1, 0, 0, 0);

    CREATE TABLE search_queue (
      message INTEGER PRIMARY KEY
    ) STRICT;

    CREATE TRIGGER search_changed AFTER UPDATE OF text, status, attachments ON message
    WHEN NEW.status NOT IN ('sending', 'waiting', 'streaming') AND (
      OLD.status IN ('sending', 'waiting', 'streaming') OR OLD.text IS NOT NEW.text
      OR OLD.attachments IS NOT NEW.attachments)
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.id); END;

    CREATE TRIGGER search_added AFTER INSERT ON message WHEN NEW.id <= (SELECT high FROM search_state)
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.id); END;

    CREATE TRIGGER search_removed AFTER DELETE ON message
    BEGIN DELETE FROM search_queue WHERE message = OLD.id; END;
    """

  /// What the service keeps of a conversation, and `change`: the last rows that any process wrote, the newest with the
  /// greatest `id`, so that others need not look through everything. Ordinals alone change when messages are put between
  /// others, which whoever reads those sees.
  ///
  /// `unwanted` are conversations that were deleted here for good and are still at the service.
  private static let version5 = """
    ALTER TABLE conversation ADD COLUMN presence TEXT NOT NULL DEFAULT 'local'
      CHECK (presence IN ('local', 'remote', 'both'));
    UPDATE conversation SET presence = 'both' WHERE remote_key IS NOT NULL;
    ALTER TABLE conversation ADD COLUMN earlier_page TEXT;
    ALTER TABLE message ADD COLUMN feedback TEXT CHECK (feedback IN ('like', 'dislike'));
    ALTER TABLE draft ADD COLUMN writer TEXT;
    CREATE INDEX conversation_remote ON conversation (remote_key) WHERE remote_key IS NOT NULL;
    CREATE INDEX message_remote ON message (conversation, remote_key) WHERE remote_key IS NOT NULL;

    CREATE TABLE unwanted (
      profile TEXT NOT NULL,
      remote_key TEXT NOT NULL,
      PRIMARY KEY (profile, remote_key)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE change (
      id INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL,
      message INTEGER
    ) STRICT;
    CREATE TRIGGER conversation_inserted AFTER INSERT ON conversation
      BEGIN INSERT INTO change (conversation) VALUES (NEW.id); END;
    CREATE TRIGGER conversation_updated AFTER UPDATE ON conversation
      BEGIN INSERT INTO change (conversation) VALUES (NEW.id); END;
    CREATE TRIGGER message_inserted AFTER INSERT ON message
      BEGIN INSERT INTO change (conversation, message) VALUES (NEW.conversation, NEW.id); END;
    CREATE TRIGGER message_updated AFTER UPDATE ON message WHEN NEW.ordinal = OLD.ordinal
      BEGIN INSERT INTO change (conversation, message) VALUES (NEW.conversation, NEW.id); END;
    CREATE TRIGGER draft_inserted AFTER INSERT ON draft
      BEGIN INSERT INTO change (conversation) VALUES (NEW.conversation); END;
    CREATE TRIGGER draft_updated AFTER UPDATE ON draft
      BEGIN INSERT INTO change (conversation) VALUES (NEW.conversation); END;
    CREATE TRIGGER draft_deleted AFTER DELETE ON draft
      BEGIN INSERT INTO change (conversation) VALUES (OLD.conversation); END;
    CREATE TRIGGER change_bounded AFTER INSERT ON change WHEN NEW.id % 1024 = 0
      BEGIN DELETE FROM change WHERE id <= NEW.id - 16384; END;
    """

  /// The files of a draft, as JSON.
  private static let version6 = "ALTER TABLE draft ADD COLUMN attachments TEXT;"

  /// Sources and notes are in the search index, conversations are found by their chatbots, and others hear of stars and
  /// marks: of a star as of its message, of marks by the conversation 0, which there is not.
  private static let version7 = """
    CREATE INDEX conversation_chatbot ON conversation (chatbot_name, chatbot, deleted_at);

    DROP TRIGGER search_changed;
    CREATE TRIGGER search_changed AFTER UPDATE OF text, status, attachments, citations ON message
    WHEN NEW.status NOT IN ('sending', 'waiting', 'streaming') AND (
      OLD.status IN ('sending', 'waiting', 'streaming') OR OLD.text IS NOT NEW.text
      OR OLD.attachments IS NOT NEW.attachments OR OLD.citations IS NOT NEW.citations)
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.id); END;
    CREATE TRIGGER search_note_added AFTER INSERT ON star WHEN NEW.note <> ''
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.message); END;
    CREATE TRIGGER search_note_changed AFTER UPDATE OF note ON star WHEN NEW.note <> OLD.note
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.message); END;

    CREATE TRIGGER star_inserted AFTER INSERT ON star
      BEGIN INSERT INTO change (conversation, message) SELECT conversation, id FROM message WHERE id = NEW.message; END;
    CREATE TRIGGER star_updated AFTER UPDATE ON star
      BEGIN INSERT INTO change (conversation, message) SELECT conversation, id FROM message WHERE id = NEW.message; END;
    CREATE TRIGGER star_deleted AFTER DELETE ON star
      BEGIN INSERT INTO change (conversation, message) SELECT conversation, id FROM message WHERE id = OLD.message; END;
    CREATE TRIGGER mark_inserted AFTER INSERT ON mark
      BEGIN INSERT INTO change (conversation) VALUES (0); END;
    CREATE TRIGGER mark_updated AFTER UPDATE ON mark
      BEGIN INSERT INTO change (conversation) VALUES (0); END;
    CREATE TRIGGER mark_deleted AFTER DELETE ON mark
      BEGIN INSERT INTO change (conversation) VALUES (0); END;
    """

  /// Which service a conversation belongs to, and which service lists an unwanted one; NULL and '' where that is not known.
  private static let version8 = """
    ALTER TABLE conversation ADD COLUMN host TEXT;

    CREATE TABLE unwanted_at_host (
      profile TEXT NOT NULL,
      remote_key TEXT NOT NULL,
      host TEXT NOT NULL,
      PRIMARY KEY (profile, remote_key, host)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO unwanted_at_host (profile, remote_key, host) SELECT profile, remote_key, '' FROM unwanted;
    DROP TABLE unwanted;
    ALTER TABLE unwanted_at_host RENAME TO unwanted;
    """

  /// What a reply brought beside its answer, as JSON, and how many of its events could not be read; `part_chunk` is for the
  /// parts what `message_chunk` is for the text, `start` the number of bytes of text that came before. `remote_digest` stands
  /// for what the service said of the message when that was merged last.
  private static let version9 = """
    ALTER TABLE message ADD COLUMN parts TEXT;
    ALTER TABLE message ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE message ADD COLUMN remote_digest INTEGER;

    CREATE TABLE part_chunk (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
      number INTEGER NOT NULL,
      kind TEXT NOT NULL,
      name TEXT NOT NULL,
      text TEXT NOT NULL,
      start INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX part_chunk_message ON part_chunk (message);
    """

  /// How many entries of a reply's lists of sources could not be read.
  private static let version10 = "ALTER TABLE message ADD COLUMN unreadable_sources INTEGER NOT NULL DEFAULT 0;"

  /// Reads a page of every table, so that grave damage shows when the file is opened.
  private static let touchAll =
    "SELECT "
    + [
      "conversation", "message", "message_chunk", "draft", "scroll", "session", "layout", "stash", "star", "mark",
      "change", "unwanted", "part_chunk",
    ]
    .map { "EXISTS (SELECT * FROM \($0))" }.joined(separator: ", ")

  /// What a file turns out to be.
  enum State {
    /// Ready for use.
    case current
    /// Empty, or made by an older version.
    case older
    case newer
    /// A database that is none of ours.
    case foreign
  }

  /// Whether the file behind `db`, which is an older one, has no conversations yet: whoever made it was ended in the midst.
  static func isUnfinished(_ db: Database) throws -> Bool {
    try Int32.fetchOne(db, sql: "PRAGMA user_version") == 0
  }

  /// What the file behind `db` is.
  static func state(_ db: Database) throws -> State {
    let version = try Int32.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let application = try Int32.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    guard application == applicationID else {
      // Another process may have begun the list of steps, which has an index, and taken none yet.
      let tables =
        try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master WHERE tbl_name <> 'grdb_migrations'") ?? 0
      return application == 0 && tables == 0 ? .older : .foreign
    }
    if try version > Schema.version || migrator.hasBeenSuperseded(db) { return .newer }
    guard try migrator.hasCompletedMigrations(db) else { return .older }
    try db.execute(sql: touchAll)
    return .current
  }
}
