import System

/// A request as the server saw it.
package struct SeenRequest: Sendable {
  /// Counts the server's requests, from 0.
  package let number: Int
  /// The connection it came by; counts from 0.
  package let connection: Int
  package let method: String
  /// As it stood in the request line: a path, or a whole URL when the server is used as a proxy.
  package let target: String
  /// In the order they came.
  package let headers: [(name: String, value: String)]
  /// The beginning where the body was only counted.
  package let body: [UInt8]
  /// Of the body, in bytes.
  package let length: Int

  /// The first header of that name, in any case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  /// The body as text.
  package var text: String { String(decoding: body, as: UTF8.self) }
}

/// What a scripted server saw and did; tests wait here for what should happen. Deadlines are in milliseconds.
package final class ServerLog: @unchecked Sendable {
  private struct Content {
    var requests: [SeenRequest] = []
    var connections = 0
    var hangups: Set<Int> = []
    var blocked: Set<Int> = []
    var written: [Int: Int] = [:]
  }

  // The condition guards the content.
  private var content = Content()
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>

  init() {
    mutex = .allocate(capacity: 1)
    changed = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// The requests so far.
  package var requests: [SeenRequest] { read { $0.requests } }
  /// How many connections were accepted so far.
  package var connectionCount: Int { read { $0.connections } }
  /// How many bytes the kernel took for a connection.
  package func bytesWritten(connection: Int = 0) -> Int { read { $0.written[connection] ?? 0 } }

  /// Waits until there were `count` requests, and returns those there are.
  package func waitForRequests(_ count: Int, deadline: Int64 = patience) -> [SeenRequest] {
    _ = wait(deadline) { $0.requests.count >= count }
    return requests
  }

  /// Waits until the client has hung up on the connection.
  package func waitForHangup(connection: Int = 0, deadline: Int64 = patience) -> Bool {
    wait(deadline) { $0.hangups.contains(connection) }
  }

  /// Waits until an endless stream cannot write: the client reads nothing, and all buffers between are full.
  package func waitForBlockedWrite(connection: Int = 0, deadline: Int64 = patience) -> Bool {
    wait(deadline) { $0.blocked.contains(connection) }
  }

  /// Waits until the kernel has taken `count` bytes in all for the connection.
  package func waitForBytes(_ count: Int, connection: Int = 0, deadline: Int64 = patience) -> Bool {
    wait(deadline) { $0.written[connection] ?? 0 >= count }
  }

  func connectionOpened() -> Int {
    change { content in
      content.connections += 1
      return content.connections - 1
    }
  }

  func requestSeen(
    connection: Int, method: String, target: String, headers: [(name: String, value: String)], body: [UInt8],
    length: Int
  ) -> SeenRequest {
    change { content in
      let request = SeenRequest(
        number: content.requests.count, connection: connection, method: method, target: target, headers: headers,
        body: body, length: length)
      content.requests.append(request)
      return request
    }
  }

  func clientHungUp(_ connection: Int) { change { _ = $0.hangups.insert(connection) } }
  func wrote(_ bytes: Int, _ connection: Int) {
    change {
      $0.written[connection, default: 0] += bytes
      $0.blocked.remove(connection)
    }
  }
  func writeBlocked(_ connection: Int) { change { _ = $0.blocked.insert(connection) } }

  private func read<Result>(_ body: (Content) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return body(content)
  }

  private func change<Result>(_ body: (inout Content) -> Result) -> Result {
    pthread_mutex_lock(mutex)
    defer {
      pthread_cond_broadcast(changed)
      pthread_mutex_unlock(mutex)
    }
    return body(&content)
  }

  private func wait(_ deadline: Int64, until condition: (Content) -> Bool) -> Bool {
    var end = timespec()
    clock_gettime(CLOCK_REALTIME, &end)
    let nanoseconds = Int64(end.tv_nsec) + deadline % 1000 * 1_000_000
    end.tv_sec += Int(deadline / 1000 + nanoseconds / 1_000_000_000)
    end.tv_nsec = Int(nanoseconds % 1_000_000_000)
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    while !condition(content) {
      if pthread_cond_timedwait(changed, mutex, &end) == ETIMEDOUT { return condition(content) }
    }
    return true
  }
}
