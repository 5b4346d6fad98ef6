import ChatModel
import Text

extension Attachment {
  /// Reads what the service says of an uploaded file; what it leaves out is filled in from `request`. nil where the answer is
  /// no such object.
  package init?(uploaded body: [UInt8], request: UploadRequest) {
    guard let value = JSONNode(received: body), let id = value["id"]?.scalarText else { return nil }
    self.init(
      id: AttachmentID(id), type: value["type"]?.filled ?? request.file.type.kind.rawValue,
      filename: value["filename"]?.filled ?? request.filename, file: value["file", "url"]?.filled ?? "",
      size: request.file.size)
  }
}

/// A permission to put one file into the storage: where to, and the fields that the form repeats.
package struct UploadPermission: Hashable, Sendable {
  package var url: String
  /// In the order of the answer.
  package var fields: [FormBody.Field]

  package init(url: String, fields: [FormBody.Field]) {
    self.url = url
    self.fields = fields
  }

  /// Reads the service's answer; nil where it is none.
  package init?(_ body: [UInt8]) {
    var url: String?
    var fields: [FormBody.Field]?
    let isWhole: Bool? = body.withUnsafeBufferPointer { bytes in
      // A permission that is not sound JSON to its end is none: a field of it might be missing.
      var reader = JSONReader(bytes)
      do throws(JSONProblem) {
        try reader.members { (reader, key) throws(JSONProblem) in
          switch key {
          case "url": url = try reader.value().filled
          case "fields": fields = try Self.fields(&reader)
          default: break
          }
        }
        try reader.end()
        return true
      } catch { return nil }
    }
    guard isWhole != nil, let url, let fields else { return nil }
    self.url = url
    self.fields = fields
  }

  private static func fields(_ reader: inout JSONReader) throws(JSONProblem) -> [FormBody.Field]? {
    var fields: [FormBody.Field] = []
    let isObject = try reader.members { (reader, key) throws(JSONProblem) in
      let value = try reader.value()
      if let text = value.string ?? value.scalarText { fields.append(FormBody.Field(key.text, text)) }
    }
    return isObject ? fields : nil
  }

  /// Where the storage put the file, for registering it; nil where no field says.
  package var key: String? { fields.first { $0.name.lowercased() == "key" }?.value }

  /// Why a file must not go to `url` from a service at `base`; nil where it may. The key never goes there.
  package func refusal(base: BaseURL, allowsPlainHTTP: Bool) -> String? {
    guard let storage = try? BaseURL(String(url.prefix { $0 != "?" && $0 != "#" })), url.contains("://") else {
      return "The service names no address for the storage."
    }
    if storage.scheme == .http && !allowsPlainHTTP && !(base.isLoopback && storage.isLoopback) {
      return "The storage at \(storage.origin) is not encrypted: the file could be read on the way."
    }
    return base.refusal(of: storage.place, purpose: "its storage")
  }
}
