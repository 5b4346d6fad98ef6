import System

/// How long a test waits for something that should happen, in milliseconds: generous, since only a failing test waits
/// that long.
package let patience: Int64 = 60_000

/// Looks at `condition` again and again until it holds; false when `deadline` milliseconds went by without it.
/// For conditions that nothing announces (another process's file or screen); the thread rests `interval` milliseconds
/// between two looks.
package func waitUntil(
  deadline: Int64 = patience, interval: Int32 = 1, _ condition: () throws -> Bool
) rethrows -> Bool {
  let end = steadyMilliseconds() + deadline
  while try !condition() {
    if steadyMilliseconds() >= end { return try condition() }
    _ = poll(nil, 0, interval)
  }
  return true
}

/// The same for a condition that has to be awaited.
package func waitUntil(
  deadline: Int64 = patience, interval: Int32 = 1, isolation: isolated (any Actor)? = #isolation,
  _ condition: () async throws -> Bool
) async rethrows -> Bool {
  let end = steadyMilliseconds() + deadline
  while try await !condition() {
    if steadyMilliseconds() >= end { return try await condition() }
    _ = poll(nil, 0, interval)
    await Task.yield()
  }
  return true
}
