/// A file of version 8: one of version 7, and what came with it.
enum Version8 {
  static let dump =
    Version7.dump + """

      BEGIN;
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
      INSERT INTO grdb_migrations VALUES('8');
      COMMIT;
      PRAGMA user_version = 8;
      """
}
