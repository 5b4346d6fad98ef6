import Testing

@testable import maichat

@Suite struct LinkOpenerTests {
  @Test(arguments: [
    ("https://example.org/a?b=c#d", true), ("http://10.0.0.1:80/", true), ("HTTPS://EXAMPLE.ORG", true),
    ("mailto:a@example.org", true), ("https://例え.jp/道", true), ("https://", false), ("file:///etc/passwd", false),
    ("javascript:alert(1)", false), ("ssh://host", false), ("-version", false), ("example.org", false), ("", false),
    ("https://a b", false), ("https://a\u{1B}]0;x\u{7}", false), ("https://a\n", false),
  ])
  func onlyTheWebAndMailAreOpened(target: String, isOpenable: Bool) {
    #expect(LinkOpener.isOpenable(target) == isOpenable)
  }

  @Test func withoutADesktopNothingIsOpened() {
    #expect(!LinkOpener(environment: ["DISPLAY": ""]).open("https://example.org/"))
  }
}
