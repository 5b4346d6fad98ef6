import System

/// Whether the slow run of the tests is asked for, with MAICHAT_TESTS_SLOW=1: more rounds of what is tried at random, and
/// texts of the sizes that people have. The usual run has fewer, so that everybody runs it.
package let isSlowRun = getenv("MAICHAT_TESTS_SLOW").map { String(cString: $0) == "1" } ?? false
