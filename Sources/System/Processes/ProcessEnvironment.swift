// The list of variables is one of the C library's own, which no other part of the program changes.
#if canImport(Glibc)
  @preconcurrency import Glibc
#else
  import Darwin
#endif

/// The environment that the process was started with.
package enum ProcessEnvironment {
  /// The variables by their names. What is not UTF-8 in one becomes U+FFFD; of two with one name the first counts, as for
  /// `getenv`.
  package static var variables: [String: String] {
    #if canImport(Glibc)
      var entry = environ
    #else
      guard var entry = _NSGetEnviron()?.pointee else { return [:] }
    #endif
    var variables: [String: String] = [:]
    while let text = entry.pointee {
      let parts = String(cString: text).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, variables[String(parts[0])] == nil { variables[String(parts[0])] = String(parts[1]) }
      entry += 1
    }
    return variables
  }
}
