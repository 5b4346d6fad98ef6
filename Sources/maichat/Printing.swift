import Canvas

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `text` as a terminal can be given it.
func safe(_ text: String) -> String { TerminalText(text).text }

/// `value` as JSON on one line, with a newline.
func jsonLine(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  guard let data = try? encoder.encode(value) else { preconditionFailure("strings and numbers are always JSON") }
  return String(decoding: data, as: UTF8.self) + "\n"
}
