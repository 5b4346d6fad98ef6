#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Keeps what this process has open out of the programs that it starts: not every library does, and an editor or a browser
/// that runs on would keep a socket open which the client has closed.
package func closeDescriptorsOnExec() {
  // As many as a process may have where nobody raised the limit.
  for descriptor in STDERR_FILENO + 1..<1024 {
    let flags = fcntl(descriptor, F_GETFD)
    if flags >= 0 && flags & FD_CLOEXEC == 0 { _ = fcntl(descriptor, F_SETFD, flags | FD_CLOEXEC) }
  }
}
