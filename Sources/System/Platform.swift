// The C library, for all rooms: the one place that says which one it is. What else differs between systems is in this room
// and in Terminal.
#if canImport(Glibc)
  @_exported import Glibc
#else
  @_exported import Darwin
#endif

/// What the system says of the error `code`, without a full stop.
package func systemReason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

extension stat {
  /// When the content changed last.
  package var modified: timespec {
    #if canImport(Glibc)
      st_mtim
    #else
      st_mtimespec
    #endif
  }

  /// The same in nanoseconds since 1970.
  package var modifiedNanoseconds: Int64 { Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec) }

  /// Whether it is an ordinary file.
  package var isFile: Bool { st_mode & S_IFMT == S_IFREG }

  /// Whether it is a folder.
  package var isFolder: Bool { st_mode & S_IFMT == S_IFDIR }
}

/// Milliseconds of a clock that never runs backwards; it stands still while the machine sleeps.
package func steadyMilliseconds() -> Int64 { milliseconds(of: CLOCK_MONOTONIC) }

/// The same of a clock that goes on while the machine sleeps.
package func wakefulMilliseconds() -> Int64 {
  #if canImport(Glibc)
    milliseconds(of: CLOCK_BOOTTIME)
  #else
    // Darwin's goes on.
    milliseconds(of: CLOCK_MONOTONIC)
  #endif
}

/// Milliseconds since 1970 by the machine's clock, which may be set.
package func wallMilliseconds() -> Int64 { milliseconds(of: CLOCK_REALTIME) }

private func milliseconds(of clock: clockid_t) -> Int64 {
  var time = timespec()
  clock_gettime(clock, &time)
  return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
}

/// The process's limits.
package enum ResourceLimit {
  /// How many descriptors it may have open; nil where there is no limit, or the system does not say.
  package static var descriptors: UInt64? {
    #if canImport(Glibc)
      value(__rlimit_resource_t(RLIMIT_NOFILE.rawValue))
    #else
      value(RLIMIT_NOFILE)
    #endif
  }

  /// How long a file that it writes may be, in bytes; nil where there is no limit, or the system does not say.
  package static var fileSize: UInt64? {
    #if canImport(Glibc)
      value(__rlimit_resource_t(RLIMIT_FSIZE.rawValue))
    #else
      value(RLIMIT_FSIZE)
    #endif
  }

  #if canImport(Glibc)
    private typealias Kind = __rlimit_resource_t
  #else
    private typealias Kind = Int32
  #endif

  private static func value(_ kind: Kind) -> UInt64? {
    var limit = rlimit()
    // What "no limit" is differs, and is beyond all that can be.
    guard getrlimit(kind, &limit) == 0, limit.rlim_cur < 1 << 62 else { return nil }
    return UInt64(limit.rlim_cur)
  }
}

/// Has `handler` called for the signal `number` from now on.
package func handleSignal(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
  _ = signal(number, handler)
}

/// What every desktop of this system has; nil where that depends on what runs.
package enum SystemDesktop {
  #if os(macOS)
    /// The program that opens links.
    package static let opener: String? = "open"
    /// The command that copies its standard input.
    package static let clipboard: [String]? = ["pbcopy"]
  #else
    package static let opener: String? = nil
    package static let clipboard: [String]? = nil
  #endif
}

/// Whether the queues of libdispatch open descriptors when they are first used, and trap where they get none.
package var queuesNeedDescriptors: Bool {
  #if os(Linux)
    true
  #else
    false
  #endif
}
