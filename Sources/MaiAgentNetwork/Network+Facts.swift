import CCurl
import ChatModel

/// Facts about the network that hold for every one.
extension Network {
  /// What is said of work that the end of the client left undone.
  static let ended = Failure(kind: .interrupted, text: "The client ended first.", advice: "Try again.")

  /// The libraries that do the work and their versions, for `doctor`.
  package static var library: String { String(cString: curl_version()) }
}
