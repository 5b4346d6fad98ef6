import System
import TestSupport
import Testing

@testable import Configuration

@Suite struct SetupDraftTests {
  let folder = TestFolder()

  @Test(arguments: [
    "https://chat.example.org/api/", "chat.exam", "https://漢字.example/", "localhost:8080", "http://[::1]:1/",
  ])
  func anAddressIsKeptForItsOwnerAlone(address: String) throws {
    let previous = umask(0)
    defer { umask(previous) }
    let draft = SetupDraft(profile: "a/b", paths: folder.paths)
    #expect(draft.read() == nil)
    try draft.keep(address, besideKey: "a-key")
    #expect(draft.read() == address)
    #expect(folder.mode(of: draft.path) == 0o600)
    #expect(SetupDraft(profile: "other", paths: folder.paths).read() == nil)
    try draft.remove()
    #expect(draft.read() == nil)
    try draft.remove()
  }

  static let secrets = [
    "", "https://user:secret@chat.example/", "Zx81kQ.tYu7aB9cD3eF5gH7iJ9kL1m", "a\nb", "a\u{9B}b",
    "https://" + String(repeating: "a", count: 3000),
  ]

  @Test(arguments: secrets.map { ($0, "") } + [("https://chat.example/a-key", "a-key"), ("a-key", "a-key")])
  func whatMayBeASecretIsNotKept(address: String, key: String) throws {
    let draft = SetupDraft(profile: "default", paths: folder.paths)
    try draft.keep("https://before.example/", besideKey: "")
    try draft.keep(address, besideKey: key)
    #expect(draft.read() == nil)
    #expect(access(draft.path, F_OK) != 0)
  }

  @Test(arguments: secrets) func whatMayBeASecretIsNotTakenFromAFile(address: String) throws {
    let draft = SetupDraft(profile: "default", paths: folder.paths)
    folder.write(address + "\n", to: draft.path)
    #expect(draft.read() == nil)
  }
}
