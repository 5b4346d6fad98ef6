import System
import TestSupport

/// A TCP connection to a server of this machine, without any knowledge of HTTP but how an answer is framed.
final class RawClient {
  private var socket: Int32
  private(set) var received: [UInt8] = []

  init(port: UInt16) throws {
    #if canImport(Glibc)
      socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      socket = Darwin.socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let result = withUnsafeBytes(of: &address) { bytes in
      connect(
        socket, bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self),
        socklen_t(MemoryLayout<sockaddr_in>.size))
    }
    guard result == 0 else {
      hangUp()
      throw Problem(words: "no connection: \(String(cString: strerror(errno)))")
    }
  }

  struct Problem: Error, CustomStringConvertible {
    let words: String
    var description: String { words }
  }

  deinit { hangUp() }

  func hangUp() {
    if socket >= 0 { close(socket) }
    socket = -1
  }

  /// Sends all of `bytes`; false when the server closed the connection.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Bool {
    var sent = 0
    while sent < bytes.count {
      #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.send(socket, buffer.baseAddress! + sent, buffer.count - sent, flags)
        #else
          Darwin.send(socket, buffer.baseAddress! + sent, buffer.count - sent, flags)
        #endif
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  /// How the last reading ended.
  enum End: Equatable { case open, closed, reset }

  /// Reads what comes next; waits for it at most until the test's patience ends.
  func readMore() throws -> End {
    var polled = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
    guard poll(&polled, 1, Int32(patience)) > 0 else { throw Problem(words: "nothing came") }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = recv(socket, &bytes, bytes.count, 0)
    if count < 0 { return .reset }
    received += bytes.prefix(count)
    return count == 0 ? .closed : .open
  }

  /// Reads to the end of the connection.
  func readToEnd() throws -> End {
    while true {
      let end = try readMore()
      if end != .open { return end }
    }
  }

  func readUntil(_ condition: (String) -> Bool) throws {
    while !condition(String(decoding: received, as: UTF8.self)) {
      guard try readMore() == .open else { throw Problem(words: "the connection ended too early") }
    }
  }
}

/// An answer, read to the end of its connection.
struct Answer {
  var status = 0
  var headers: [String: String] = [:]
  /// Without the framing of chunks.
  var body: [UInt8] = []
  /// Whether the framing says that the body is whole.
  var isWhole = false

  var text: String { String(decoding: body, as: UTF8.self) }

  init(_ bytes: [UInt8]) {
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: [13, 10, 13, 10]) }) else { return }
    let lines = String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
    status = lines.first.flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int($0) } ?? 0
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      headers[parts[0].lowercased()] = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
    }
    var rest = bytes[(end + 4)...]
    if let length = headers["content-length"].flatMap({ Int($0) }) {
      body = Array(rest.prefix(length))
      isWhole = body.count == length
      return
    }
    while let lineEnd = rest.indices.first(where: { rest[$0...].starts(with: [13, 10]) }),
      let size = Int(String(decoding: rest[..<lineEnd], as: UTF8.self), radix: 16)
    {
      if size == 0 {
        isWhole = true
        return
      }
      body += rest[(lineEnd + 2)...].prefix(size)
      rest = rest[min(lineEnd + 2 + size + 2, rest.endIndex)...]
    }
  }
}
