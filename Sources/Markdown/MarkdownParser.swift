import CMd4c

/// What md4c finds in a text, in order.
enum MarkdownEvent {
  case enter(Block)
  case leave(Block)
  case enterSpan(Inline)
  case leaveSpan(Inline)
  /// A piece of text; `offset` is its place in what was parsed, nil where it does not stand there.
  case text(TextKind, UnsafeBufferPointer<UInt8>, offset: Int?)

  enum Block: Equatable {
    case document, quote, rule, html, paragraph
    case list(isTight: Bool)
    case orderedList(start: Int, isTight: Bool)
    /// A task's mark is a blank or an x; nil of other items.
    case item(task: UInt8?)
    case heading(level: Int)
    case code(language: String)
    case table(columns: Int)
    case tableHead, tableBody, tableRow
    case headerCell(DelimiterRow.Alignment)
    case cell(DelimiterRow.Alignment)
  }

  enum Inline: Equatable {
    case emphasis, strong, strikethrough, code
    case link(String)
    case image(String)
  }

  enum TextKind: Equatable {
    case normal, null, hardBreak, softBreak, entity, code, html
  }
}

/// Takes what md4c finds.
protocol MarkdownSink {
  mutating func take(_ event: MarkdownEvent)
}

/// Parses Markdown with md4c.
enum MarkdownParser {
  /// CommonMark with tables, strikethrough, tasks and bare links.
  private static let dialect = UInt32(
    MD_FLAG_PERMISSIVEURLAUTOLINKS | MD_FLAG_PERMISSIVEEMAILAUTOLINKS | MD_FLAG_PERMISSIVEWWWAUTOLINKS
      | MD_FLAG_TABLES | MD_FLAG_STRIKETHROUGH | MD_FLAG_TASKLISTS)

  /// Hands the events of `text` to `sink`; false when md4c gave up, which it does only without memory.
  static func parse(_ text: [UInt8], _ sink: (MarkdownEvent) -> Void) -> Bool {
    withoutActuallyEscaping(sink) { sink in
      text.withUnsafeBytes { bytes in
        let run = Run(base: bytes.baseAddress, count: bytes.count, sink: sink)
        var parser = MD_PARSER()
        parser.flags = dialect
        parser.enter_block = { type, detail, run in Run.of(run).enter(type, detail) }
        parser.leave_block = { type, detail, run in Run.of(run).leave(type, detail) }
        parser.enter_span = { type, detail, run in Run.of(run).enterSpan(type, detail) }
        parser.leave_span = { type, detail, run in Run.of(run).leaveSpan(type, detail) }
        parser.text = { type, text, size, run in Run.of(run).text(type, text, size) }
        let result = withExtendedLifetime(run) {
          md_parse(
            bytes.assumingMemoryBound(to: CChar.self).baseAddress, MD_SIZE(bytes.count), &parser,
            Unmanaged.passUnretained(run).toOpaque())
        }
        return result == 0
      }
    }
  }

  /// Makes the part of `document` at `range`, one block, ready and hands its events to what `start` returns for it; false
  /// when md4c gave up.
  static func parse<Sink: MarkdownSink>(
    _ document: MarkdownDocument, _ range: Range<Int>, isOpen: Bool, hasInlines: Bool = true, head: [UInt8] = [],
    start: (PreparedText) -> Sink
  ) -> Sink? {
    var result: Sink?
    for padding in [0, 61, 130] {
      let text = PreparedText(document, range, isOpen: isOpen, hasInlines: hasInlines, head: head, padding: padding)
      var sink = start(text)
      var depth = 0
      var blocks = 0
      let isParsed = parse(text.bytes) { event in
        switch event {
        case .enter:
          if depth == 1 { blocks += 1 }
          depth += 1
        case .leave: depth -= 1
        default: break
        }
        sink.take(event)
      }
      guard isParsed else { return nil }
      if result == nil || blocks <= 1 { result = sink }
      if blocks <= 1 { break }
    }
    return result
  }

  /// One parse: what the callbacks of md4c are given to find their way back.
  private final class Run {
    private let base: UnsafeRawPointer?
    private let count: Int
    private let sink: (MarkdownEvent) -> Void

    init(base: UnsafeRawPointer?, count: Int, sink: @escaping (MarkdownEvent) -> Void) {
      self.base = base
      self.count = count
      self.sink = sink
    }

    static func of(_ pointer: UnsafeMutableRawPointer?) -> Run {
      Unmanaged<Run>.fromOpaque(pointer!).takeUnretainedValue()
    }

    func enter(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> CInt {
      sink(.enter(block(type, detail)))
      return 0
    }

    func leave(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> CInt {
      sink(.leave(block(type, detail)))
      return 0
    }

    func enterSpan(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) -> CInt {
      sink(.enterSpan(inline(type, detail)))
      return 0
    }

    func leaveSpan(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) -> CInt {
      sink(.leaveSpan(inline(type, detail)))
      return 0
    }

    func text(_ type: MD_TEXTTYPE, _ text: UnsafePointer<CChar>?, _ size: MD_SIZE) -> CInt {
      let raw = UnsafeRawPointer(text)
      var offset: Int?
      if let raw, let base, raw >= base, raw <= base + count { offset = raw - base }
      let bytes = UnsafeRawBufferPointer(start: raw, count: Int(size)).assumingMemoryBound(to: UInt8.self)
      sink(.text(kind(type), bytes, offset: offset))
      return 0
    }

    private func block(_ type: MD_BLOCKTYPE, _ detail: UnsafeMutableRawPointer?) -> MarkdownEvent.Block {
      switch type {
      case MD_BLOCK_DOC: return .document
      case MD_BLOCK_QUOTE: return .quote
      case MD_BLOCK_HR: return .rule
      case MD_BLOCK_HTML: return .html
      case MD_BLOCK_P: return .paragraph
      case MD_BLOCK_THEAD: return .tableHead
      case MD_BLOCK_TBODY: return .tableBody
      case MD_BLOCK_TR: return .tableRow
      case MD_BLOCK_UL:
        let list = detail?.load(as: MD_BLOCK_UL_DETAIL.self)
        return .list(isTight: list?.is_tight != 0)
      case MD_BLOCK_OL:
        let list = detail?.load(as: MD_BLOCK_OL_DETAIL.self)
        return .orderedList(start: Int(list?.start ?? 1), isTight: list?.is_tight != 0)
      case MD_BLOCK_LI:
        let item = detail?.load(as: MD_BLOCK_LI_DETAIL.self)
        return .item(task: item.flatMap { $0.is_task != 0 ? UInt8(bitPattern: $0.task_mark) : nil })
      case MD_BLOCK_H: return .heading(level: Int(detail?.load(as: MD_BLOCK_H_DETAIL.self).level ?? 1))
      case MD_BLOCK_CODE:
        let code = detail?.load(as: MD_BLOCK_CODE_DETAIL.self)
        return .code(language: code.map { FenceLine.language(string($0.lang)) } ?? "")
      case MD_BLOCK_TABLE: return .table(columns: Int(detail?.load(as: MD_BLOCK_TABLE_DETAIL.self).col_count ?? 0))
      case MD_BLOCK_TH: return .headerCell(alignment(detail))
      case MD_BLOCK_TD: return .cell(alignment(detail))
      default: return .paragraph
      }
    }

    private func alignment(_ detail: UnsafeMutableRawPointer?) -> DelimiterRow.Alignment {
      switch detail?.load(as: MD_BLOCK_TD_DETAIL.self).align {
      case MD_ALIGN_LEFT: .left
      case MD_ALIGN_CENTER: .center
      case MD_ALIGN_RIGHT: .right
      default: .none
      }
    }

    private func inline(_ type: MD_SPANTYPE, _ detail: UnsafeMutableRawPointer?) -> MarkdownEvent.Inline {
      switch type {
      case MD_SPAN_STRONG: return .strong
      case MD_SPAN_DEL: return .strikethrough
      case MD_SPAN_CODE: return .code
      case MD_SPAN_A: return .link((detail?.load(as: MD_SPAN_A_DETAIL.self).href).map(string) ?? "")
      case MD_SPAN_IMG: return .image((detail?.load(as: MD_SPAN_IMG_DETAIL.self).src).map(string) ?? "")
      default: return .emphasis
      }
    }

    private func kind(_ type: MD_TEXTTYPE) -> MarkdownEvent.TextKind {
      switch type {
      case MD_TEXT_NULLCHAR: .null
      case MD_TEXT_BR: .hardBreak
      case MD_TEXT_SOFTBR: .softBreak
      case MD_TEXT_ENTITY: .entity
      case MD_TEXT_CODE: .code
      case MD_TEXT_HTML: .html
      default: .normal
      }
    }

    /// An attribute, with its entities decoded.
    private func string(_ attribute: MD_ATTRIBUTE) -> String {
      guard let text = attribute.text, attribute.size > 0 else { return "" }
      let bytes = UnsafeRawBufferPointer(start: text, count: Int(attribute.size))
      var result = ""
      var part = 0
      var start = 0
      while start < bytes.count {
        let end = Int(attribute.substr_offsets[part + 1])
        let piece = PreparedText.withoutSeparators(
          Bytes(rebasing: bytes.assumingMemoryBound(to: UInt8.self)[start..<end]))
        result += attribute.substr_types[part] == MD_TEXT_ENTITY ? Entity.decoded(piece) : piece
        start = end
        part += 1
      }
      return result
    }
  }
}
