import Foundation
import TestSupport
import Testing

/// maichat within scripts: with streams closed, in loops, and with texts that look like options.
@Suite(.watchingPrograms) struct ScriptTests {
  let home: Home
  let service = FakeService { request in
    streaming([request.text.contains("lines") ? "one\ntwo\n" : "ok"])
  }

  init() throws { home = try Home() }

  /// Runs `line` by bash, where `$M` is maichat.
  private func shell(_ line: String) throws -> Command.Output {
    try Command.run("bash", ["-c", line], environment: service.environment(home, ["M": Maichat.path]))
  }

  private func contents() throws -> [String] {
    try service.prompts.map { prompt in
      let body = try JSONSerialization.jsonObject(with: Data(prompt.utf8)) as? [String: Any]
      return try #require((body?["message"] as? [String: Any])?["content"] as? String)
    }
  }

  @Test func aQuestionNeedsNoStandardInput() throws {
    let closed = try shell("\"$M\" ask hello <&-")
    #expect(closed.status == 0 && closed.text == "ok" && closed.errors == "")
    let all = try shell("\"$M\" ask hello <&- >&- 2>&-; echo $?")
    #expect(all.text == "1\n", "where nothing can be printed that is no success")
    #expect(try contents() == ["hello", "hello"])
    // The history's file was never a standard stream: what was printed would stand in it.
    let listed = try shell("\"$M\" list | wc -l; \"$M\" doctor --full >&2")
    #expect(listed.text.contains("2") && !listed.errors.contains("damaged"), "\(listed.errors)")
  }

  @Test func aLoopThatReadsLinesAsksEachOfThem() throws {
    let output = try shell("printf 'a\\nb\\nc\\n' | while read -r line; do \"$M\" ask -n \"$line\"; done")
    #expect(output.text == "okokok", "\(output.errors)")
    #expect(try contents() == ["a", "b", "c"])
    let both = try shell("echo x | \"$M\" ask -n -")
    #expect(both.status == 2 && both.errors.contains("-n leaves standard input unread"))
  }

  @Test func whoWaitsForStandardInputSaysSo() throws {
    let fifo = home.folder.appending(path: "pipe").path
    #expect(mkfifo(fifo, 0o600) == 0)
    let said = home.folder.appending(path: "said").path
    let line =
      "\"$M\" ask hello <\"\(fifo)\" 2>\"\(said)\" & exec 7>\"\(fifo)\"; while [ ! -s \"\(said)\" ]; do :; done;"
    let output = try shell(line + " echo more >&7; exec 7>&-; wait; cat \"\(said)\" >&2")
    #expect(output.text == "ok")
    #expect(output.errors == "maichat: waiting for standard input to end; -n leaves it unread.\n")
    #expect(try contents() == ["hello\n\nmore\n"])
    let prompt = try shell("echo quick | \"$M\" ask hello")
    #expect(prompt.errors == "", "who need not wait says nothing")
  }

  @Test func aMinusIsStandardInputWhereItIsTheLastWord() throws {
    #expect(try shell("echo text | \"$M\" ask -").status == 0)
    #expect(try shell("echo text | \"$M\" ask Explain: -").status == 0)
    #expect(try shell("\"$M\" ask 3 - 2 <&-").status == 0)
    #expect(try shell("\"$M\" ask -- -no -- <&-").status == 0)
    #expect(try contents() == ["text\n", "Explain:\n\ntext\n", "3 - 2", "-no --"])
  }

  @Test(arguments: ["ask -5 degrees", "ask -no way", "ask --jsom x", "search --foo"])
  func aTextThatLooksLikeAnOptionGetsAHint(command: String) throws {
    let output = try shell("\"$M\" \(command) </dev/null")
    #expect(output.status == 2 && output.errors.contains("begins with - goes after --"), "\(output.errors)")
    #expect(service.prompts.isEmpty)
  }

  @Test func whatIsNoTextIsToldAndNotSent() throws {
    let piped = try shell("printf 'ab\\xff' | \"$M\" ask")
    #expect(piped.status == 2 && piped.errors.contains("not UTF-8 text (byte 3)"), "\(piped.errors)")
    let argument = try shell("\"$M\" ask hello $'\\xff' </dev/null")
    #expect(argument.status == 2 && argument.errors.contains("argument 3 is not UTF-8"), "\(argument.errors)")
    let endless = try shell("\"$M\" ask </dev/zero")
    #expect(endless.status == 2 && endless.errors.contains("16 MB"), "\(endless.errors)")
    #expect(service.prompts.isEmpty)
  }

  @Test func outputThatCannotBeWrittenIsTold() throws {
    #expect(try shell("\"$M\" ask hello </dev/null").status == 0)
    let id = try shell("\"$M\" list | head -n 1 | cut -c1-8").text.trimmingCharacters(in: .newlines)
    for command in [
      "ask hello -n", "list", "list --json", "show \(id)", "search hello", "export --all", "chatbots", "keys",
      "--help", "--version", "ask --help",
    ] {
      let full = try shell("\"$M\" \(command) >/dev/full")
      #expect(full.status == 1 && full.errors.contains("standard output: No space left"), "\(command): \(full.errors)")
      let closed = try shell("\"$M\" \(command) >&-")
      #expect(
        closed.status == 1 && closed.errors.contains("standard output: it is closed"), "\(command): \(closed.errors)")
    }
  }

  @Test(arguments: [
    "ask -n hi --profile ''", "ask -n hi --chatbot ''", "ask -n hi --attach ''", "backup ''", "export --all -o ''",
    "ask hi --attach - </dev/null",
  ])
  func aNameThatIsEmptyIsRefused(command: String) throws {
    let output = try shell("\"$M\" \(command)")
    #expect(output.status == 2 && output.errors.contains("is empty"), "\(output.errors)")
    #expect(service.prompts.isEmpty)
  }

  @Test func aQueryBehindTwoDashesIsLookedForAsItStands() throws {
    #expect(try shell("\"$M\" ask -n -- '-rf \"x\" role:bot'").status == 0)
    let found = try shell("\"$M\" search -- '-rf \"x\" role:bot'")
    #expect(found.status == 0 && found.text.contains("-rf \"x\" role:bot"), "\(found.errors)")
    #expect(try shell("\"$M\" search -- '-rf \"y\"'").status == 1)
  }
}
