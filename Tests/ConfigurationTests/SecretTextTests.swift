import Testing

@testable import Configuration

@Suite struct SecretTextTests {
  @Test func doesNotPrintItself() throws {
    let secret = try #require(SecretText("hunter2"))
    struct Holder {
      var key: SecretText?
      var settings: Settings
    }
    var profile = Profile()
    profile.apiKey = secret
    var file = ConfigurationFile(path: "c")
    file.profiles = ["default": profile]
    let settings = Settings.resolve(flags: .init(), environment: [:], file: file)
    let holder = Holder(key: secret, settings: settings)
    var dumped = ""
    dump(holder, to: &dumped)
    dump(file, to: &dumped)
    dump([secret: secret], to: &dumped)
    let all = [
      "\(secret)", String(reflecting: secret), "\(holder)", String(reflecting: holder), "\(file)", "\(profile)",
      "\(Optional(secret) as Any)", "\([secret])", "\(Mirror(reflecting: secret).children.map { "\($0.value)" })",
      "\(ProfileSetup(profile: "x", key: secret))", dumped,
    ]
    for text in all { #expect(!text.contains("hunter2"), "\(text.prefix(200))") }
    #expect("\(secret)" == "<key>")
    #expect(settings.keySource == .file("c", line: nil))
  }

  @Test func losesBlanksAroundIt() {
    #expect(SecretText(" \t key.1 2\r\n\n")?.revealed == "key.1 2")
    #expect(SecretText("\u{FEFF}key")?.revealed == "key")
    for blank in ["", " ", "\n", "\r\n\t "] { #expect(SecretText(blank) == nil) }
  }

  @Test func mustFitAHeader() {
    #expect(SecretText("abc.DEF-123")?.fitsHeader == true)
    for text in ["a\nb", "a\rb", "a\u{0}b", "a\u{1B}b", "a\u{7F}b"] { #expect(SecretText(text)?.fitsHeader == false) }
  }
}
