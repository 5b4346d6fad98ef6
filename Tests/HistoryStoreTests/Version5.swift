/// A history file as version 5 wrote it, with what others hear of and what the service keeps; as `Version1`. Never to be changed: such files are in
/// the field.
enum Version5 {
  static let dump = """
    PRAGMA foreign_keys=OFF;
    BEGIN TRANSACTION;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES('1');
    INSERT INTO grdb_migrations VALUES('2');
    INSERT INTO grdb_migrations VALUES('3');
    INSERT INTO grdb_migrations VALUES('4');
    INSERT INTO grdb_migrations VALUES('5');
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
    , branch_conversation TEXT, branch_message TEXT, presence TEXT NOT NULL DEFAULT 'local'
      CHECK (presence IN ('local', 'remote', 'both')), earlier_page TEXT) STRICT;
    INSERT INTO conversation VALUES(1,'0b8f4a56-0000-4000-8000-000000000001','remote-1','work','7',
      'Guide 導覽','First question','user','synchronous',1,0,2,1760000000000,1760000100000,NULL,NULL,NULL,
      'both','cursor=x');
    INSERT INTO conversation VALUES(2,'0b8f4a56-0000-4000-8000-000000000006',NULL,'default',NULL,'','','none',
      'streaming',0,0,0,1750000000000,1750000000000,NULL,NULL,NULL,'local',NULL);
    INSERT INTO conversation VALUES(3,'0b8f4a56-0000-4000-8000-000000000007',NULL,'default',NULL,'','','none',
      'streaming',0,0,0,1750000000000,1750000000000,1760000003000,NULL,NULL,'local',NULL);
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
      writer TEXT, feedback TEXT CHECK (feedback IN ('like', 'dislike')),
      UNIQUE (conversation, ordinal)
    ) STRICT;
    INSERT INTO message VALUES(1,'0b8f4a56-0000-4000-8000-000000000002',1,1,NULL,'person',
      'What''s 漢字?'||char(10)||'Tell me.','complete',NULL,1760000000500,NULL,NULL,'[{"filename":"a b.png",
      "file":"https:\\/\\/files.example\\/1","type":"image","id":"file-1"}]',NULL,NULL,NULL,NULL);
    INSERT INTO message VALUES(2,'0b8f4a56-0000-4000-8000-000000000003',1,2,'remote-m','assistant',
      'They are characters.','complete',NULL,1760000000501,1760000001000,1760000002000,NULL,'[{"score":"0.9",
      "file":"https:\\/\\/files.example\\/2","filename":"book.pdf","passage":"p"}]','reply-1',NULL,'like');
    INSERT INTO message VALUES(3,'0b8f4a56-0000-4000-8000-000000000004',1,3,'remote-m','assistant','','failed',
      '{"status":429,"advice":"Wait a moment.","kind":"throttled","text":"slow down"}',1760000000501,NULL,
      1760000002000,NULL,NULL,'reply-2',NULL,NULL);
    INSERT INTO message VALUES(4,'0b8f4a56-0000-4000-8000-000000000005',1,4,NULL,'assistant','','complete',NULL,
      1760000000501,1760000003000,NULL,NULL,NULL,'reply-3',NULL,NULL);
    CREATE TABLE message_chunk (
      id INTEGER PRIMARY KEY,
      message INTEGER NOT NULL REFERENCES message (id) ON DELETE CASCADE,
      text TEXT NOT NULL
    ) STRICT;
    INSERT INTO message_chunk VALUES(1,4,'Half an ');
    INSERT INTO message_chunk VALUES(2,4,'answer');
    CREATE TABLE draft (
      conversation INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
      text TEXT NOT NULL,
      caret INTEGER NOT NULL CHECK (caret >= 0)
    , writer TEXT) STRICT;
    INSERT INTO draft VALUES(1,'and then',3,'dead');
    CREATE TABLE scroll (
      conversation INTEGER PRIMARY KEY REFERENCES conversation (id) ON DELETE CASCADE,
      message TEXT NOT NULL,
      row INTEGER NOT NULL
    ) STRICT;
    INSERT INTO scroll VALUES(1,'0b8f4a56-0000-4000-8000-000000000002',-1);
    CREATE TABLE session (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      open_conversation TEXT,
      is_list_visible INTEGER NOT NULL CHECK (is_list_visible IN (0, 1)),
      list_columns INTEGER NOT NULL,
      panes TEXT
    ) STRICT;
    INSERT INTO session VALUES(1,'0b8f4a56-0000-4000-8000-000000000001',0,30,NULL);
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
    INSERT INTO stash VALUES(1,'stash-1','put aside',1760000000000);
    CREATE TABLE star (
      message INTEGER PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
      note TEXT NOT NULL,
      created_at INTEGER NOT NULL
    ) STRICT;
    INSERT INTO star VALUES(2,'remember 漢',1760000004000);
    CREATE TABLE mark (
      name TEXT PRIMARY KEY,
      conversation TEXT NOT NULL,
      message TEXT,
      row INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    INSERT INTO mark VALUES('a','0b8f4a56-0000-4000-8000-000000000001','0b8f4a56-0000-4000-8000-000000000003',
      -2);
    INSERT INTO mark VALUES('b','0b8f4a56-0000-4000-8000-000000000006',NULL,0);
    CREATE TABLE search_state (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      version INTEGER NOT NULL,
      low INTEGER NOT NULL,
      high INTEGER NOT NULL
    ) STRICT;
    INSERT INTO search_state VALUES(1,1,1,3);
    CREATE TABLE search_queue (
      message INTEGER PRIMARY KEY
    ) STRICT;
    INSERT INTO search_queue VALUES(3);
    CREATE VIRTUAL TABLE search_message USING fts5(
      grams, content = '', columnsize = 0, detail = none, tokenize = 'ascii');
    INSERT INTO search_message (rowid, grams) VALUES(2,'a ac act ar ara are c ch cha ct cte e er ers ey h ha har
     he hey r ra rac re rs s t te ter th the y ');
    INSERT INTO search_message (rowid, grams) VALUES(3,'');
    CREATE TABLE unwanted (
      profile TEXT NOT NULL,
      remote_key TEXT NOT NULL,
      PRIMARY KEY (profile, remote_key)
    ) STRICT, WITHOUT ROWID;
    INSERT INTO unwanted VALUES('work','remote-9');
    CREATE TABLE change (
      id INTEGER PRIMARY KEY,
      conversation INTEGER NOT NULL,
      message INTEGER
    ) STRICT;
    INSERT INTO change VALUES(1,1,2);
    INSERT INTO change VALUES(2,1,NULL);
    INSERT INTO change VALUES(3,1,NULL);
    CREATE INDEX conversation_list ON conversation (is_pinned DESC, last_activity DESC, key) WHERE deleted_at IS NULL;
    CREATE INDEX conversation_deleted ON conversation (deleted_at) WHERE deleted_at IS NOT NULL;
    CREATE INDEX message_running ON message (id) WHERE status IN ('sending', 'waiting', 'streaming');
    CREATE INDEX message_chunk_message ON message_chunk (message);
    CREATE TRIGGER search_changed AFTER UPDATE OF text, status, attachments ON message
    WHEN NEW.status NOT IN ('sending', 'waiting', 'streaming') AND (
      OLD.status IN ('sending', 'waiting', 'streaming') OR OLD.text IS NOT NEW.text
      OR OLD.attachments IS NOT NEW.attachments)
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.id); END;
    CREATE TRIGGER search_added AFTER INSERT ON message WHEN NEW.id <= (SELECT high FROM search_state)
    BEGIN INSERT OR IGNORE INTO search_queue (message) VALUES (NEW.id); END;
    CREATE TRIGGER search_removed AFTER DELETE ON message
    BEGIN DELETE FROM search_queue WHERE message = OLD.id; END;
    CREATE INDEX conversation_remote ON conversation (remote_key) WHERE remote_key IS NOT NULL;
    CREATE INDEX message_remote ON message (conversation, remote_key) WHERE remote_key IS NOT NULL;
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
    COMMIT;
    PRAGMA application_id = 1835100515;
    PRAGMA user_version = 5;
    PRAGMA journal_mode = WAL;
    """
}
