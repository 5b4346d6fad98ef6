import ChatModel
import MaiAgentAPI

/// Status and the headers that matter of one answer, read line by line as curl hands them over.
struct ResponseHead: Equatable, Sendable {
  /// A service with more than this many bytes of headers is hostile or broken.
  static let limit = 256 << 10
  /// What is said of it.
  static let tooLarge = Failure(
    kind: .malformed,
    text: "The answer's headers are too large (more than \(limit >> 10) kB, or one of them does not end).",
    advice: "Check that the base URL leads to a MaiAgent API, or contact whoever runs the service.")

  private(set) var status = 0
  private(set) var contentType: String?
  private(set) var retryAfter: String?
  private(set) var location: String?
  /// Of the body as it is handed over, in bytes; nil where the answer does not say, or it comes compressed.
  var contentLength: Int64? { isEncoded ? nil : statedLength }
  private var statedLength: Int64?
  private var isEncoded = false
  /// The blank line came.
  private(set) var isComplete = false
  private(set) var bytes = 0

  init() {}

  init(status: Int, contentType: String? = nil, retryAfter: String? = nil, location: String? = nil) {
    self.status = status
    self.contentType = contentType
    self.retryAfter = retryAfter
    self.location = location
    isComplete = true
  }

  var isSuccess: Bool { (200..<300).contains(status) }

  /// Takes one line with its line end. Interim answers (1xx) and those of proxies are passed over; trailers are
  /// ignored.
  mutating func read(_ line: String) {
    let size = bytes + line.utf8.count
    let text = line.trimmingLineEnd
    if text.hasPrefix("HTTP/") {
      self = ResponseHead()
      status = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    } else if text.isEmpty {
      isComplete = status >= 200
    } else if !isComplete, let colon = text.firstIndex(of: ":") {
      let value = String(text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
      switch text[..<colon].lowercased() {
      case "content-type": contentType = value
      case "retry-after": retryAfter = value
      case "location": location = value
      case "content-length": statedLength = Int64(value).flatMap { $0 >= 0 ? $0 : nil }
      case "content-encoding": isEncoded = value.lowercased() != "identity"
      default: break
      }
    }
    bytes = size
  }
}

extension String {
  fileprivate var trimmingLineEnd: Substring {
    var text = self[...]
    while let last = text.last, last == "\n" || last == "\r" || last == "\r\n" { text.removeLast() }
    return text
  }
}
