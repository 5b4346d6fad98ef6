import System

/// The threads of a scripted server; each can start more.
final class ServerThreads: @unchecked Sendable {
  private final class Start {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  // Guarded by the mutex.
  private var threads: [pthread_t] = []
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>

  init() {
    mutex = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
  }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
  }

  func start(_ body: @escaping @Sendable () -> Void) {
    let start = Unmanaged.passRetained(Start(body))
    #if canImport(Glibc)
      var thread = pthread_t()
      let result = pthread_create(
        &thread, nil,
        { context in
          Unmanaged<Start>.fromOpaque(context!).takeRetainedValue().body()
          return nil
        }, start.toOpaque())
      let made: pthread_t? = thread
    #else
      var made: pthread_t?
      let result = pthread_create(
        &made, nil,
        { context in
          Unmanaged<Start>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, start.toOpaque())
    #endif
    guard result == 0, let made else { preconditionFailure("no thread: \(String(cString: strerror(result)))") }
    pthread_mutex_lock(mutex)
    threads.append(made)
    pthread_mutex_unlock(mutex)
  }

  /// Waits for all threads, also those that start meanwhile.
  func join() {
    while let thread = next() { pthread_join(thread, nil) }
  }

  private func next() -> pthread_t? {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return threads.isEmpty ? nil : threads.removeFirst()
  }
}
