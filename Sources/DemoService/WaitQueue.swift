import FlyingSocks
import System

/// Where the server's sockets wait: poll(2), and a pipe that wakes it. FlyingFox's own queue over epoll leaves a descriptor
/// open each time a server ends.
final class WaitQueue: EventQueue, Sendable {
  private struct Content {
    var wanted: [Socket.FileDescriptor: Socket.Events] = [:]
    /// nil before `open` and after `close`.
    var pipe: WakePipe?
    var isStopped = false
    var isPolling = false
  }

  private let content = Lock(Content())

  func open() throws {
    let pipe = try WakePipe()
    content.withLock { $0 = Content(pipe: pipe) }
  }

  func stop() throws {
    try change { $0.isStopped = true }
  }

  func close() throws {
    let pipe = content.withLock { content in
      let pipe = content.pipe
      content = Content()
      return pipe
    }
    guard pipe != nil else { throw SocketError.disconnected }
  }

  func addEvents(_ events: Socket.Events, for socket: Socket.FileDescriptor) throws {
    // Each socket waits here before it carries anything. A program that is started meanwhile would keep the server's port
    // and its connections open after the server stopped.
    Descriptor.closeOnExec(socket.rawValue)
    try change { $0.wanted[socket, default: []].formUnion(events) }
  }

  func removeEvents(_ events: Socket.Events, for socket: Socket.FileDescriptor) throws {
    // Wakes poll as well: a socket that is closed while poll looks at it stays open until poll returns, and its client
    // would never hear of the end.
    try change { content in
      let left = content.wanted[socket]?.subtracting(events) ?? []
      content.wanted[socket] = left.isEmpty ? nil : left
    }
  }

  /// Waits until a socket is ready.
  func getNotifications() throws -> [EventNotification] {
    while true {
      let (wanted, pipe, isStopped) = content.withLock { content in
        content.isPolling = true
        return (content.wanted, content.pipe, content.isStopped)
      }
      defer { content.withLock { $0.isPolling = false } }
      guard let pipe, !isStopped else { throw SocketError.disconnected }
      var polled = [pollfd(fd: pipe.descriptor, events: Int16(POLLIN), revents: 0)]
      for (socket, events) in wanted {
        let read = events.contains(.read) ? POLLIN : 0
        let write = events.contains(.write) ? POLLOUT : 0
        polled.append(pollfd(fd: socket.rawValue, events: Int16(read | write), revents: 0))
      }
      guard poll(&polled, nfds_t(polled.count), -1) > 0 else {
        if errno == EINTR { continue }
        throw SocketError.makeFailed("poll")
      }
      if polled[0].revents != 0 { pipe.drain() }
      let ready = polled.dropFirst().filter { $0.revents != 0 }
      if ready.isEmpty { continue }
      return ready.map { socket in
        let file = Socket.FileDescriptor(rawValue: socket.fd)
        var events: Socket.Events = []
        if socket.revents & Int16(POLLIN) != 0 { events.insert(.read) }
        if socket.revents & Int16(POLLOUT) != 0 { events.insert(.write) }
        // Hung up, or closed meanwhile: whoever waits finds out by trying.
        if events.isEmpty { events = wanted[file] ?? [] }
        return EventNotification(file: file, events: events, errors: [])
      }
    }
  }

  private func change(_ body: (inout Content) -> Void) throws {
    let (pipe, isPolling) = content.withLock { content in
      body(&content)
      return (content.pipe, content.isPolling)
    }
    guard let pipe else { throw SocketError.disconnected }
    // Whoever does not poll yet takes the change along.
    if isPolling { pipe.wake() }
  }
}
