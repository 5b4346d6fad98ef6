#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// POSIX extended regular expressions (IEEE Std 1003.1, chapter 9.4) over UTF-8, line by line. Their matching takes time in
/// proportion to the text, which backtracking engines do not promise; what would break that promise is refused.
enum RegularExpression {
  /// A longer expression is a mistake, and may take much memory.
  private static let longest = 400
  /// A repetition of more than this is unfolded into as many copies.
  private static let mostRepeated = 200

  /// What is wrong with `pattern`; nil where nothing is.
  static func problem(_ pattern: String, foldsCase: Bool) -> String? {
    if pattern.utf8.count > longest { return "The expression is longer than \(longest) bytes." }
    if pattern.utf8.contains(0) { return "The expression holds a character that no text has." }
    if hasBackReference(pattern) { return "Back references are not supported." }
    if repeatsTooMuch(pattern) { return "It repeats more than \(mostRepeated) times." }
    return withCompiled(pattern, foldsCase: foldsCase) { _, error in error } ?? nil
  }

  static func matches(
    of pattern: String, foldsCase: Bool, in bytes: UnsafeBufferPointer<UInt8>, limit: Int
  ) -> [Range<Int>] {
    guard !bytes.isEmpty, problem(pattern, foldsCase: foldsCase) == nil, let base = bytes.baseAddress else { return [] }
    var found: [Range<Int>] = []
    withCompiled(pattern, foldsCase: foldsCase) { compiled, error in
      guard error == nil else { return }
      var line = 0
      while line <= bytes.count, found.count < limit {
        let end = bytes[line...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        var start = line
        while start < end, found.count < limit {
          var match = regmatch_t(rm_so: regoff_t(start), rm_eo: regoff_t(end))
          let flags = REG_STARTEND | (start > line ? REG_NOTBOL : 0)
          let text = UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
          guard regexec(&compiled, text, 1, &match, flags) == 0 else { break }
          let range = Int(match.rm_so)..<Int(match.rm_eo)
          if !range.isEmpty { found.append(range) }
          start = max(range.upperBound, range.isEmpty ? start + 1 : start)
          while start < end, bytes[start] & 0xC0 == 0x80 { start += 1 }
        }
        line = end + 1
        if line > bytes.count { break }
      }
    }
    return found
  }

  /// Characters are those of UTF-8, whatever the locale of the process.
  private nonisolated(unsafe) static let locale = newlocale(allCategories, "C.UTF-8", nil)

  #if canImport(Glibc)
    private static let allCategories: Int32 = 0x1FBF
  #else
    private static let allCategories: Int32 = LC_ALL_MASK
  #endif

  @discardableResult
  private static func withCompiled<Result>(
    _ pattern: String, foldsCase: Bool, _ body: (inout regex_t, String?) -> Result
  ) -> Result? {
    let before = locale.map { uselocale($0) }
    defer { if let before { uselocale(before) } }
    var compiled = regex_t()
    let code = regcomp(&compiled, pattern, REG_EXTENDED | REG_NEWLINE | (foldsCase ? REG_ICASE : 0))
    guard code == 0 else {
      var text = [CChar](repeating: 0, count: 200)
      regerror(code, &compiled, &text, text.count)
      let reason = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return body(&compiled, "The expression is not complete: \(reason).")
    }
    defer { regfree(&compiled) }
    return body(&compiled, nil)
  }

  private static func hasBackReference(_ pattern: String) -> Bool {
    var isEscaped = false
    for byte in pattern.utf8 {
      if isEscaped, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(byte) { return true }
      isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
    }
    return false
  }

  /// Repetitions multiply where one stands in another, so all of them count together.
  private static func repeatsTooMuch(_ pattern: String) -> Bool {
    var product = 1
    for part in pattern.split(separator: "{").dropFirst() {
      let numbers = part.prefix { $0 != "}" }.split(separator: ",").compactMap { Int($0) }
      guard let most = numbers.max() else { continue }
      let (next, overflow) = product.multipliedReportingOverflow(by: max(1, most))
      if overflow || next > mostRepeated { return true }
      product = next
    }
    return false
  }
}
