import System
extension Settings {
  /// Whether the key, as far as it was given itself, is the one of `other`.
  package func hasSameKey(as other: Settings) -> Bool { givenKey?.revealed == other.givenKey?.revealed }

  /// The key, from wherever it comes: reads its file or runs its command, which may take as long as a person takes to
  /// unlock a password manager. nil where no key is configured.
  ///
  /// `warnings` tells what should be mended though the key was found. Throws the problem that keeps the key away; neither
  /// holds any part of the key. `cancellation` is a descriptor that becomes readable to give up a command.
  package func loadKey(
    environment: [String: String], milliseconds: Int = 60_000, cancellation: Int32? = nil
  ) throws(ConfigurationProblem) -> (key: SecretText?, warnings: [ConfigurationProblem]) {
    switch keySource {
    case .missing, .environment, .file: return (givenKey, [])
    case .keyFile(let path):
      let file = PrivateFile(path: path)
      let key = try Self.readKey(file)
      guard file.isOpenToOthers else { return (key, []) }
      return (key, [ConfigurationProblem(file: path, text: "other users can read this key; chmod 600 it")])
    case .command(let command):
      let result = command.run(environment: environment, milliseconds: milliseconds, cancellation: cancellation)
      switch result {
      case .success(let key): return (key, [])
      case .failure(let failure):
        var problem = ConfigurationProblem(file: "api_key_command", text: failure.description)
        problem.isCancelled = failure.reason == .cancelled
        throw problem
      }
    }
  }

  /// The first line of `file`.
  private static func readKey(_ file: PrivateFile) throws(ConfigurationProblem) -> SecretText {
    let bytes: [UInt8]
    do {
      bytes = try file.read(limit: 64 << 10)
    } catch {
      throw ConfigurationProblem(file: file.path, text: "\(error.attempt) the key: \(error.reason)")
    }
    let text = String(decoding: bytes, as: UTF8.self).withoutBlanks
    guard let line = text.split(whereSeparator: \.isNewline).first, let key = SecretText(line) else {
      throw ConfigurationProblem(file: file.path, text: "holds no key; it is expected on the first line")
    }
    guard key.fitsHeader else {
      throw ConfigurationProblem(file: file.path, text: "the first line holds control characters and is no key")
    }
    return key
  }
}
