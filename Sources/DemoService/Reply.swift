/// What the sandbox says to one question, and how: the same value makes a stream and a whole answer.
struct Reply: Sendable, Equatable {
  /// How fast text goes out.
  enum Pace: Sendable, Equatable {
    /// As the sandbox's options say.
    case standard
    /// A word each so many seconds.
    case words(seconds: Double)
  }

  enum Step: Sendable, Equatable {
    case text(String, Pace)
    /// An event with this data as it stands; `says` is what of it belongs to the answer.
    case event([UInt8], says: String)
    /// Silence until the client goes.
    case stall
    /// The connection closes without the end of the body.
    case cut
    case reset
    /// An object that reports an error, and the end of the stream.
    case error(String)
  }

  /// Silence before the first byte of the answer, in seconds.
  var silence = 0.0
  var steps: [Step]
  var sources: [Source] = []

  init(silence: Double = 0, steps: [Step], sources: [Source] = []) {
    self.silence = silence
    self.steps = steps
    self.sources = sources
  }

  /// Says `text` at the standard pace.
  init(_ text: String, sources: [Source] = []) { self.init(steps: [.text(text, .standard)], sources: sources) }

  /// All of its text.
  var text: String {
    steps.map { step in
      switch step {
      case .text(let text, _), .event(_, let text): text
      case .stall, .cut, .reset, .error: ""
      }
    }.joined()
  }
}

/// What comes of a question.
enum Outcome: Sendable, Equatable {
  case reply(Reply)
  /// An error in place of an answer; the retry time in seconds goes into `Retry-After`.
  case refusal(status: Int, retryAfter: Int?)
  /// `refusal` with 503 for the first so many times that the same question comes, then an ordinary reply.
  case flaky(failures: Int)
}

/// A file that replies cite.
struct Source: Sendable, Equatable {
  let id: String
  let filename: String
  /// The file's whole content.
  let content: String
  /// The passage that a reply rests on.
  let passage: String
  let score: Double

  static let all = [
    Source(
      id: "50000000-0000-4000-8000-000000000001", filename: "maichat-keys.md",
      content: "# Keys\n\nCtrl-X ? shows every key. Esc closes what is on top.\n",
      passage: "Ctrl-X ? shows every key.", score: 0.91),
    Source(
      id: "50000000-0000-4000-8000-000000000002", filename: "開放時間.txt",
      content: "我們每天早上九點開門，下午五點關門。\n", passage: "我們每天早上九點開門", score: 0.83),
  ]

  private static let moment = "1750000000000"

  /// The file, as `citations` lists it.
  func file(mediaURL: String) -> JSON {
    [
      "id": .string(id), "filename": .string(filename), "file": .string("\(mediaURL)sources/\(id)"),
      "fileType": .string(filename.hasSuffix(".md") ? "md" : "txt"), "size": .integer(content.utf8.count),
      "status": "done", "document": .string("\(mediaURL)sources/\(id)"), "createdAt": .string(Self.moment),
    ]
  }

  /// The passage, as `citationNodes` lists it.
  var node: JSON {
    [
      "chatbotTextNode": [
        "id": .string(id.replacing("5000", with: "6000")), "charactersCount": .integer(passage.count),
        "hitsCount": .integer(3), "text": .string(passage), "updatedAt": .string(Self.moment),
        "filename": .string(filename),
      ],
      "score": .number(score), "displayScore": .string("\(Int(score * 100))%"),
    ]
  }
}
