import Testing

/// The table of README, "How it fits together": the sources and the manifest are compared with it.
@Suite struct ArchitectureTests {
  /// What each room may import of the other rooms and of packages. Nothing more, nothing unused.
  static let arrows: [String: Set<String>] = {
    let rows = (try? SourceTree.drawing()) ?? []
    return Dictionary(rows.filter { !$0.areShims }.map { ($0.names[0], Set($0.arrows)) }) { first, _ in first }
  }()
  /// What comes with the toolchain.
  static let toolchain: Set<String> = [
    "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
  ]
  /// Modules that come with the product of another name.
  static let products = ["FlyingSocks": "FlyingFox"]
  /// Rooms that may use full Foundation, because their library does.
  static let foundationRooms: Set<String> = ["HistoryStore", "DemoService", "Search"]

  /// The rooms and shims, as README lists them: each stands on those above it.
  private static func drawnOrder() throws -> [String] { try SourceTree.drawing().flatMap(\.names) }

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
      for file in SourceTree.files(of: room) where !file.hasSuffix("EmbeddedThemes.swift") {
        let lines = try SourceTree.text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 401, "\(file) has \(lines.count - 1) lines")
        let declared = lines.map { $0.drop { $0 == " " } }.filter { line in
          ["public ", "open class ", "open func ", "open var "].contains { line.hasPrefix($0) }
        }
        #expect(declared.isEmpty, "\(file): \(declared)")
      }
    }
  }

  @Test func theClockIsReadInOnePlace() throws {
    // Which function of `System` reads it, and who may call that.
    let readers = ["CLOCK_REALTIME", "gettimeofday", "Date()", "Date.now", "ContinuousClock.now", "time(nil)"]
    let places = ["CLOCK_REALTIME": "System/Platform.swift", "wallMilliseconds()": "ChatModel/Timestamp.swift"]
    var found: Set<String> = []
    for room in try SourceTree.rooms() where room != "DemoService" {
      for file in SourceTree.files(of: room) {
        let text = try SourceTree.text(of: file).replacing("func wallMilliseconds()", with: "")
        for reader in readers + ["wallMilliseconds()"] where text.contains(reader) {
          #expect(places[reader].map(file.hasSuffix) == true, "\(file) reads the clock by \(reader)")
          found.insert(reader)
        }
      }
    }
    #expect(found == Set(places.keys))
  }

  /// Elsewhere it comes as `now`, or as a clock that a test can hold.
  @Test func `only the program itself asks what time it is`() throws {
    for room in try SourceTree.rooms() where room != "maichat" {
      for file in SourceTree.files(of: room) {
        let text = try SourceTree.text(of: file).replacing("func readClock()", with: "")
        #expect(!text.contains("readClock()"), "\(file) reads the clock")
      }
    }
  }

  /// A `TestFolder` is removed however its test ends; what a test makes by hand is left behind sooner or later.
  @Test func testsMakeTheirTemporaryFilesInATestFolder() throws {
    for file in SourceTree.files(in: SourceTree.tests) {
      if file.hasPrefix("\(SourceTree.tests)/Support/") || file.hasSuffix("/ArchitectureTests.swift") { continue }
      let text = try SourceTree.text(of: file)
      for call in ["mkdtemp(", "mkstemp(", "temporaryDirectory", "NSTemporaryDirectory"] {
        #expect(!text.contains(call), "\(file) calls \(call)")
      }
    }
  }

  @Test func readmeTellsOfEveryConcurrencyEscape() throws {
    let signs = ["@unchecked Sendable", "nonisolated(unsafe)", "Unmanaged", "@preconcurrency", "assumeIsolated"]
    var found: [String: Set<String>] = [:]
    for room in try SourceTree.rooms() {
      for file in SourceTree.files(of: room) {
        let text = try SourceTree.text(of: file)
        let used = signs.filter { text.contains($0) }
        if !used.isEmpty { found[String(file.dropFirst(SourceTree.sources.count + 1))] = Set(used) }
      }
    }
    var told: [String: Set<String>] = [:]
    for row in try SourceTree.readme("Concurrency escapes").split(separator: "\n") where row.hasPrefix("| `") {
      let cells = row.split(separator: "|").map { $0.split(separator: "`", omittingEmptySubsequences: false) }
      let names = cells.map { cell in Set(cell.indices.filter { $0 % 2 == 1 }.map { String(cell[$0]) }) }
      told[try #require(names[0].first)] = names[1]
    }
    #expect(found == told)
  }

  @Test func whatDiffersBetweenSystemsIsInTwoRooms() throws {
    for room in try SourceTree.rooms() where room != "System" && room != "Terminal" {
      for file in SourceTree.files(of: room) {
        let text = try SourceTree.text(of: file)
        for sign in ["canImport(Glibc)", "canImport(Darwin)", "import Glibc", "import Darwin", "Glibc.", "#if os("] {
          #expect(!text.contains(sign), "\(file) has \(sign)")
        }
      }
    }
  }
}
