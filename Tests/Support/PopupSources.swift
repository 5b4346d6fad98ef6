#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The popups as the sources declare them.
package enum PopupSources {
  /// The names of all types that are declared to be popups, through whatever protocols.
  package static func types(file: String = #filePath) throws -> Set<String> {
    let package = URL(filePath: file).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var declared: [(name: String, isProtocol: Bool, parents: [String])] = []
    for room in ["AppState", "ChatView"] {
      let folder = package.appending(path: "Sources/\(room)").path
      for path in try FileManager.default.subpathsOfDirectory(atPath: folder) where path.hasSuffix(".swift") {
        let text = try String(contentsOf: URL(filePath: "\(folder)/\(path)"), encoding: .utf8)
        for match in text.matches(of: #/\b(protocol|struct|enum|extension) (\w+): ([\w, ]+) \{/#) {
          let parents = match.3.split(separator: ", ").map(String.init)
          declared.append((String(match.2), match.1 == "protocol", parents))
        }
      }
    }
    var popups: Set<String> = ["Popup"]
    for _ in declared { popups.formUnion(declared.filter { !popups.isDisjoint(with: $0.parents) }.map(\.name)) }
    return popups.subtracting(declared.filter(\.isProtocol).map(\.name))
  }
}
