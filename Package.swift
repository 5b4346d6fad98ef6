// swift-tools-version: 6.2
import PackageDescription

// The rooms of maichat and which way their arrows point. README, "How it fits together", draws them;
// Tests/ArchitectureTests compares the real edges with that drawing.
let package = Package(
  name: "maichat",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "maichat", targets: ["maichat"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/LebJe/TOMLKit", from: "0.6.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // Typed C shims, no logic. C targets, not system libraries: SwiftPM does not rebuild after an edit of
    // a system library's header.
    .target(name: "CCurl", linkerSettings: [.linkedLibrary("curl")]),
    .target(
      name: "CImage",
      linkerSettings: [.linkedLibrary("png16"), .linkedLibrary("turbojpeg"), .linkedLibrary("webp")]),
    .target(name: "CMd4c", linkerSettings: [.linkedLibrary("md4c")]),
    .target(name: "CNcurses", linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "CWidth"),

    // The C library, once, and what differs between systems.
    .target(name: "System"),

    // Vocabulary.
    .target(name: "Canvas", dependencies: ["CWidth", "Text"]),
    .target(name: "ChatModel", dependencies: ["System"]),
    .target(name: "Text"),

    // Logic as values.
    .target(name: "ImportExport", dependencies: ["ChatModel", "Markdown", "Text"]),
    .target(name: "AppState", dependencies: ["ChatModel", "Text"]),
    .target(
      name: "ChatView",
      dependencies: [
        "Canvas", "ChatModel", "AppState", "Markdown", "System", "Text",
      ]),
    .target(name: "MaiAgentAPI", dependencies: ["ChatModel", "System", "Text"]),
    .target(name: "Markdown", dependencies: ["Canvas", "CMd4c", "Text"]),
    .target(name: "Search", dependencies: ["ChatModel", "System", "Text"]),

    // Shells that do I/O.
    .target(
      name: "HistoryStore",
      dependencies: ["ChatModel", "Search", "System", "Text", .product(name: "GRDB", package: "GRDB.swift")]),
    .target(name: "Configuration", dependencies: ["Canvas", "ChatModel", "System", "Text", "TOMLKit"]),
    .target(name: "Images", dependencies: ["CImage", "ChatModel", "System"]),
    .target(name: "MaiAgentNetwork", dependencies: ["CCurl", "ChatModel", "MaiAgentAPI", "System"]),
    .target(name: "DemoService", dependencies: ["System", "Text", .product(name: "FlyingFox", package: "FlyingFox")]),
    .target(name: "Terminal", dependencies: ["CNcurses", "Canvas", "System", "Text"]),

    .executableTarget(
      name: "maichat",
      dependencies: [
        "ImportExport", "Canvas", "HistoryStore", "ChatModel", "AppState", "ChatView", "Configuration", "Images",
        "MaiAgentAPI", "MaiAgentNetwork", "DemoService", "System", "Terminal", "Text",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),

    .target(name: "GrowthScript", dependencies: ["Canvas", "Markdown"], path: "Tests/Fuzz/GrowthScript"),
    .target(name: "ImportScript", dependencies: ["ImportExport", "ChatModel"], path: "Tests/Fuzz/ImportScript"),
    .target(
      name: "DecodingChecks", dependencies: ["ChatModel", "MaiAgentAPI", "Text"], path: "Tests/Fuzz/DecodingChecks"),
    .target(
      name: "TestSupport", dependencies: ["System", .product(name: "GRDB", package: "GRDB.swift")],
      path: "Tests/Support"),
    // Each with all that it imports: what is not named here is not built anew when it changes.
    .testTarget(
      name: "ImportExportTests",
      dependencies: [
        "ImportExport", "HistoryStore", "ChatModel", "ImportScript", "Markdown", "System", "TestSupport", "Text",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "CanvasTests", dependencies: ["CWidth", "Canvas", "TestSupport"]),
    .testTarget(
      name: "HistoryStoreTests",
      dependencies: [
        "HistoryStore", "ChatModel", "Search", "System", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(name: "ChatModelTests", dependencies: ["ChatModel", "System", "TestSupport"]),
    .testTarget(name: "AppStateTests", dependencies: ["ChatModel", "AppState", "TestSupport"]),
    .testTarget(
      name: "ChatViewTests",
      dependencies: ["Canvas", "ChatModel", "AppState", "ChatView", "Markdown", "TestSupport"],
      exclude: ["Goldens"]),
    .testTarget(
      name: "ConfigurationTests",
      dependencies: ["Canvas", "ChatModel", "Configuration", "System", "Text", "TOMLKit", "TestSupport"]),
    .testTarget(name: "ImagesTests", dependencies: ["CImage", "ChatModel", "Images", "TestSupport"]),
    .testTarget(
      name: "MaiAgentAPITests", dependencies: ["ChatModel", "DecodingChecks", "MaiAgentAPI", "TestSupport", "Text"],
      exclude: ["Corpus"]),
    .testTarget(
      name: "MaiAgentNetworkTests",
      dependencies: ["CCurl", "ChatModel", "MaiAgentAPI", "MaiAgentNetwork", "System", "TestSupport"]),
    .testTarget(
      name: "MarkdownTests", dependencies: ["Canvas", "GrowthScript", "Markdown", "TestSupport"],
      exclude: ["Corpus", "Goldens"]),
    .testTarget(
      name: "DemoServiceTests",
      dependencies: ["ChatModel", "MaiAgentAPI", "MaiAgentNetwork", "DemoService", "System", "TestSupport"]),
    .testTarget(name: "SearchTests", dependencies: ["ChatModel", "Search", "TestSupport"]),
    // What needs ncurses, of which a process has one, is tested in one target.
    .testTarget(
      name: "TerminalTests",
      dependencies: [
        "Canvas", "ChatModel", "AppState", "ChatView", "Configuration", "DemoService", "System", "Terminal",
        "TestSupport",
        "maichat",
      ]),
    .testTarget(name: "TextTests", dependencies: ["DecodingChecks", "TestSupport", "Text"], exclude: ["Corpus"]),
    .testTarget(name: "SystemTests", dependencies: ["System", "TestSupport"]),
    .testTarget(
      name: "maichatTests",
      dependencies: [
        "ImportExport", "Canvas", "HistoryStore", "ChatModel", "AppState", "ChatView", "Configuration", "Images",
        "System",
        "Terminal", "TestSupport", "maichat", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(name: "ArchitectureTests", dependencies: ["TestSupport"]),
    .testTarget(
      name: "EndToEnd",
      dependencies: [
        "HistoryStore", "Configuration", "maichat", "DemoService", "System", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      path: "Tests/EndToEnd"),
  ],
  swiftLanguageModes: [.v6]
)

// A library that is loaded before the program under test and lets one of its calls fail: Linux's way.
#if os(Linux)
  package.targets.append(.target(name: "HistoryFaults", path: "Tests/Faults"))
  package.products.append(.library(name: "HistoryFaults", type: .dynamic, targets: ["HistoryFaults"]))
#endif

// Each fuzzer is a program of its own, and what it tests is built so that it sees which way each input takes.
if Context.environment["MAICHAT_FUZZ"] == "1" {
  let fuzzers: [(String, [Target.Dependency])] = [
    ("Markdown", ["GrowthScript", "Markdown"]), ("Imports", ["ImportScript"]), ("JSON", ["DecodingChecks"]),
    ("Reply", ["DecodingChecks"]),
  ]
  for (room, dependencies) in fuzzers {
    package.targets.append(
      .executableTarget(
        name: "Fuzz\(room)", dependencies: dependencies, path: "Tests/Fuzz/\(room)",
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]))
  }
  let tested = [
    "ImportExport", "Canvas", "ChatModel", "DecodingChecks", "GrowthScript", "ImportScript", "MaiAgentAPI", "Markdown",
    "Text",
  ]
  for target in package.targets where tested.contains(target.name) {
    target.swiftSettings = [.unsafeFlags(["-sanitize=fuzzer", "-parse-as-library"])]
  }
}

// What a very large history costs needs no library.
if Context.environment["MAICHAT_HISTORY_BENCHMARKS"] == "1" {
  package.targets.append(
    .executableTarget(
      name: "HistoryBenchmarks", dependencies: ["HistoryStore", "ChatModel", "AppState", "System", "TestSupport"],
      path: "Tests/Benchmarks/HistoryBenchmarks"))
}

// Rooms that compute: without the optimizer most of a run of the tests would be theirs. Assertions stay.
let computing: Set = [
  "AppState", "Canvas", "ChatModel", "ChatView", "Configuration", "HistoryStore", "ImportExport", "MaiAgentAPI",
  "Markdown",
  "Search", "Text",
]
for target in package.targets where computing.contains(target.name) {
  target.swiftSettings =
    (target.swiftSettings ?? []) + [.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug))]
}

// Where changes are checked, a warning is an error; elsewhere a newer compiler's new warnings must not stop a build.
if Context.environment["MAICHAT_WARNINGS"] == "error" {
  for target in package.targets {
    target.swiftSettings = (target.swiftSettings ?? []) + [.treatAllWarnings(as: .error)]
  }
}

// Benchmarks use what only this package may (`package` access), but neither build nor tests of the program wait for the
// library that measures. `traits: []`: its allocation counters replace malloc, and are not used here.
if Context.environment["MAICHAT_BENCHMARKS"] == "1" {
  package.dependencies.append(.package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []))
  package.targets.append(
    .executableTarget(
      name: "ReplyBenchmarks",
      dependencies: [
        "Canvas", "ChatModel", "AppState", "ChatView", "MaiAgentAPI", "Markdown", "Terminal",
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Tests/Benchmarks/ReplyBenchmarks", plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]))
}

// While one room is worked on, only the tests that are named are built, and what they need: MAICHAT_TESTS=AppStateTests.
if let named = Context.environment["MAICHAT_TESTS"] {
  let kept = Set(named.split(separator: ",").map(String.init))
  package.targets.removeAll { $0.type == .test && !kept.contains($0.name) }
}
