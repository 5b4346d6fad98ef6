import ChatModel

/// A message that was sent and waits: for the end of the reply before it, or for its files to be uploaded.
package struct QueuedMessage: Equatable, Sendable {
  package var text: String
  package var attachments: [DraftAttachment] = []
  /// The other conversations that get the same, as soon as its files are up.
  package var others: [ConversationID] = []
  /// Where it is another version of an earlier message.
  package var edited: EditedMessage?

  package init(_ text: String, attachments: [DraftAttachment] = [], edited: EditedMessage? = nil) {
    self.text = text
    self.attachments = attachments
    self.edited = edited
  }

  /// The files as they are kept while it is not sent: they say who else gets them.
  var files: [DraftAttachment] {
    attachments.map { file in
      var file = file
      file.others = others.isEmpty ? nil : others
      return file
    }
  }

  /// Whether the service has all of its files.
  package var isReady: Bool { attachments.allSatisfy { $0.uploaded != nil } }
}

extension Conversation {
  /// Whether a message waits here for nothing but its files.
  package var isUploading: Bool { running == nil && !queue.isEmpty }

  /// All files of messages that are not sent, those of messages that wait first.
  package var allAttachments: [DraftAttachment] { queue.flatMap(\.attachments) + attachments }

  /// Changes the file `id` of a message that is not sent; false where it is gone.
  mutating func change(_ id: UploadID, _ change: (inout DraftAttachment) -> Void) -> Bool {
    if let index = attachments.firstIndex(where: { $0.id == id }) {
      change(&attachments[index])
      return true
    }
    for place in queue.indices {
      guard let index = queue[place].attachments.firstIndex(where: { $0.id == id }) else { continue }
      change(&queue[place].attachments[index])
      return true
    }
    return false
  }

  /// The file `id` of a message that is not sent.
  func attachment(_ id: UploadID) -> DraftAttachment? { allAttachments.first { $0.id == id } }
}
