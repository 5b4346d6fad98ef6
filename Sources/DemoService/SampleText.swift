/// Text to try a client with. All of it says, or can be taken to say, that no AI wrote it.
enum SampleText {
  static let help = """
    # What this sandbox can do

    Begin a question with one of these. The sandbox is a small program inside maichat, **not an AI**.

    | write | and get |
    |---|---|

    """
    + Directive.allCases.map { "| `\($0.usage)` | \($0.summary) |" }.joined(separator: "\n")
    + "\n\nAnything else is echoed with a few friendly words.\n"

  static let afterSilence = "That was the silence. A client should have shown that it waits, and for how long.\n"

  static let beforeStall = """
    This reply stops in the middle and says nothing more. Press `Esc` to stop it; what came so far is kept, and…
    """

  static let cited = """
    The keys are described in the first source, the opening hours in the second: we open at **nine**. Both files are \
    part of the sandbox, which is a program and not an AI.

    """

  /// One paragraph of exactly `length` characters without a newline.
  static func prose(_ length: Int) -> String {
    var text = ""
    var count = 0
    var index = 0
    while count < length {
      let sentence = sentences[index % sentences.count]
      text += sentence
      count += sentence.unicodeScalars.count
      index += 1
    }
    return cut(text, length)
  }

  /// Markdown of exactly `length` characters: headings, paragraphs, lists, code and tables in turn.
  static func markdown(_ length: Int) -> String {
    var text = ""
    var count = 0
    var section = 1
    while count < length {
      let part: String
      switch section % 4 {
      case 1: part = "## Section \(section)\n\n\(prose(600))\n\n"
      case 2: part = "- first of three\n- second, with **strong** and `code`\n- third: 第三項\n\n\(prose(350))\n\n"
      case 3: part = "### Code \(section)\n\n\(code(lines: 12))\n"
      default: part = "### Table \(section)\n\n\(table(rows: 5))\n"
      }
      text += part
      count += part.unicodeScalars.count
      section += 1
    }
    return cut(text, length)
  }

  static func code(lines: Int) -> String {
    var text = "```swift\n"
    for line in 0..<lines {
      text += codeLines[line % codeLines.count].replacing("#", with: "\(line / codeLines.count + 1)") + "\n"
    }
    return text + "```\n"
  }

  static func table(rows: Int) -> String {
    var text = "| no. | name | price | note |\n|---:|:---|---:|:---:|\n"
    for row in 0..<rows {
      let item = items[row % items.count]
      text += "| \(row + 1) | \(item.0) | \((row * 37) % 900 + 10).50 | \(item.1) |\n"
    }
    return text
  }

  private static func cut(_ text: String, _ length: Int) -> String {
    let scalars = text.unicodeScalars
    return String(scalars[..<scalars.index(scalars.startIndex, offsetBy: length)])
  }

  private static let sentences = [
    "The sandbox writes this sentence over and over, because no model stands behind it. ",
    "A long reply shows how a client wraps, scrolls and keeps up. ",
    "It holds *emphasis*, **strong words**, `code` and [a link](https://example.com/sandbox). ",
    "Some words are longthatisunreasonablylongwithoutanyplacetobreakitatall, others are not. ",
    "有些句子是中文，因為寬字元佔兩格。 ",
    "Numbers such as 3.14, 2,718 and 42 % stand between the words. ",
  ]

  private static let codeLines = [
    "/// Adds up the numbers of list #.", "func sum#(_ numbers: [Int]) -> Int {", "  var total = 0",
    "  for number in numbers where number > 0 {", "    total += number  // 只加正數", "  }", "  return total", "}", "",
    "print(sum#([1, -2, 3]), \"done\")",
  ]

  private static let items = [
    ("tea", "hot"), ("咖啡", "每日烘焙"), ("`water`", "free"), ("**cake**", "🍰 fresh"), ("soup of the day", ""),
    ("a very long name that makes its column wide", "ask"),
  ]
}
