import Text

/// What is wrong with a file that is to be imported.
package typealias ArchiveProblem = JSONProblem
