/// What came of looking at a file that is to be attached.
package enum FileCheck: Equatable, Sendable {
  case accepted(FileFacts)
  /// It is no file that can be sent; the sentence says why.
  case refused(String)
}

/// A file that was found at a path.
package struct FoundFile: Hashable, Sendable {
  /// As it was asked for.
  package var path: String
  package var facts: FileFacts

  package init(path: String, facts: FileFacts) {
    self.path = path
    self.facts = facts
  }
}

/// What is in a folder, for choosing a file.
package struct FolderContent: Equatable, Sendable {
  /// Absolute, without a slash at its end but for the root's.
  package var path: String
  /// Folders first, then by name.
  package var entries: [FolderEntry]
  /// Why there are not all entries that one expects, in one sentence; nil where there are.
  package var problem: String?

  package init(path: String, entries: [FolderEntry] = [], problem: String? = nil) {
    self.path = path
    self.entries = entries
    self.problem = problem
  }
}

/// What is known of a file or folder that somebody may choose.
package enum FilePreview: Equatable, Sendable {
  /// `about` is what is worth saying of its content: first lines of a text, an image's measures. Not made safe.
  case file(FileFacts, about: [String])
  case folder(modified: Int64)
  /// It cannot be looked at; the sentence says why.
  case unreadable(String)
}
