/// A file that an answer rests on, with all that is cited of it: what citations say of the same file, in one place.
package struct CitedSource: Hashable, Sendable {
  /// The file's name as received; empty where only its passage is known.
  package var filename: String
  /// Where the file is, if the service says.
  package var file: String?
  /// What the service scores the file with, where it names no passage.
  package var score: String?
  /// In the order of the citations, each text once.
  package var passages: [Passage]

  /// A part of the file, as received.
  package struct Passage: Hashable, Sendable {
    package var text: String
    /// The score as the service words it.
    package var score: String?

    package init(text: String, score: String? = nil) {
      self.text = text
      self.score = score
    }
  }

  package init(filename: String, file: String? = nil, score: String? = nil, passages: [Passage] = []) {
    self.filename = filename
    self.file = file
    self.score = score
    self.passages = passages
  }

  /// What it is called where it is listed; never empty, not made safe for a terminal.
  package var name: String { filename.isEmpty ? file ?? "source" : filename }

  /// The sources of `citations`, in the order in which they are first cited. Citations of one file are one source: the
  /// same name, unless both say where the file is and say otherwise; without a name, the same place.
  package static func list(_ citations: [Citation]) -> [CitedSource] {
    var sources: [CitedSource] = []
    for citation in citations {
      let index = sources.firstIndex { $0.isFile(of: citation) } ?? sources.count
      if index == sources.count { sources.append(CitedSource(filename: citation.filename)) }
      sources[index].add(citation)
    }
    return sources
  }

  private func isFile(of citation: Citation) -> Bool {
    if let file, let other = citation.file { return file == other && filename == citation.filename }
    guard filename == citation.filename else { return false }
    if !filename.isEmpty { return true }
    // Passages without any name have nothing in common but their text.
    return file == citation.file && citation.passage != nil && passages.contains { $0.text == citation.passage }
  }

  private mutating func add(_ citation: Citation) {
    file = file ?? citation.file
    guard let text = citation.passage else {
      score = score ?? citation.score
      return
    }
    if let known = passages.firstIndex(where: { $0.text == text }) {
      passages[known].score = passages[known].score ?? citation.score
    } else {
      passages.append(Passage(text: text, score: citation.score))
    }
  }
}
