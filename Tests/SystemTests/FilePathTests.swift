import Foundation
import System
import TestSupport
import Testing

@Suite struct FilePathTests {
  @Test func aFolderGoesWithAllThatIsInItAndWhatLinksLeadToStays() throws {
    let place = TestFolder()
    let folder = place.makeFolder("here")
    for name in ["a/file", "a/b/漢 字", "kept/file"] { place.write("", to: "here/\(name)") }
    try #require(symlink("../kept", "\(folder)/a/link") == 0 && symlink("/nothing/there", "\(folder)/a/b/loose") == 0)
    #expect(FilePath.isFolder("\(folder)/a/link") && !FilePath.isFolder("\(folder)/a/file"))
    #expect(FilePath.removeAll("\(folder)/a"))
    #expect(FilePath.names(in: folder) == ["kept"] && FilePath.names(in: "\(folder)/kept") == ["file"])
    #expect(FilePath.removeAll("\(folder)/a"), "what is not there is gone")
    #expect(FilePath.removeAll(folder) && access(folder, F_OK) != 0)
  }

  @Test func whatCannotBeRemovedIsTold() {
    #expect(!FilePath.removeAll("/proc/self/status") && errno != 0)
  }

  @Test func programsAreFoundInTheFoldersOfPATH() {
    #expect(FilePath.hasProgram("sh", in: "/nowhere:/bin") && !FilePath.hasProgram("sh", in: "/nowhere"))
    #expect(!FilePath.hasProgram("passwd", in: "/etc"), "no file that cannot be run")
  }

  @Test func theEnvironmentIsThatOfTheProcess() {
    #expect(ProcessEnvironment.variables == ProcessInfo.processInfo.environment)
  }
}
