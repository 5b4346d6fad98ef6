import System
import TestSupport
import Testing

@Suite struct TestFolderTests {
  @Test func aFolderGoesWithAllThatIsInItAndNothingThatItLinksTo() throws {
    let other = TestFolder()
    other.write("kept", to: "file")
    let path = try { () throws -> String in
      let folder = TestFolder()
      folder.write("x", to: "read-only/below/file")
      #expect(symlink(other.path, folder.path("read-only/link")) == 0)
      let name = folder.path("read-only/").utf8CString.dropLast() + [CChar(bitPattern: 0xFF), 0]
      try #require(mkdir(Array(name), 0o700) == 0, "a name that is not UTF-8")
      for name in ["read-only/below", "read-only"] { chmod(folder.path(name), 0o500) }
      #expect(folder.names(in: "read-only").count == 3)
      return folder.path
    }()
    #expect(access(path, F_OK) != 0)
    #expect(other.text(of: "file") == "kept")
  }
}
