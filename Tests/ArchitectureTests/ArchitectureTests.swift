import Testing

/// The drawing of README, "How it fits together", as data; the sources and the manifest are compared with it.
@Suite struct ArchitectureTests {
  /// What each room may import of the other rooms and of packages. Nothing more, nothing unused.
  static let arrows: [String: Set<String>] = [
    "Archive": ["ChatModel", "Markdown", "Text"],
    "Canvas": ["CWidth"],
    "ChatHistory": ["ChatModel", "GRDB", "Text", "Threading"],
    "ChatModel": [],
    "ChatStore": ["ChatModel"],
    "ChatView": ["Canvas", "ChatModel", "ChatStore", "Markdown"],
    "Configuration": ["Canvas", "TOMLKit"],
    "Images": ["CImage", "ChatModel"],
    "MaiAgentAPI": ["ChatModel", "Text"],
    "MaiAgentNetwork": ["CCurl", "ChatModel", "MaiAgentAPI", "Threading"],
    "Markdown": ["CMd4c", "Canvas"],
    "Sandbox": ["FlyingFox", "FlyingSocks", "Text"],
    "Terminal": ["CNcurses", "Canvas"],
    "Text": [],
    "Threading": [],
    "maichat": [
      "Archive", "ArgumentParser", "Canvas", "ChatHistory", "ChatModel", "ChatStore", "ChatView", "Configuration",
      "Images", "Logging",
      "MaiAgentAPI", "MaiAgentNetwork", "Sandbox", "Terminal", "Threading",
    ],
  ]
  /// What comes with the toolchain.
  static let toolchain: Set<String> = [
    "Darwin", "Foundation", "FoundationEssentials", "Glibc", "Synchronization", "Dispatch",
  ]
  /// Rooms that may use full Foundation, because their library does.
  static let foundationRooms: Set<String> = ["ChatHistory", "Sandbox", "Configuration"]

  @Test func everyRoomIsDrawn() throws {
    let rooms = try SourceTree.rooms().filter {
      !$0.hasPrefix("C")
        || ["Canvas", "ChatHistory", "ChatModel", "ChatStore", "ChatView", "Configuration"].contains($0)
    }
    #expect(Set(rooms) == Set(Self.arrows.keys))
  }

  @Test(arguments: arrows.keys.sorted())
  func importsAreTheArrows(room: String) throws {
    let imports = try SourceTree.imports(of: room).subtracting(Self.toolchain)
    let drawn = Self.arrows[room]!
    #expect(imports.subtracting(drawn) == [], "\(room) imports what it must not")
    #expect(
      drawn.subtracting(imports).subtracting(["FlyingSocks"]) == [], "\(room) has arrows it does not use")
  }

  @Test func arrowsPointDownOnly() {
    var open: [String] = []
    func visit(_ room: String) {
      if let index = open.firstIndex(of: room) {
        Issue.record("a circle: \(open[index...].joined(separator: " > "))")
        return
      }
      open.append(room)
      for next in Self.arrows[room] ?? [] { visit(next) }
      open.removeLast()
    }
    for room in Self.arrows.keys.sorted() { visit(room) }
  }

  @Test func fullFoundationStaysWhereALibraryNeedsIt() throws {
    for room in Self.arrows.keys where !Self.foundationRooms.contains(room) {
      for file in try SourceTree.files(of: room) {
        let text = try SourceTree.text(of: file)
        let plain = text.split(separator: "\n").filter { $0.trimmed == "import Foundation" }
        #expect(plain.isEmpty || text.contains("canImport(FoundationEssentials)"), "\(file) imports Foundation")
      }
    }
  }

  @Test func nothingIsPublicAndFilesStaySmall() throws {
    for room in Self.arrows.keys.sorted() {
      for file in try SourceTree.files(of: room) where !file.hasSuffix("EmbeddedThemes.swift") {
        let lines = try SourceTree.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 401, "\(file) has \(lines.count - 1) lines")
        #expect(!lines.contains { $0.trimmed.hasPrefix("public ") }, "\(file) has a public declaration")
      }
    }
  }

  @Test func theClockIsReadInOnePlace() throws {
    let readers = ["CLOCK_REALTIME", "gettimeofday", "Date()", "Date.now", "ContinuousClock.now", "time(nil)"]
    for room in Self.arrows.keys.sorted() where room != "Sandbox" {
      for file in try SourceTree.files(of: room) where !file.hasSuffix("ChatModel/Timestamp.swift") {
        let text = try SourceTree.text(of: file)
        for reader in readers { #expect(!text.contains(reader), "\(file) reads the clock by \(reader)") }
      }
    }
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
