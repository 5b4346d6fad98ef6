import ChatModel

/// Where a file of a message is, as a request. The key goes along to the service itself and nowhere else.
package enum DownloadAddress {
  /// The request for `url`, which the service named; throws the reason where nothing is asked for there.
  package static func request(_ url: String, base: BaseURL) throws(Failure) -> APIRequest {
    let whole = String(url.prefix { $0 != "#" })
    let isPlain = whole.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "\\") }
    guard isPlain, whole.lowercased().hasPrefix("https://") || whole.lowercased().hasPrefix("http://") else {
      throw refusal("This is no address of the web.")
    }
    // A host with a name and password before it, or none, is no base.
    let authority = whole.prefix { $0 != "?" }
    guard let start = authority.firstRange(of: "://")?.upperBound,
      let origin = try? BaseURL(String(authority[..<(authority[start...].firstIndex(of: "/") ?? authority.endIndex)]))
    else { throw refusal("The address names no host that can be asked.") }
    if let reason = base.refusal(of: origin.place, purpose: "the file's place") { throw refusal(reason) }
    let isService = origin.isSameOrigin(as: base)
    var request = APIRequest(
      method: .get, url: isService ? base.origin + pathAndQuery(of: whole, from: start) : whole,
      authorization: isService ? .key : .none)
    request.accepts = "*/*"
    request.isFile = true
    return request
  }

  /// Where a redirect from `url` leads; throws where it is not followed.
  package static func redirect(
    _ location: String, from url: String, base: BaseURL
  ) throws(Failure) -> APIRequest {
    var target = location
    if location.hasPrefix("/"), !location.hasPrefix("//"), let start = url.firstRange(of: "://")?.upperBound {
      target = String(url[..<(url[start...].firstIndex { $0 == "/" || $0 == "?" } ?? url.endIndex)]) + location
    }
    if url.lowercased().hasPrefix("https://"), !target.lowercased().hasPrefix("https://") {
      throw refusal("It was redirected to a place that is not encrypted.")
    }
    return try request(target, base: base)
  }

  private static func pathAndQuery(of url: String, from start: String.Index) -> Substring {
    guard let end = url[start...].firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
    return url[end] == "/" ? url[end...] : "/" + url[end...]
  }

  private static func refusal(_ text: String) -> Failure {
    Failure(kind: .configuration, text: text, advice: "Open the link in a browser, or copy it.")
  }
}
