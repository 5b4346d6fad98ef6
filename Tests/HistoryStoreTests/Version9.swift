/// A file of version 9: one of version 8, and what came with it.
enum Version9 {
  static let dump =
    Version8.dump + """

      BEGIN;
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
      UPDATE message SET unreadable = 3, parts = '[{"kind":"tool","name":"search","text":"hours","offset":0}]'
        WHERE reply = 'reply-1';
      INSERT INTO grdb_migrations VALUES('9');
      COMMIT;
      PRAGMA user_version = 9;
      """
}
