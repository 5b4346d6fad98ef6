import ChatModel

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension Attachment {
  /// Reads what the service says of an uploaded file; what it leaves out is filled in from `request`. nil where the answer is
  /// no such object.
  package init?(uploaded body: [UInt8], request: UploadRequest) {
    guard let value = JSONValue(body), let id = value["id"]?.scalarText else { return nil }
    self.init(
      id: AttachmentID(id), type: value["type"]?.text ?? request.file.type.kind.rawValue,
      filename: value["filename"]?.text ?? request.filename, file: value["file", "url"]?.text ?? "",
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
    guard JSONValue(body) != nil, let pairs = OrderedObject.pairs(body) else { return nil }
    let url = pairs.first { $0.name == "url" }.flatMap { JSONValue($0.value)?.text }
    guard let url, let fields = pairs.first(where: { $0.name == "fields" }).flatMap({ OrderedObject.pairs($0.value) })
    else { return nil }
    self.url = url
    self.fields = fields.compactMap { field in
      guard let value = JSONValue(field.value) else { return nil }
      if case .string(let text) = value { return FormBody.Field(field.name, text) }
      return value.scalarText.map { FormBody.Field(field.name, $0) }
    }
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

/// The names and values of a JSON object in their order, which decoders do not keep. For text that is known to be JSON.
enum OrderedObject {
  /// nil where `json` is no object.
  static func pairs(_ json: [UInt8]) -> [(name: String, value: [UInt8])]? {
    var index = 0
    func skipBlanks() { while index < json.count, [0x20, 0x09, 0x0A, 0x0D].contains(json[index]) { index += 1 } }
    func skipString() {
      index += 1
      while index < json.count, json[index] != UInt8(ascii: "\"") {
        index += json[index] == UInt8(ascii: "\\") ? 2 : 1
      }
      index += 1
    }
    func skipValue() {
      var depth = 0
      while index < json.count {
        switch json[index] {
        case UInt8(ascii: "\""):
          skipString()
          if depth == 0 { return }
          continue
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if depth == 0 { return }
          depth -= 1
          if depth == 0 {
            index += 1
            return
          }
        case UInt8(ascii: ","): if depth == 0 { return }
        default: break
        }
        index += 1
      }
    }
    skipBlanks()
    guard index < json.count, json[index] == UInt8(ascii: "{") else { return nil }
    index += 1
    var pairs: [(name: String, value: [UInt8])] = []
    while true {
      skipBlanks()
      guard index < json.count, json[index] == UInt8(ascii: "\"") else { return pairs }
      let start = index
      skipString()
      guard index <= json.count, case .string(let name)? = JSONValue(Array(json[start..<index])) else { return pairs }
      skipBlanks()
      index += 1  // the colon
      skipBlanks()
      let first = index
      skipValue()
      guard first < index, index <= json.count else { return pairs }
      var value = json[first..<index]
      while let last = value.last, [0x20, 0x09, 0x0A, 0x0D].contains(last) { value.removeLast() }
      pairs.append((name, Array(value)))
      skipBlanks()
      guard index < json.count, json[index] == UInt8(ascii: ",") else { return pairs }
      index += 1
    }
  }
}
