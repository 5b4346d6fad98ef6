import Text

/// Markdown as HTML that does nothing: no HTML of the text's own, no script, nothing that is loaded, and no links but to
/// web pages and mail addresses.
package enum MarkdownHTML {
  /// The HTML of `text`, for the body of a page.
  package static func html(of text: String) -> String {
    var document = MarkdownDocument()
    document.append(text)
    document.finish()
    var html = ""
    for block in document.blocks {
      if let sink = MarkdownParser.parse(document, block.source, isOpen: false, start: { _ in HTMLSink() }) {
        html += sink.html
      } else {
        html += "<pre>\(escaped(document.source[block.source]))</pre>\n"
      }
    }
    return html
  }

  /// `text` as HTML shows it, also in an attribute between quotation marks. What no HTML may hold is U+FFFD.
  package static func escaped(_ text: String) -> String {
    var text = text
    return text.withUTF8 { escaped($0) }
  }

  static func escaped(_ bytes: some Sequence<UInt8>) -> String {
    var html: [UInt8] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "&"): html += Array("&amp;".utf8)
      case UInt8(ascii: "<"): html += Array("&lt;".utf8)
      case UInt8(ascii: ">"): html += Array("&gt;".utf8)
      case UInt8(ascii: "\""): html += Array("&quot;".utf8)
      case UInt8(ascii: "'"): html += Array("&#39;".utf8)
      case 0x09, 0x0A, 0x0D: html.append(byte)
      case 0..<0x20, 0x7F: html += [0xEF, 0xBF, 0xBD]
      default: html.append(byte)
      }
    }
    return String(decoding: html, as: UTF8.self)
  }

  /// `target`, if following it does nothing but open a page or write a mail.
  static func safeTarget(_ target: String) -> String? {
    // What browsers take out of a link before they look at it must not hide what it is.
    guard target.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
    let lower = target.lowercased()
    return ["http://", "https://", "mailto:"].contains(where: lower.hasPrefix) ? MailAddress.tamed(target) : nil
  }
}

/// Writes the HTML of one block.
private struct HTMLSink: MarkdownSink {
  private(set) var html = ""
  /// How the open links and images end, innermost last.
  private var ends: [String] = []

  mutating func take(_ event: MarkdownEvent) {
    switch event {
    case .enter(let block): enter(block)
    case .leave(let block): leave(block)
    case .enterSpan(let span): enter(span)
    case .leaveSpan(let span): leave(span)
    case .text(let kind, let bytes, _): add(kind, PreparedText.withoutSeparators(bytes), bytes.decoded)
    }
  }

  private mutating func enter(_ block: MarkdownEvent.Block) {
    switch block {
    case .document, .tableBody: break
    case .quote: html += "<blockquote>\n"
    case .rule: html += "<hr>\n"
    case .html: html += "<pre class=\"source\">"
    case .paragraph: html += "<p>"
    case .list: html += "<ul>\n"
    case .orderedList(let start, _): html += start == 1 ? "<ol>\n" : "<ol start=\"\(start)\">\n"
    case .item(let task):
      html += "<li>"
      if let task { html += task == UInt8(ascii: " ") ? "☐ " : "☑ " }
    case .heading(let level): html += "<h\(min(6, level + 2))>"
    case .code(let language):
      html += "<pre><code"
      if !language.isEmpty { html += " title=\"\(MarkdownHTML.escaped(language))\"" }
      html += ">"
    case .table: html += "<div class=\"table\"><table>\n"
    case .tableHead: break
    case .tableRow: html += "<tr>"
    case .headerCell(let alignment): html += "<th\(Self.attribute(alignment))>"
    case .cell(let alignment): html += "<td\(Self.attribute(alignment))>"
    }
  }

  private mutating func leave(_ block: MarkdownEvent.Block) {
    switch block {
    case .document, .rule, .tableHead, .tableBody: break
    case .quote: html += "</blockquote>\n"
    case .html: html += "</pre>\n"
    case .paragraph: html += "</p>\n"
    case .list: html += "</ul>\n"
    case .orderedList: html += "</ol>\n"
    case .item: html += "</li>\n"
    case .heading(let level): html += "</h\(min(6, level + 2))>\n"
    case .code: html += "</code></pre>\n"
    case .table: html += "</table></div>\n"
    case .tableRow: html += "</tr>\n"
    case .headerCell: html += "</th>"
    case .cell: html += "</td>"
    }
  }

  private mutating func enter(_ span: MarkdownEvent.Inline) {
    switch span {
    case .emphasis: html += "<em>"
    case .strong: html += "<strong>"
    case .strikethrough: html += "<del>"
    case .code: html += "<code>"
    case .link(let target):
      // Links do not stand in links, which md4c sees to, but bare ones may stand in the text of an image.
      if let target = MarkdownHTML.safeTarget(target), ends.isEmpty {
        html += "<a rel=\"noopener noreferrer nofollow\" href=\"\(MarkdownHTML.escaped(target))\">"
        ends.append("</a>")
      } else {
        ends.append(" <span class=\"target\">(\(MarkdownHTML.escaped(target)))</span>")
      }
    case .image(let target):
      html += "<span class=\"image\">[image: "
      ends.append(" \(MarkdownHTML.escaped(target))]</span>")
    }
  }

  private mutating func leave(_ span: MarkdownEvent.Inline) {
    switch span {
    case .emphasis: html += "</em>"
    case .strong: html += "</strong>"
    case .strikethrough: html += "</del>"
    case .code: html += "</code>"
    case .link, .image: html += ends.popLast() ?? ""
    }
  }

  private mutating func add(_ kind: MarkdownEvent.TextKind, _ text: String, _ raw: String) {
    switch kind {
    case .null: html += "\u{FFFD}"
    case .hardBreak: html += "<br>\n"
    case .softBreak: html += "\n"
    case .entity: html += MarkdownHTML.escaped(Entity.decoded(raw))
    case .html where InlineText.isBreak(text): html += "<br>\n"
    case .normal, .code, .html: html += MarkdownHTML.escaped(text)
    }
  }

  private static func attribute(_ alignment: DelimiterRow.Alignment) -> String {
    switch alignment {
    case .none: ""
    case .left: " class=\"left\""
    case .center: " class=\"center\""
    case .right: " class=\"right\""
    }
  }
}
