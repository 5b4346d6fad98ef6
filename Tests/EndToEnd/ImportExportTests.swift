import Foundation
import TestSupport
import Testing

@Suite(.watchingPrograms) struct ImportExportTests {
  private let home: Home
  private let service = FakeService { _ in streaming(["We open at **nine**.\n\n<script>x</script>"]) }

  init() throws { home = try Home() }

  private func maichat(_ arguments: String..., in other: Home? = nil, input: String? = nil) throws -> Command.Output {
    try Command.run(
      Maichat.path, arguments, environment: service.environment(other ?? home), input: input.map { Data($0.utf8) })
  }

  private func place(_ name: String) -> String { home.folder.appending(path: name).path }

  private func ask() throws {
    for question in ["When do you open?", "咖啡 or tea?"] { #expect(try maichat("ask", question).status == 0) }
  }

  @Test func jsonGoesOutIntoAnotherHistoryAndOutAgainAsTheSameBytes() throws {
    try ask()
    let file = place("all.json")
    let wrote = try maichat("export", "--all", "-o", file)
    #expect(wrote.status == 0 && wrote.errors.contains("2 conversations"), "\(wrote.errors)")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
    let other = try Home()
    let tried = try maichat("import", "--dry-run", file, in: other)
    #expect(tried.text == "2 conversations and 4 messages would be new\n", "\(tried.text)\(tried.errors)")
    #expect(try maichat("list", in: other).text == "")
    #expect(try maichat("import", file, in: other).text == "2 conversations and 4 messages new\n")
    #expect(
      try maichat("import", "-", in: other, input: String(contentsOfFile: file, encoding: .utf8)).text
        .contains("2 conversations known already"))
    let again = try maichat("export", "--all", "--format", "json", in: other)
    #expect(again.bytes == (try Data(contentsOf: URL(filePath: file))))
  }

  @Test func whatBelongsToMaichatIsReplacedByNothing() throws {
    try home.write(
      "config/maichat/config.toml",
      "[profiles.w]\nbase_url = \"https://a.test\"\napi_key_file = \"../key\"\n"
        + "ca_file = \"../authority.pem\"\n")
    try home.write("config/key", "secret\n")
    try home.write("config/authority.pem", "certificate\n")
    try home.write("config/maichat/themes/mine.toml", "extends = \"default-dark\"\n")
    for name in ["maichat.log", "copied.txt"] { try home.write("state/maichat/\(name)", "begun\n") }
    for end in ["before-restore-1", "damaged-9", "unsaved-1.json"] {
      try home.write("data/maichat/history.sqlite.\(end)", "kept\n")
    }
    try ask()
    let history = home.history
    let files =
      [history]
      + ["maichat/config.toml", "key", "authority.pem", "maichat/themes/mine.toml"].map { place("config/\($0)") }
      + ["maichat.log", "copied.txt"].map { place("state/maichat/\($0)") }
      + ["before-restore-1", "damaged-9", "unsaved-1.json"].map { "\(history).\($0)" }
    func contents() throws -> [Data] { try files.map { try Data(contentsOf: URL(filePath: $0)) } }
    let (soft, hard) = (place("soft"), place("hard"))
    try FileManager.default.createSymbolicLink(atPath: soft, withDestinationPath: history)
    try FileManager.default.linkItem(atPath: files[1], toPath: hard)
    let before = try contents()
    for path in files + [
      soft, hard, history + "-wal", history + "-shm", history + "-journal", history + ".writers",
      place("data/../config/key"), place("config/maichat/keys/new"),
    ] {
      if path.hasSuffix("keys/new") { try home.write("config/maichat/keys/old", "k") }
      let export = try maichat("export", "--all", "--force", "-o", path)
      #expect(export.status == 2 && export.errors.contains("maichat's own files"), "\(path): \(export.errors)")
      let backup = try maichat("backup", "--overwrite", path)
      #expect(backup.status == 2 && backup.errors.contains("maichat's own files"), "\(path): \(backup.errors)")
      #expect(try contents() == before, "\(path)")
    }
    #expect(try maichat("list").text.contains("咖啡"))
  }

  @Test func twoConversationsMayCallTheirMessagesTheSame() throws {
    func one(_ id: String) -> String {
      #"{"id":"\#(id)","profile":"p","createdAt":1,"messages":["#
        + #"{"id":"1","author":"person","text":"of \#(id)","createdAt":1},{"id":"1","author":"assistant","text":"more of \#(id)","createdAt":2}]}"#
    }
    let file = #"{"format":"maichat","version":1,"conversations":[\#(one("A")),\#(one("B"))]}"#
    let taken = try maichat("import", "-", input: file)
    #expect(taken.text == "2 conversations and 4 messages new\n" && taken.status == 0, "\(taken.text)\(taken.errors)")
    for id in ["A", "B"] {
      let shown = try maichat("show", id).text
      #expect(shown.contains("of \(id)") && shown.contains("more of \(id)"), "\(shown)")
    }
    #expect(try maichat("import", "-", input: file).text.contains("2 conversations known already"))
  }

  @Test func everyFormatGoesToStandardOutputAndNoneOverAFile() throws {
    try ask()
    let id = String(try maichat("list").text.prefix(8))
    let markdown = try maichat("export", id)
    #expect(markdown.text.hasPrefix("---\ntitle: \"咖啡 or tea?\"\n"), "\(markdown.text)")
    #expect(markdown.text.contains("We open at **nine**.\n\n<script>x</script>\n"))
    #expect(try maichat("export", id, "--format", "text").text.contains("We open at **nine**."))
    let html = try maichat("export", "--all", "--format", "html").text
    #expect(html.contains("<strong>nine</strong>") && !html.contains("<script>"))
    let file = place("x.md")
    #expect(try maichat("export", id, "-o", file).status == 0)
    let refused = try maichat("export", id, "-o", file)
    #expect(refused.status == 2 && refused.errors.contains("--force"))
    #expect(try maichat("export", id, "-o", file, "--force").status == 0)
    let folder = place("out")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    #expect(try maichat("export", "--all", "-o", folder, "--format", "html").status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    #expect(
      names.count == 2 && names[0].hasPrefix("When do you open ") && names[1] == "咖啡 or tea \(id).html", "\(names)")
  }

  @Test func whatIsMissingOrWrongIsSaid() throws {
    try ask()
    let nothing = try maichat("export")
    #expect(nothing.status == 2 && nothing.errors.contains("maichat list") && nothing.errors.contains("--all"))
    #expect(try maichat("export", "nowhere").status == 2)
    let broken = place("broken.json")
    try Data("{\"format\":\"maichat\",\"version\":1,\n\"conversations\":[{\"id\":}]}".utf8).write(
      to: URL(filePath: broken))
    let output = try maichat("import", broken)
    #expect(output.status == 2)
    #expect(output.errors.contains("broken.json, line 2, column 24"), "\(output.errors)")
    #expect(output.errors.contains("Nothing of it was imported"))
    #expect(try maichat("import", place("absent")).status == 2)
    #expect(try maichat("import", "--read-only", broken).status == 2)
  }

  @Test func theDatabasesOfLlmAndOtermAreReadAndNobodyElses() throws {
    func database(_ name: String, _ sql: String) throws -> String {
      let script = "import sqlite3, sys; d = sqlite3.connect(sys.argv[1]); d.executescript(sys.argv[2]); d.close()"
      let made = try Command.run("python3", ["-c", script, place(name), sql])
      try #require(made.status == 0, "\(made.errors)")
      return place(name)
    }
    let llm = try database(
      "logs.db",
      """
      CREATE TABLE conversations (id TEXT PRIMARY KEY, name TEXT, model TEXT);
      CREATE TABLE responses (id TEXT PRIMARY KEY, model TEXT, prompt TEXT, system TEXT, prompt_json TEXT, options_json TEXT,
        response TEXT, response_json TEXT, conversation_id TEXT, duration_ms INTEGER, datetime_utc TEXT);
      INSERT INTO conversations VALUES ('k', 'Numbers', 'gpt');
      INSERT INTO responses VALUES ('r', 'gpt', 'one?', NULL, NULL, NULL, 'Two.', NULL, 'k', 5, '2024-05-01T10:00:00'),
        ('s', 'gpt', x'FF', 7, NULL, NULL, 'Four.', NULL, 'k', 'soon', 'when?');
      """)
    #expect(try maichat("import", llm).text == "1 conversation and 4 messages new\n")
    let oterm = try database(
      "store.db",
      """
      CREATE TABLE "chat" ("id" INTEGER, "name" TEXT, "model" TEXT NOT NULL, PRIMARY KEY("id" AUTOINCREMENT));
      CREATE TABLE "message" ("id" INTEGER, "chat_id" INTEGER NOT NULL, "author" TEXT NOT NULL, "text" TEXT NOT NULL,
        "images" TEXT DEFAULT "[]", PRIMARY KEY("id" AUTOINCREMENT));
      INSERT INTO chat VALUES (1, 'a chat', 'llama'), (2, 'empty', 'llama');
      INSERT INTO message (chat_id, author, text) VALUES (1, 'user', '漢'), (1, 'assistant', 'ho'), (9, 'user', 'lost');
      """)
    #expect(try maichat("import", oterm, llm).text.hasPrefix("1 conversation and 2 messages new\n1 conversation known"))
    let id = String(
      try #require(try maichat("list").text.split(separator: "\n").first { $0.contains("a chat") }).prefix(8))
    #expect(try maichat("show", id, "--raw").text == "漢\n\nho\n")
    let other = try database("other.db", "CREATE TABLE t (x);")
    let refused = try maichat("import", other)
    #expect(refused.status == 2 && refused.errors.contains("neither the logs.db of llm"), "\(refused.errors)")
  }

  @Test func aFileThatCannotBeImportedKeepsNoOtherFromItAndEachIsTold() throws {
    let zip = place("chatgpt.zip")
    try Data([0x50, 0x4B, 0x03, 0x04, 0, 0]).write(to: URL(filePath: zip))
    let good = place("good.json")
    try Data(
      #"""
      [{"title":"T","conversation_id":"c","current_node":"b","mapping":{
      "s":{"message":{"author":{"role":"system"},"content":{"parts":["be nice"]}}},
      "a":{"parent":"s","message":{"author":{"role":"user"},"content":{"parts":["q"]}}},
      "b":{"parent":"a","message":{"author":{"role":"assistant"},"content":{"parts":["one"]}}},
      "c":{"parent":"a","message":{"author":{"role":"assistant"},"content":{"parts":["two"]}}}}}]
      """#.utf8
    ).write(to: URL(filePath: good))
    let output = try maichat("import", zip, home.folder.path, "/dev/null", place("absent"), good)
    #expect(output.status == 2)
    #expect(
      output.text == "1 conversation, 1 branch and 4 messages new\nleft out: 1 system message\n", "\(output.text)")
    for words in ["chatgpt.zip: it is a ZIP archive", "it is a folder", "/dev/null: it is a device", "4 of 5 files"] {
      #expect(output.errors.contains(words), "\(words) in \(output.errors)")
    }
    #expect(!output.errors.contains(".."), "\(output.errors)")
    #expect(!output.errors.localizedCaseInsensitiveContains("nothing was imported"), "\(output.errors)")
  }

  @Test func whatIsSaidOfEachFileIsTrueOfThatFile() throws {
    func write(_ name: String, _ ids: [String], ending: String) throws -> String {
      let conversations = ids.map {
        #"{"id":"\#($0)","profile":"p","createdAt":1,"messages":[{"id":"m\#($0)","author":"person","text":"t","createdAt":1}]}"#
      }
      let text = #"{"format":"maichat","version":1,"conversations":["# + conversations.joined(separator: ",") + ending
      try Data(text.utf8).write(to: URL(filePath: place(name)))
      return place(name)
    }
    let half = try write("half.json", ["a", "b"], ending: ",{")
    let none = try write("none.json", [], ending: "{")
    let whole = try write("whole.json", ["c", "d", "e"], ending: "]}")
    let output = try maichat("import", none, whole, half, none)
    #expect(output.status == 2 && output.text == "5 conversations and 5 messages new\n", "\(output.text)")
    let lines = output.errors.split(separator: "\n")
    try #require(lines.count == 4, "\(output.errors)")
    #expect(lines[0].hasSuffix("Nothing of it was imported."), "\(lines[0])")
    #expect(lines[1].contains("half.json") && lines[1].contains("Before it, 2 conversations came in whole"))
    #expect(lines[2].hasSuffix("Nothing of it was imported."), "although others were before it")
    #expect(lines[3] == "maichat: 3 of 4 files could not be imported.")
    #expect(
      try maichat("import", none, none, in: Home()).errors.hasSuffix(
        "2 of 2 files could not be imported; nothing was imported.\n"))
  }

  @Test func pipesAreReadAndOnlySoMuchOfThem() throws {
    try home.write("config/maichat/config.toml", "[import]\nmax_pipe = 1\n")
    let file = place("x.json")
    try Data(#"{"format":"maichat","version":1,"conversations":[]}"#.utf8).write(to: URL(filePath: file))
    func shell(_ script: String) throws -> Command.Output {
      try Command.run(
        "sh", ["-c", script, "sh", Maichat.path, place("fifo"), file], environment: service.environment(home))
    }
    let read = try shell("mkfifo \"$2\"; cat \"$3\" > \"$2\" & \"$1\" import \"$2\"")
    #expect(read.status == 0 && read.text.hasPrefix("0 conversations"), "\(read.errors)")
    let large = try shell("head -c 2000000 /dev/zero | tr '\\0' ' ' | \"$1\" import -")
    #expect(large.status == 2 && large.errors.contains("max_pipe in [import]"), "\(large.errors)")
  }

  @Test func whatIsNoFileIsNoTargetOfAnExportNoThemeAndNoAttachment() throws {
    try ask()
    let fifo = place("fifo")
    try #require(mkfifo(fifo, 0o600) == 0)
    for target in [fifo, "/dev/null"] {
      let export = try maichat("export", "--all", "--force", "-o", target)
      #expect(export.status == 2 && export.errors.contains("it is a "), "\(export.errors)")
    }
    let attached = try maichat("ask", "--attach", fifo, "see")
    #expect(attached.status != 0 && attached.errors.contains("is a pipe"), "\(attached.errors)")
    try home.write("config/maichat/config.toml", "[ui]\ntheme = \"\(fifo)\"\n")
    let doctor = try maichat("doctor")
    #expect((doctor.text + doctor.errors).contains("pipe"), "\(doctor.text)\(doctor.errors)")
    #expect(try maichat("import", "--dry-run", home.folder.path).errors.contains("it is a folder"))
  }

  @Test func aFileWhoseNameIsNotUTF8IsImported() throws {
    let script = #"""
      cd "$2" && n=$(printf 'a\377.json') && printf '{"format":"maichat","version":1,"conversations":[]}' > "$n" &&
      "$1" import "$n"
      """#
    let output = try Command.run(
      "sh", ["-c", script, "sh", Maichat.path, home.folder.path], environment: service.environment(home))
    #expect(output.status == 0 && output.text.hasPrefix("0 conversations"), "\(output.errors)")
  }

  @Test func fromInsideAFileAppearsWhereItWasAskedFor() throws {
    let chat = try Chat(service.environment(home))
    try chat.waitForStart()
    try chat.send("When do you open?")
    try chat.tmux.wait(for: "nine")
    try chat.tmux.press("C-x", "E")
    try chat.tmux.wait(for: "this conversation")
    try chat.tmux.press("C-u")
    try chat.tmux.type("~/mine.md")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "Wrote the conversation to ~/mine.md")
    #expect(try String(contentsOfFile: place("mine.md"), encoding: .utf8).contains("We open at **nine**."))
    #expect(try chat.quit() == 0)
  }
}
