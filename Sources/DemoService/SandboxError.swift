import System

/// Why a sandbox does not start.
package enum SandboxError: Error, Hashable, CustomStringConvertible {
  case portInUse(UInt16)
  /// The system keeps the port for privileged programs.
  case portForbidden(UInt16)
  /// The system refused something else; carries its words.
  case system(String)

  init(port: UInt16, errno number: Int32) {
    switch number {
    case EADDRINUSE: self = .portInUse(port)
    case EACCES, EPERM: self = .portForbidden(port)
    default: self = .system(systemReason(number))
    }
  }

  package var description: String {
    switch self {
    case .portInUse(let port): "Port \(port) is in use. Choose another, or 0 for a free one."
    case .portForbidden(let port): "Port \(port) needs special rights. Choose one above 1023, or 0 for a free one."
    case .system(let words): "The sandbox cannot listen on 127.0.0.1: \(words)."
    }
  }
}
