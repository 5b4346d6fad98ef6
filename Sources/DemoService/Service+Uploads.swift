import FlyingFox
import Foundation

/// The four ways to upload a file, and the way to get it back.
extension Service {
  private static let storagePrefix = "media/chat/attachment/"

  // MARK: One step

  /// `POST attachments-upload/`: the file itself, in a form.
  func uploadFile(_ call: APICall) throws -> HTTPResponse {
    try offer(.oneStep)
    return try takeFile(call)
  }

  private func takeFile(_ call: APICall) throws -> HTTPResponse {
    if fails(.refuse) { throw Refusal(field: "file", "The sandbox was asked to refuse this file.") }
    if let answer = faultyAnswer() { return answer }
    guard let form = Multipart(call.body, contentType: call.contentType) else {
      throw Refusal(415, ["detail": "Unsupported media type in request."])
    }
    guard let part = form.parts.last(where: { $0.name == "file" }) else {
      throw Refusal(field: "file", "No file was submitted.")
    }
    guard let filename = part.filename, !filename.isEmpty else {
      throw Refusal(field: "file", "The submitted data was not a file. Check the encoding type on the form.")
    }
    guard !part.content.isEmpty else { throw Refusal(field: "file", "The submitted file is empty.") }
    let key = Self.newKey(filename)
    let file = FileShelf.File(
      filename: filename, contentType: part.contentType ?? "application/octet-stream", content: Array(part.content))
    shelf.withLock { $0.files.add(file, key: key) }
    return attach(key, filename: filename, type: Self.kind(of: filename))
  }

  // MARK: Permission, storage, registration

  /// `POST upload-presigned-url/`: where to upload to, and the fields that the form must hold.
  func permitUpload(_ call: APICall) throws -> HTTPResponse {
    if !options.uploads.ways.contains(.conversation) { try offer(.presigned) }
    if fails(.refuse) { throw Refusal(field: "filename", "The sandbox was asked to refuse this file.") }
    let body = try call.object()
    let filename = try call.required(body, "filename")
    _ = try call.required(body, "modelName", "model_name")
    _ = try call.required(body, "fieldName", "field_name")
    _ = try call.required(body, "fileSize", "file_size")
    let key = Self.newKey(filename)
    let fields = [
      ("key", key), ("x-amz-algorithm", "AWS4-HMAC-SHA256"),
      ("x-amz-credential", "SANDBOX/20260101/local/s3/aws4_request"), ("x-amz-date", "20260101T000000Z"),
      ("policy", Data(key.utf8).base64EncodedString()), ("x-amz-signature", Self.newID()),
    ]
    shelf.withLock { $0.files.permit(FileShelf.Grant(fields: Dictionary(uniqueKeysWithValues: fields)), key: key) }
    return .json(
      200, ["url": .string("\(origin)/storage/"), "fields": .object(fields.map { ($0, .string($1)) })])
  }

  /// The storage: takes the form of a permitted upload. It is not the service, and must not see its key.
  func store(_ request: HTTPRequest, _ body: [UInt8]) throws -> HTTPResponse {
    func refusal(_ status: Int, _ code: String, _ words: String) -> HTTPResponse {
      .bytes(status, Array("<Error><Code>\(code)</Code><Message>\(words)</Message></Error>".utf8), type: "text/xml")
    }
    guard request.method == .POST else { return refusal(405, "MethodNotAllowed", "Only POST is allowed.") }
    guard request.headers[.authorization] == nil else {
      return refusal(403, "AccessDenied", "Only one way of authorization is allowed: the fields of the form.")
    }
    if fails(.storage) { return refusal(403, "AccessDenied", "The sandbox was asked to refuse this file.") }
    guard let form = Multipart(body, contentType: request.headers[.contentType] ?? "") else {
      return refusal(400, "MalformedPOSTRequest", "The body is not a multipart form.")
    }
    // What comes after the file is not looked at, so a form in the wrong order lacks fields.
    guard let index = form.parts.firstIndex(where: { $0.name == "file" }) else {
      return refusal(400, "InvalidArgument", "The form has no file.")
    }
    let fields = Dictionary(
      form.parts[..<index].map { ($0.name.lowercased(), $0.text) }, uniquingKeysWith: { $1 })
    guard index == form.parts.count - 1 else {
      return refusal(400, "InvalidArgument", "The file must be the last field of the form.")
    }
    guard let key = fields["key"], let grant = shelf.withLock({ $0.files.grant(key) }) else {
      return refusal(403, "AccessDenied", "The key is not permitted.")
    }
    guard grant.fields.allSatisfy({ fields[$0.key] == $0.value }) else {
      return refusal(403, "SignatureDoesNotMatch", "A field of the permission is missing or changed.")
    }
    let part = form.parts[index]
    let file = FileShelf.File(
      filename: part.filename ?? key, contentType: part.contentType ?? "application/octet-stream",
      content: Array(part.content))
    shelf.withLock { $0.files.add(file, key: key) }
    return .bytes(204, [], type: "text/plain")
  }

  /// `POST attachments/`: a stored file by its key, or the older way, the file itself in a form.
  func addAttachment(_ call: APICall) throws -> HTTPResponse {
    if call.contentType.lowercased().hasPrefix("multipart/") {
      try offer(.older, other: .presigned)
      return try takeFile(call)
    }
    try offer(.presigned, other: .older)
    return try register(call)
  }

  /// `POST conversations/{id}/attachments/`: a stored file by its key.
  func attachToConversation(_ call: APICall) throws -> HTTPResponse {
    try offer(.conversation)
    guard shelf.withLock({ $0.conversations[call.path[1]] != nil }) else { throw Refusal.notFound }
    return try register(call)
  }

  private func register(_ call: APICall) throws -> HTTPResponse {
    if fails(.registration) { throw Refusal.standard(500) }
    if let answer = faultyAnswer() { return answer }
    let body = try call.object()
    var key = try call.required(body, "file")
    if key.hasPrefix("\(origin)/") { key = String(key.dropFirst(origin.count + 1)) }
    let filename = try call.required(body, "filename")
    guard shelf.withLock({ $0.files.files[key] != nil }) else {
      throw Refusal(field: "file", "There is no such file in the storage.")
    }
    return attach(key, filename: filename, type: body["type"]?.text ?? "other")
  }

  private func attach(_ key: String, filename: String, type: String) -> HTTPResponse {
    let attachment = InMemoryStore.Attachment(id: Self.newID(), type: type, filename: filename, url: "\(origin)/\(key)")
    shelf.withLock { $0.files.add(attachment) }
    return .json(201, attachment.json)
  }

  // MARK: What is asked of the sandbox

  /// Throws where files are not taken in this way; 405 where the same route serves the other.
  private func offer(_ way: SandboxServer.Uploads.Way, other: SandboxServer.Uploads.Way? = nil) throws {
    let ways = options.uploads.ways
    guard !ways.contains(way) else { return }
    throw other.map(ways.contains) == true ? Refusal.standard(405) : Refusal.notFound
  }

  /// Whether this is to go wrong in this way now.
  private func fails(_ fault: SandboxServer.Uploads.Fault) -> Bool {
    guard options.uploads.fault == fault else { return false }
    return shelf.withLock { shelf in
      guard shelf.uploadFaults < options.uploads.faults else { return false }
      shelf.uploadFaults += 1
      return true
    }
  }

  private func faultyAnswer() -> HTTPResponse? {
    if fails(.empty) { return .bytes(200, [], type: "application/json") }
    if fails(.html) {
      return .bytes(
        502,
        Array("<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>".utf8),
        type: "text/html")
    }
    return nil
  }

  /// An attached file for an answer: its name, and how large it is where the sandbox has it.
  func described(_ attachment: InMemoryStore.Attachment) -> String {
    let name = "`\(attachment.filename.replacing("`", with: "'"))`"
    guard attachment.url.hasPrefix("\(origin)/"),
      let size = shelf.withLock({ $0.files.size(String(attachment.url.dropFirst(origin.count + 1))) })
    else { return name }
    return "\(name) (\(size) bytes)"
  }

  // MARK: Reading

  func attachments(_ call: APICall) throws -> HTTPResponse {
    try call.numberedPage(shelf.withLock { $0.files.attachments }.reversed().map(\.json))
  }

  func attachment(_ call: APICall) throws -> HTTPResponse {
    guard let found = shelf.withLock({ $0.files.attachments.first { $0.id == call.path[1] } }) else {
      throw Refusal.notFound
    }
    return .json(200, found.json)
  }

  /// A file by its address; `name` is what follows `/media/`. Needs no key, as addresses of a storage do not.
  func download(_ name: Substring, _ request: HTTPRequest) throws -> HTTPResponse {
    guard request.method == .GET else {
      throw Refusal(405, ["detail": "Method not allowed."], headers: [(HTTPHeader("Allow"), "GET")])
    }
    if let source = Source.all.first(where: { "sources/\($0.id)" == name }) {
      return .bytes(200, Array(source.content.utf8), type: "text/plain; charset=utf-8")
    }
    guard let file = shelf.withLock({ $0.files.files["media/\(name)"] }) else { throw Refusal.notFound }
    let encoded = file.filename.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "file"
    let type = file.contentType.allSatisfy { $0.isASCII && !$0.isNewline } ? file.contentType : "text/plain"
    return .bytes(
      200, file.content, type: type,
      headers: [(.contentDisposition, "attachment; filename*=UTF-8''\(encoded)")])
  }

  // MARK: Names

  /// A place in the storage that nobody can guess, with the ending of `filename`.
  private static func newKey(_ filename: String) -> String {
    let ending = filename.split(separator: ".").last.map(String.init) ?? ""
    let isPlain =
      filename.contains(".") && ending.count <= 8 && ending.allSatisfy { $0.isASCII && $0.isLetter || $0.isNumber }
    return "\(storagePrefix)\(newID())\(isPlain ? ".\(ending.lowercased())" : "")"
  }

  private static func kind(of filename: String) -> String {
    switch filename.split(separator: ".").last?.lowercased() {
    case "png", "jpg", "jpeg", "gif", "webp", "bmp", "heic": "image"
    case "mp3", "wav", "m4a", "ogg", "flac": "audio"
    default: "other"
    }
  }
}
