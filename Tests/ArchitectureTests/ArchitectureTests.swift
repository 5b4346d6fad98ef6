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
  /// Modules that come with the product of another name.
  static let products = ["FlyingSocks": "FlyingFox"]
  /// Rooms that may use full Foundation, because their library does.
  static let foundationRooms: Set<String> = ["ChatHistory", "Sandbox"]

  /// The rooms, as README lists them: each stands on rooms above it.
  private static func drawnOrder() throws -> [String] {
    let lines = try SourceTree.readme("How it fits together").split(separator: "\n")
    let start = try #require(lines.firstIndex { $0.trimmed.hasPrefix("Sources/") })
    let end = try #require(lines[start...].firstIndex { $0.trimmed.hasPrefix("maichat ") })
    // A room's name stands six blanks in, what continues its line further right.
    return lines[(start + 1)...end].filter { $0.prefix { $0 == " " }.count == 6 }.flatMap { line in
      let names = line.trimmed.split(separator: " ")
      return SourceTree.isShimLine(names) ? names.prefix { $0.hasPrefix("C") }.map(String.init) : [String(names[0])]
    }
  }

  @Test func everyRoomIsDrawn() throws {
    let (rooms, shims) = try (SourceTree.rooms(), SourceTree.shims())
    #expect(Set(rooms) == Set(Self.arrows.keys))
    #expect(try Self.drawnOrder().sorted() == (rooms + shims).sorted(), "README's list of rooms")
    let used = Self.arrows.values.reduce(into: Set<String>()) { $0.formUnion($1) }
    #expect(Set(shims).subtracting(used) == [], "a shim that nobody stands on")
  }

  @Test(arguments: arrows.keys.sorted())
  func importsAreTheArrows(room: String) throws {
    let imports = try SourceTree.imports(of: room).subtracting(Self.toolchain)
    let drawn = try #require(Self.arrows[room])
    #expect(imports.subtracting(drawn) == [], "\(room) imports what it must not")
    #expect(drawn.subtracting(imports) == [], "\(room) has arrows it does not use")
  }

  @Test(arguments: arrows.keys.sorted())
  func theManifestHasTheSameArrows(room: String) throws {
    let named = try Manifest.dependencies(of: room)
    let drawn = Set(try #require(Self.arrows[room]).map { Self.products[$0] ?? $0 })
    #expect(drawn.subtracting(named) == [], "\(room) in Package.swift lacks arrows")
    // A room may be named before it is used; a package that nobody uses is fetched and built for nothing.
    #expect(named.subtracting(drawn).subtracting(try SourceTree.rooms()) == [], "\(room) in Package.swift")
  }

  @Test func arrowsPointDownOnly() throws {
    let order = try Self.drawnOrder()
    let height = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    for room in try SourceTree.rooms() {
      let own = try #require(height[room], "README does not draw \(room)")
      for other in try SourceTree.imports(of: room).union(Manifest.dependencies(of: room)) {
        guard let below = height[other] else { continue }
        #expect(below < own, "\(room) stands on \(other), which README draws above it or beside it")
      }
    }
  }

  @Test func fullFoundationStaysWhereALibraryNeedsIt() throws {
    for room in try SourceTree.rooms() {
      let needing = try SourceTree.files(of: room).filter { try SourceTree.text(of: $0).importsFullFoundation }
      if Self.foundationRooms.contains(room) {
        #expect(!needing.isEmpty, "\(room) does not need full Foundation any more")
      } else {
        #expect(needing == [], "\(room) imports Foundation")
      }
    }
  }

  @Test(arguments: [
    ("import Foundation", true), ("import struct Foundation.URL", true), ("@preconcurrency import Foundation", true),
    ("#if canImport(FoundationEssentials)\nimport FoundationEssentials\n#else\n  import Foundation\n#endif", false),
    ("#if canImport(FoundationEssentials)\nimport FoundationEssentials\n#endif\nimport Foundation", true),
    ("#if canImport(FoundationEssentials)\n  import Foundation\n#endif", true),
    ("#if os(Linux)\n#else\nimport Foundation\n#endif", true), ("import FoundationEssentials", false),
    ("// import Foundation", false),
  ])
  func whatImportsFullFoundationIsSeen(text: String, isSeen: Bool) {
    #expect(text.importsFullFoundation == isSeen)
  }

  @Test func nothingIsPublicAndFilesStaySmall() throws {
    for room in try SourceTree.rooms() {
      for file in try SourceTree.files(of: room) where !file.hasSuffix("EmbeddedThemes.swift") {
        let lines = try SourceTree.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 401, "\(file) has \(lines.count - 1) lines")
        let declared = lines.map(\.trimmed).filter { line in
          ["public ", "open class ", "open func ", "open var "].contains { line.hasPrefix($0) }
        }
        #expect(declared.isEmpty, "\(file): \(declared)")
      }
    }
  }

  @Test func theClockIsReadInOnePlace() throws {
    let readers = ["CLOCK_REALTIME", "gettimeofday", "Date()", "Date.now", "ContinuousClock.now", "time(nil)"]
    let clock = "ChatModel/Timestamp.swift"
    var found = 0
    for room in try SourceTree.rooms() where room != "Sandbox" {
      for file in try SourceTree.files(of: room) {
        let text = try SourceTree.text(of: file)
        guard !file.hasSuffix(clock) else {
          found += readers.count { text.contains($0) }
          continue
        }
        for reader in readers { #expect(!text.contains(reader), "\(file) reads the clock by \(reader)") }
      }
    }
    #expect(found == 1, "\(clock) is where it is read")
  }
}

extension Substring {
  fileprivate var trimmed: Substring { drop { $0 == " " } }
}
