/// Something that one thread opens and others wait for. Needs no descriptor, so it can always be made.
package final class Latch: @unchecked Sendable {
  private var isOpen = false
  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let opened: UnsafeMutablePointer<pthread_cond_t>

  /// A closed latch.
  package init() {
    mutex = .allocate(capacity: 1)
    opened = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    #if canImport(Glibc)
      // A wait must not become longer because somebody sets the clock.
      var attributes = pthread_condattr_t()
      pthread_condattr_init(&attributes)
      pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
      pthread_cond_init(opened, &attributes)
      pthread_condattr_destroy(&attributes)
    #else
      pthread_cond_init(opened, nil)
    #endif
  }

  deinit {
    pthread_cond_destroy(opened)
    pthread_mutex_destroy(mutex)
    opened.deallocate()
    mutex.deallocate()
  }

  /// Lets through whoever waits, and all who come until `close`.
  package func open() {
    pthread_mutex_lock(mutex)
    isOpen = true
    pthread_cond_broadcast(opened)
    pthread_mutex_unlock(mutex)
  }

  /// Makes the next `wait` wait.
  package func close() {
    pthread_mutex_lock(mutex)
    isOpen = false
    pthread_mutex_unlock(mutex)
  }

  /// Waits until it is open, at most `milliseconds` (nil: without a limit). Whether it is open.
  @discardableResult
  package func wait(milliseconds: Int32? = nil) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    guard let milliseconds else {
      while !isOpen { pthread_cond_wait(opened, mutex) }
      return true
    }
    var end = timespec()
    clock_gettime(CLOCK_MONOTONIC, &end)
    let nanoseconds = end.tv_nsec + Int(milliseconds % 1000) * 1_000_000
    end.tv_sec += Int(milliseconds / 1000) + nanoseconds / 1_000_000_000
    end.tv_nsec = nanoseconds % 1_000_000_000
    while !isOpen {
      #if canImport(Glibc)
        let result = pthread_cond_timedwait(opened, mutex, &end)
      #else
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        let left = (end.tv_sec - now.tv_sec) * 1_000_000_000 + end.tv_nsec - now.tv_nsec
        var rest = timespec(tv_sec: max(0, left) / 1_000_000_000, tv_nsec: max(0, left) % 1_000_000_000)
        let result = left <= 0 ? ETIMEDOUT : pthread_cond_timedwait_relative_np(opened, mutex, &rest)
      #endif
      if result == ETIMEDOUT { return isOpen }
    }
    return true
  }
}
