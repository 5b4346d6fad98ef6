extension SandboxServer {
  /// How a sandbox behaves.
  package struct Options: Sendable, Equatable {
    /// 0 takes a free one.
    package var port: UInt16
    /// The only key that is accepted; nil accepts any that is not empty.
    package var key: String?
    /// Characters of a reply each second; 0 sends as fast as the client reads. A character is a Unicode scalar.
    package var rate: Int
    /// Characters (Unicode scalars) in one event of a stream, at least 1.
    package var chunk: Int
    package var wire: Wire
    package var samples: Samples

    /// What the sandbox remembers at its start.
    package enum Samples: Sendable, Equatable {
      case none
      /// Conversations that somebody else has had, so that there is something to fetch.
      case conversations
    }
    package var uploads: Uploads

    /// 400 characters a second is as fast as a good model writes, and slow enough to watch.
    package static let defaultRate = 400
    package static let defaultChunk = 4

    package init(
      port: UInt16 = 0, key: String? = nil, rate: Int = defaultRate, chunk: Int = defaultChunk, wire: Wire = Wire(),
      samples: Samples = .none,
      uploads: Uploads = Uploads()
    ) {
      self.port = port
      self.key = key
      self.rate = max(0, rate)
      self.chunk = max(1, chunk)
      self.wire = wire
      self.samples = samples
      self.uploads = uploads
    }
  }

  /// In which ways files are taken, and what goes wrong with them.
  package struct Uploads: Sendable, Equatable {
    package enum Way: String, CaseIterable, Sendable {
      /// `attachments-upload/`
      case oneStep = "a"
      /// A permission, the storage, and `attachments/`
      case presigned = "b"
      /// The same with `conversations/{id}/attachments/`
      case conversation = "c"
      /// The file itself to `attachments/`
      case older = "d"
    }

    /// What goes wrong.
    package enum Fault: String, CaseIterable, Sendable {
      /// The service refuses the file.
      case refuse
      /// The storage refuses it.
      case storage
      /// What is stored cannot be registered.
      case registration
      /// A success without a word.
      case empty
      /// A gateway's page.
      case html
    }

    /// The others are not known: 404, or 405 where the route has another use.
    package var ways: Set<Way>
    package var fault: Fault?
    /// How often it goes wrong before it works.
    package var faults: Int
    /// Bytes of a file that are read each second; 0 reads as fast as they come.
    package var rate: Int

    package init(ways: Set<Way> = Set(Way.allCases), fault: Fault? = nil, faults: Int = .max, rate: Int = 0) {
      self.ways = ways
      self.fault = fault
      self.faults = faults
      self.rate = max(0, rate)
    }
  }

  /// In what form answers travel. As it is made, it is what the service's documentation shows; each switch is a form
  /// that was seen elsewhere and that a client should bear.
  package struct Wire: Sendable, Equatable {
    /// How stream events spell the conversation's id.
    package enum IdentifierSpelling: Sendable, Equatable { case snakeCase, camelCase, both }
    /// How a stream says that it is complete.
    package enum StreamEnd: Sendable, Equatable {
      case doneEvent
      /// A last event with `done`, then the literal `[DONE]`.
      case doneEventAndMarker
      /// The literal `[DONE]` alone.
      case markerOnly
      /// Nothing: the body ends.
      case nothing
    }
    package enum LineEnd: String, Sendable, Equatable {
      case lf = "\n"
      case crlf = "\r\n"
      case cr = "\r"
    }
    /// What stands between `data:` and the JSON.
    package enum DataPrefix: String, Sendable, Equatable {
      case spaced = "data: "
      case bare = "data:"
    }
    package enum Writes: Sendable, Equatable { case whole, oneByte }
    package enum MessageOrder: Sendable, Equatable { case newestFirst, oldestFirst }
    /// What a stream holds beyond text; any of it can be there at once.
    package struct Extras: OptionSet, Sendable, Equatable {
      package let rawValue: Int
      package init(rawValue: Int) { self.rawValue = rawValue }
      /// Comment lines and `event:`, `id:`, `retry:` fields.
      package static let comments = Extras(rawValue: 1)
      /// Keys that nobody knows, in every object.
      package static let unknownKeys = Extras(rawValue: 2)
      /// Events whose content is null, or that have none.
      package static let nullContent = Extras(rawValue: 4)
      /// The event that says `done` carries the last piece of text.
      package static let textInLastEvent = Extras(rawValue: 8)
      /// Each object is spread over several `data:` lines.
      package static let severalDataLines = Extras(rawValue: 16)
      /// A byte order mark before the first event.
      package static let byteOrderMark = Extras(rawValue: 32)
    }

    package var identifiers: IdentifierSpelling
    package var end: StreamEnd
    package var lineEnd: LineEnd
    package var dataPrefix: DataPrefix
    package var writes: Writes
    package var messageOrder: MessageOrder
    package var extras: Extras

    package init(
      identifiers: IdentifierSpelling = .snakeCase, end: StreamEnd = .doneEvent, lineEnd: LineEnd = .lf,
      dataPrefix: DataPrefix = .spaced, writes: Writes = .whole, messageOrder: MessageOrder = .newestFirst,
      extras: Extras = []
    ) {
      self.identifiers = identifiers
      self.end = end
      self.lineEnd = lineEnd
      self.dataPrefix = dataPrefix
      self.writes = writes
      self.messageOrder = messageOrder
      self.extras = extras
    }
  }
}
