import FlyingFox
import Foundation

/// One request to the API, read completely.
struct APICall: Sendable {
  let method: String
  /// The path after `/api/` or `/api/v1/`, cut at its slashes.
  let path: [String]
  /// `http://127.0.0.1:PORT` and the base path that the client used, with a slash at the end.
  let base: String
  let query: [String: String]
  let headers: HTTPHeaders
  let body: [UInt8]
  let socket: ClientSocket?

  var contentType: String { headers[.contentType] ?? "" }

  /// The body as a JSON object; throws 400 where it is none.
  func object() throws(Refusal) -> JSON {
    guard let value = JSON(body) else {
      throw Refusal(400, ["detail": "JSON parse error - Expecting value: line 1 column 1 (char 0)"])
    }
    guard case .object = value else {
      throw Refusal(400, ["nonFieldErrors": ["Invalid data. Expected a dictionary."]])
    }
    return value
  }

  /// A text field that must be there.
  func required(_ value: JSON, _ names: String...) throws(Refusal) -> String {
    var found: JSON?
    for name in names where found == nil { found = value[name] }
    switch found {
    case nil: throw Refusal(field: names[0], "This field is required.")
    case .string(let text)?: return text
    case .integer(let number)?: return String(number)
    default: throw Refusal(field: names[0], "Not a valid string.")
    }
  }
}

/// An answer that refuses the request, with a body as the service sends.
struct Refusal: Error {
  var status: Int
  var body: JSON
  var headers: [(HTTPHeader, String)]

  init(_ status: Int, _ body: JSON, headers: [(HTTPHeader, String)] = []) {
    self.status = status
    self.body = body
    self.headers = headers
  }

  /// 400 with a complaint about one field.
  init(field: String, _ words: String) { self.init(400, .object([(field, .array([.string(words)]))])) }

  static var notFound: Refusal { Refusal(404, ["detail": "Not found."]) }

  /// An error as the service, or the gateway before it, would word it.
  static func standard(_ status: Int, retryAfter: Int? = nil) -> Refusal {
    let seconds = retryAfter.map { " Expected available in \($0) seconds." } ?? ""
    let body: JSON =
      switch status {
      case 400: ["message": ["content": ["The sandbox was asked to refuse this."]]]
      case 401: ["detail": "Authentication credentials were not provided."]
      case 403: ["detail": "You do not have permission to perform this action."]
      case 404: ["detail": "Not found."]
      case 405: ["detail": "Method \"POST\" not allowed."]
      case 413: ["detail": "Request entity too large."]
      case 415: ["detail": "Unsupported media type \"text/plain\" in request."]
      case 429: ["detail": .string("Request was throttled.\(seconds)")]
      case 500: ["detail": "A server error occurred."]
      default: ["detail": .string("The sandbox was asked to answer with status \(status).\(seconds)")]
      }
    return Refusal(status, body, headers: retryAfter.map { [(HTTPHeader("Retry-After"), "\($0)")] } ?? [])
  }
}

extension HTTPResponse {
  /// A JSON answer.
  static func json(_ status: Int = 200, _ body: JSON, headers: [(HTTPHeader, String)] = []) -> HTTPResponse {
    bytes(status, body.bytes, type: "application/json", headers: headers)
  }

  static func bytes(
    _ status: Int, _ body: [UInt8], type: String, headers: [(HTTPHeader, String)] = []
  ) -> HTTPResponse {
    var fields: HTTPHeaders = [.contentType: type, .connection: "close"]
    for (name, value) in headers { fields[name] = value }
    return HTTPResponse(statusCode: code(status), headers: fields, body: Data(body))
  }

  static func code(_ status: Int) -> HTTPStatusCode {
    let phrase =
      switch status {
      case 200: "OK"
      case 201: "Created"
      case 204: "No Content"
      case 301: "Moved Permanently"
      case 400: "Bad Request"
      case 401: "Unauthorized"
      case 403: "Forbidden"
      case 404: "Not Found"
      case 405: "Method Not Allowed"
      case 413: "Content Too Large"
      case 415: "Unsupported Media Type"
      case 429: "Too Many Requests"
      case 500: "Internal Server Error"
      case 502: "Bad Gateway"
      case 503: "Service Unavailable"
      case 504: "Gateway Timeout"
      default: "Sandbox"
      }
    return HTTPStatusCode(status, phrase: phrase)
  }
}
