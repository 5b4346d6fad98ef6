/// The uploaded files, the permissions to upload, and the attachments that point to files.
struct FileShelf {
  /// All files together; beyond it the oldest goes.
  static let maximumBytes = 128 << 20
  static let maximumEntries = 2_000

  struct File {
    var filename: String
    var contentType: String
    var content: [UInt8]
  }

  /// A permission to upload one file to the storage: the fields that its form must repeat.
  struct Grant: Equatable {
    var fields: [String: String]
  }

  private(set) var files: [String: File] = [:]
  private var fileOrder: [String] = []
  private(set) var bytes = 0
  private(set) var attachments: [InMemoryStore.Attachment] = []
  private var grants: [String: Grant] = [:]
  private var grantOrder: [String] = []

  /// Keeps `file` under `key`.
  mutating func add(_ file: File, key: String) {
    if let old = files[key] {
      bytes -= old.content.count
      fileOrder.removeAll { $0 == key }
    }
    files[key] = file
    fileOrder.append(key)
    bytes += file.content.count
    while bytes > Self.maximumBytes || fileOrder.count > Self.maximumEntries {
      bytes -= files.removeValue(forKey: fileOrder.removeFirst())?.content.count ?? 0
    }
  }

  mutating func add(_ attachment: InMemoryStore.Attachment) {
    attachments.append(attachment)
    if attachments.count > Self.maximumEntries { attachments.removeFirst() }
  }

  mutating func permit(_ grant: Grant, key: String) {
    grants[key] = grant
    grantOrder.append(key)
    if grantOrder.count > Self.maximumEntries { grants[grantOrder.removeFirst()] = nil }
  }

  /// In bytes; nil where there is no such file.
  func size(_ key: String) -> Int? { files[key]?.content.count }

  func grant(_ key: String) -> Grant? { grants[key] }
}
