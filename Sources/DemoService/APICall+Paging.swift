import FlyingFox
import Foundation

/// Lists a page at a time, in the two ways of the service.
extension APICall {
  private static let standardPageSize = 10
  private static let maximumPageSize = 200

  private var pageSize: Int {
    let given = (query["pageSize"] ?? query["page_size"]).flatMap { Int($0) } ?? Self.standardPageSize
    return min(max(given, 1), Self.maximumPageSize)
  }

  /// The page that `page=` names, with `count`; 404 where there is none of that number.
  func numberedPage(_ items: [JSON]) throws(Refusal) -> HTTPResponse {
    let page = query["page"].map { Int($0) ?? 0 } ?? 1
    let (start, isOverflow) = (page - 1).multipliedReportingOverflow(by: pageSize)
    guard page >= 1, !isOverflow, start < items.count || page == 1 else {
      throw Refusal(404, ["detail": "Invalid page."])
    }
    let end = min(start + pageSize, items.count)
    return .json(
      200,
      [
        "count": .integer(items.count),
        "next": end < items.count ? address(["page": "\(page + 1)"]) : .null,
        "previous": page > 1 ? address(["page": "\(page - 1)"]) : .null,
        "results": .array(Array(items[start..<end])),
      ])
  }

  /// The items from `cursor=` on, without `count`. A cursor names the item before the page, so that new items do not
  /// shift it.
  func cursorPage(_ items: [(number: Int, value: JSON)], order: SandboxServer.Wire.MessageOrder) throws(Refusal)
    -> HTTPResponse
  {
    let cursor = query["cursor"].flatMap { $0.isEmpty ? nil : $0 }
    var sorted = items.sorted { order == .newestFirst ? $0.number > $1.number : $0.number < $1.number }
    if let cursor {
      guard let last = Self.number(cursor) else { throw Refusal(404, ["detail": "Invalid cursor"]) }
      sorted.removeAll { order == .newestFirst ? $0.number >= last : $0.number <= last }
    }
    let page = sorted.prefix(pageSize)
    let next = page.count < sorted.count ? page.last.map { address(["cursor": Self.cursor($0.number)]) } : nil
    return .json(
      200, ["next": next ?? .null, "previous": .null, "results": .array(page.map(\.value))])
  }

  private static func cursor(_ number: Int) -> String { Data("p=\(number)".utf8).base64EncodedString() }

  private static func number(_ cursor: String) -> Int? {
    guard let data = Data(base64Encoded: cursor), let text = String(data: data, encoding: .utf8), text.hasPrefix("p=")
    else { return nil }
    return Int(text.dropFirst(2))
  }

  /// This list's address with other parameters.
  private func address(_ changes: [String: String]) -> JSON {
    var allowed = CharacterSet.alphanumerics
    allowed.insert(charactersIn: "-._~")
    func encoded(_ text: String) -> String { text.addingPercentEncoding(withAllowedCharacters: allowed) ?? "" }
    let fields = query.merging(changes) { $1 }.sorted { $0.key < $1.key }
    let text = fields.map { "\(encoded($0.key))=\(encoded($0.value))" }.joined(separator: "&")
    return .string("\(base)\(path.joined(separator: "/"))/?\(text)")
  }
}
