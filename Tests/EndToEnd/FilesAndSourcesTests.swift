import Foundation
import TestSupport
import Testing

/// A message with files, from choosing them to finding again what its answer rests on; and looking at images.
@Suite(.watchingPrograms) struct FilesAndSourcesEndToEndTests {
  /// 16 by 8 pixels, the left half red, the right half blue.
  private static let webp = Array(
    Data(base64Encoded: "UklGRiYAAABXRUJQVlA4TBkAAAAvD8ABAA8Q87//8x8OxILJ/KU7U4jof+QAAA==")!)

  /// Takes files but for the first try of "second 二.txt"; answers with sources, whose files it keeps.
  private func service() -> FakeService {
    let count = Counter()
    return FakeService(
      other: { request in
        if request.target.contains("/files/") {
          let head = "HTTP/1.1 200 OK\r\nContent-Length: \(Self.webp.count)\r\n\r\n"
          return [.send(Array(head.utf8) + Self.webp)]
        }
        guard request.target.hasSuffix("/attachments-upload/"), let part = SeenForm(request)?.parts.last else {
          return nil
        }
        let name = part.parameter("filename") ?? ""
        if name == "second 二.txt", count.next() <= 1 {
          return [.respond(500, [], #"{"detail":"No room for it."}"#)]
        }
        let origin = "http://\(request.header("Host") ?? "")/api/v1/files/\(name.hasSuffix("webp") ? "i" : "t")"
        let type = name.hasSuffix("webp") ? "image" : "other"
        return [
          .respond(201, [], #"{"id":"att-\#(name)","type":"\#(type)","filename":"\#(name)","file":"\#(origin)"}"#)
        ]
      }
    ) { request in
      let origin = "http://\(request.header("Host") ?? "")/api/v1/files/"
      let sources =
        #"{"content":"","citations":[{"id":"f1","filename":"lease.pdf","file":"\#(origin)lease"}],"citationNodes":"#
        + #"[{"chatbotTextNode":{"text":"The tenant waters the 盆栽 on Sundays.","filename":"lease.pdf"},"score":0.83}],"#
        + #""conversation_id":"remote-1","done":false}"#
      return streaming(["Both are ", "read."], ending: [.chunk("data: \(sources)\n\n")] + finished)
    }
  }

  @Test func twoFilesOneFailsRetryAnAnswerWithSourcesOpenSaveExportAndSearch() throws {
    let service = service()
    let home = try Home()
    try home.write("files/first.txt", "first")
    try home.write("files/second 二.txt", "second")
    try home.write("Downloads/lease.pdf", "mine")
    // What the desktop opens a link with.
    let opened = home.folder.appending(path: "opened")
    try home.write("bin/xdg-open", "#!/bin/sh\nprintf '%s' \"$1\" > '\(opened.path)'\n")
    chmod(home.folder.appending(path: "bin/xdg-open").path, 0o755)
    let chat = try Chat(
      service.environment(home, ["DISPLAY": ":99"]),
      overriding: ["PATH": "\(home.folder.path)/bin:/usr/local/bin:/usr/bin:/bin"], rows: 40)
    try chat.waitForStart()

    try chat.tmux.press("C-x", "a")
    try chat.tmux.wait(for: "type a part of a name")
    try chat.tmux.type("~/files/")
    try chat.tmux.wait(for: "second 二.txt")
    try chat.tmux.press("Tab")
    try chat.tmux.wait(for: "✓ first.txt")
    try chat.tmux.press("Tab")
    try chat.tmux.wait(for: "attach 2")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "second 二.txt · text · 6 B · attached")
    try chat.send("Who waters the plants?")
    try chat.tmux.wait(for: "the service answered 500: No room for it.")
    try chat.tmux.wait(for: "not sent, a file is missing")
    #expect(service.prompts.isEmpty)

    try chat.tmux.press("C-x", "Y")
    try chat.tmux.wait(for: "Both are read.")
    try chat.tmux.wait(for: "1 lease.pdf")
    #expect(service.prompts.count == 1)
    #expect(service.server.log.requests.count { $0.target.hasSuffix("/attachments-upload/") } == 3)
    try chat.tmux.wait(for: "+ second 二.txt")

    try chat.tmux.press("Tab", "s")
    try chat.tmux.wait(for: "The tenant waters the 盆栽 on Sundays.")
    try chat.tmux.wait(for: "score 0.83")
    try chat.tmux.press("s")
    try chat.tmux.wait(for: "Save lease.pdf in")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "lease 2.pdf")
    let saved = home.folder.appending(path: "Downloads/lease 2.pdf")
    #expect(try Array(Data(contentsOf: saved)) == Self.webp)
    #expect(
      try String(contentsOf: home.folder.appending(path: "Downloads/lease.pdf"), encoding: .utf8) == "mine")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "Opened http://127.0.0.1")
    _ = try chat.tmux.wait("the source opened") { _ in
      (try? String(contentsOf: opened, encoding: .utf8))?.hasSuffix("/api/v1/files/lease") == true
    }

    try chat.tmux.press("C-x", "E")
    try chat.tmux.wait(for: "Export")
    try chat.tmux.press("C-u")
    try chat.tmux.type("\(home.folder.path)/out.md")
    try chat.tmux.press("Enter")
    let export = home.folder.appending(path: "out.md")
    // The popup is there until the file is.
    try chat.tmux.wait(for: "Wrote the conversation")
    let text = try String(contentsOf: export, encoding: .utf8)
    #expect(text.contains("lease.pdf") && text.contains("盆栽"))
    #expect(text.contains("second 二.txt") && text.contains("Both are read."))

    // Another conversation, so that the way back is the search.
    try chat.tmux.press("C-x", "n")
    _ = try chat.tmux.wait("a new conversation") { !$0.contains { $0.contains("Both are read.") } }
    try chat.tmux.press("C-x", "f")
    try chat.tmux.type("盆栽")
    try chat.tmux.wait(for: "lease.pdf")
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "Both are read.")
    #expect(try chat.quit() == 0)
  }

  /// tmux does not say that it shows images: half-blocks it is, from a file of this machine and from the service.
  @Test func imagesAreLookedAtAndTheScreenIsAsItWasWhenTheyAreClosed() throws {
    let service = service()
    let home = try Home()
    try Data(Self.webp).write(to: home.folder.appending(path: "flag.webp"))
    let temporary = home.folder.appending(path: "tmp")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    let chat = try Chat(service.environment(home, ["TMPDIR": temporary.path]), rows: 30)
    try chat.waitForStart()
    let blocks = String(repeating: "▀", count: 16)
    try chat.tmux.press("C-x", "a")
    try chat.tmux.wait(for: "type a part of a name")
    try chat.tmux.type("~/flag")
    try chat.tmux.wait(for: "16 × 8 pixels")
    try chat.tmux.press("M-v")
    try chat.tmux.wait(for: "flag.webp · 16 × 8 pixels ─")
    _ = try chat.tmux.wait("four rows of blocks") { $0.count { $0.contains(blocks) } == 4 }
    try chat.tmux.press("Escape")
    try chat.tmux.wait(for: "Alt-V view")
    _ = try chat.tmux.wait("no blocks") { !$0.contains { $0.contains("▀") } }
    try chat.tmux.press("Enter")
    try chat.tmux.wait(for: "flag.webp · WebP image")
    try chat.send("Whose flag is this?")
    try chat.tmux.wait(for: "Both are read.")
    try chat.tmux.press("Tab", "a")
    try chat.tmux.wait(for: "Alt-V view")
    try chat.tmux.press("M-v")
    _ = try chat.tmux.wait("four rows of blocks") { $0.count { $0.contains(blocks) } == 4 }
    // Another size of the terminal: drawn anew in its middle.
    try chat.tmux.resize(columns: 60, rows: 20)
    _ = try chat.tmux.wait("the middle") { screen in
      screen.count { $0 == "│" + String(repeating: " ", count: 21) + blocks + String(repeating: " ", count: 21) + "│" }
        == 4
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.path) == [])
    try chat.tmux.press("Escape")
    _ = try chat.tmux.wait("the list of files") { screen in
      screen.contains { $0.contains("Alt-V view") } && !screen.contains { $0.contains("▀") }
    }
    try chat.tmux.press("Escape")
    _ = try chat.tmux.wait("the conversation") { screen in
      screen.contains("Whose flag is this?") && !screen.contains { $0.contains("Alt-V view") }
    }
    #expect(try chat.quit() == 0)
  }
}
