extension FileName {
  /// A name for a file that the service calls `name`, whatever that is: the last part of a path alone, as `safe` makes it,
  /// with its ending where that is a plain one.
  package static func received(_ name: String) -> String {
    let last = name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? ""
    guard let dot = last.lastIndex(of: "."), dot > last.startIndex else { return safe(last, or: "file") }
    let ending = last[last.index(after: dot)...]
    guard (1...12).contains(ending.utf8.count), ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { return safe(last, or: "file") }
    return safe(String(last[..<dot]), or: "file") + "." + ending
  }
}
