import System

/// One connection of a scripted server, on its own thread.
final class ScriptedConnection {
  /// How long a socket takes nothing before it counts as full, in milliseconds.
  private static let fullAfter: Int32 = 150

  private let socket: Int32
  private let number: Int
  private let log: ServerLog
  private let stopping: Gate
  private let bodies: @Sendable (String) -> BodyHandling
  private let script: @Sendable (SeenRequest) -> [ServerStep]
  /// As much of a body as is kept where it is counted.
  private static let keptBytes = 64 << 10
  private var buffer: [UInt8] = []
  private var isOpen = true

  init(
    _ socket: Int32, number: Int, log: ServerLog, stopping: Gate,
    bodies: @escaping @Sendable (String) -> BodyHandling, script: @escaping @Sendable (SeenRequest) -> [ServerStep]
  ) {
    self.socket = socket
    self.number = number
    self.log = log
    self.stopping = stopping
    self.bodies = bodies
    self.script = script
    var on: Int32 = 1
    setsockopt(socket, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    // Small, so that a client that stops reading is noticed soon.
    var size: Int32 = 32 << 10
    setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<Int32>.size))
    #if !canImport(Glibc)
      setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
    _ = fcntl(socket, F_SETFL, O_NONBLOCK)
  }

  func serve() {
    while isOpen, let request = readRequest() {
      for step in script(request) where isOpen { carryOut(step) }
    }
    if isOpen { end() }
  }

  private func end() {
    isOpen = false
    close(socket)
  }

  private func hungUp() {
    log.clientHungUp(number)
    end()
  }

  private func carryOut(_ step: ServerStep) {
    switch step {
    case .send(let bytes): write(bytes)
    case .wait(let gate): waitForHangup(or: gate)
    case .stall: waitForHangup(or: nil)
    case .endless(let bytes): while isOpen { write(bytes) }
    case .close: end()
    case .reset:
      var linger = linger(l_onoff: 1, l_linger: 0)
      setsockopt(socket, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
      end()
    }
  }

  // MARK: Reading

  private func readRequest() -> SeenRequest? {
    var end = headEnd
    while end == nil {
      guard readMore() else { return nil }
      end = headEnd
    }
    let lines = String(decoding: buffer[..<end!], as: UTF8.self).split(separator: "\r\n")
    buffer.removeFirst(end!)
    let words = lines.first.map { $0.split(separator: " ") } ?? []
    let headers = lines.dropFirst().compactMap { line -> (name: String, value: String)? in
      guard let colon = line.firstIndex(of: ":") else { return nil }
      return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
    }
    let length = headers.first { $0.name.lowercased() == "content-length" }.flatMap { Int($0.value) } ?? 0
    let target = words.count > 1 ? String(words[1]) : ""
    var isAnsweredEarly = false
    let body: [UInt8]
    switch bodies(target) {
    case .keep:
      while buffer.count < length {
        guard readMore() else { return nil }
      }
      body = Array(buffer.prefix(length))
      buffer.removeFirst(length)
    case .count:
      guard let kept = countBody(length) else { return nil }
      body = kept
    case .cut(let count):
      while buffer.count < count { guard readMore() else { return nil } }
      carryOut(.reset)
      return nil
    case .stall(let count, let gate):
      while buffer.count < count { guard readMore() else { return nil } }
      var polled = [
        pollfd(fd: gate.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopping.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      while poll(&polled, 2, -1) < 0 {}
      // Behind bytes that nobody reads a hang-up does not show.
      while buffer.count < length { guard readMore() else { return nil } }
      return nil
    case .answer(let count):
      while buffer.count < count { guard readMore() else { return nil } }
      body = buffer
      isAnsweredEarly = true
    }
    defer { if isAnsweredEarly { buffer = [] } }
    return log.requestSeen(
      connection: number, method: words.first.map(String.init) ?? "",
      target: target, headers: headers, body: body, length: length)
  }

  /// Reads a body of `length` bytes without keeping more than its beginning.
  private func countBody(_ length: Int) -> [UInt8]? {
    var kept = Array(buffer.prefix(min(length, Self.keptBytes)))
    var count = min(length, buffer.count)
    buffer.removeFirst(count)
    while count < length {
      guard readMore() else { return nil }
      let taken = min(length - count, buffer.count)
      if kept.count < Self.keptBytes { kept += buffer.prefix(Self.keptBytes - kept.count) }
      buffer.removeFirst(taken)
      count += taken
    }
    return kept
  }

  private var headEnd: Int? {
    guard buffer.count >= 4 else { return nil }
    for index in 0...(buffer.count - 4) where buffer[index..<index + 4].elementsEqual([13, 10, 13, 10]) {
      return index + 4
    }
    return nil
  }

  /// Reads what there is, waiting for it; false when the connection ended.
  private func readMore() -> Bool {
    guard SocketWait.readable(socket, or: stopping) else {
      end()
      return false
    }
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = recv(socket, &bytes, bytes.count, 0)
    if count > 0 {
      buffer += bytes[..<count]
      return true
    }
    if count < 0 && (errno == EAGAIN || errno == EINTR) { return true }
    hungUp()
    return false
  }

  /// Waits until `gate` opens or the client hangs up. What the client sends meanwhile is kept.
  private func waitForHangup(or gate: Gate?) {
    while isOpen {
      var polled = [
        pollfd(fd: gate?.descriptor ?? -1, events: Int16(POLLIN), revents: 0),
        pollfd(fd: stopping.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: socket, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&polled, 3, -1) > 0 else { continue }
      if polled[1].revents != 0 { return end() }
      // A hang-up counts even when the gate opened in the same moment.
      if polled[2].revents != 0, !readMore() { return }
      if polled[0].revents != 0 { return }
    }
  }

  // MARK: Writing

  private func write(_ bytes: [UInt8]) {
    var sent = 0
    while isOpen, sent < bytes.count {
      #if canImport(Glibc)
        let flags = Int32(MSG_NOSIGNAL)
      #else
        let flags: Int32 = 0
      #endif
      let count = bytes.withUnsafeBytes { send(socket, $0.baseAddress! + sent, bytes.count - sent, flags) }
      if count > 0 {
        sent += count
        log.wrote(count, number)
      } else if errno == EAGAIN {
        waitForRoom()
      } else if errno != EINTR {
        hungUp()
      }
    }
  }

  private func waitForRoom() {
    while isOpen {
      var polled = [
        pollfd(fd: stopping.descriptor, events: Int16(POLLIN), revents: 0),
        pollfd(fd: socket, events: Int16(POLLIN | POLLOUT), revents: 0),
      ]
      let count = poll(&polled, 2, Self.fullAfter)
      if count == 0 {
        log.writeBlocked(number)
        continue
      }
      if polled[0].revents != 0 { return end() }
      if polled[1].revents & Int16(POLLIN) != 0 {
        guard readMore() else { return }
      }
      if polled[1].revents & Int16(POLLOUT | POLLHUP | POLLERR) != 0 { return }
    }
  }
}
