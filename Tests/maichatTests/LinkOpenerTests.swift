import System
import TestSupport
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
    #expect((LinkOpener.openable(target) != nil) == isOpenable)
    if isOpenable { #expect(LinkOpener.openable(target) == target) }
  }

  @Test(arguments: [
    ("mailto:a@example.org?subject=Hi&attach=/etc/passwd", "mailto:a@example.org?subject=Hi"),
    ("MAILTO:a@example.org?attachment=~/.ssh/id_rsa", "mailto:a@example.org"),
    ("mailto:a@example.org?Attach=x&CC=b@example.org&amp;attach=y", "mailto:a@example.org?cc=b@example.org"),
    ("mailto:?attach=/etc/passwd", nil), ("mailto:", nil), ("mailto:?", nil),
    ("mailto:a@x.test?%61ttach=/etc/passwd", "mailto:a@x.test"),
    ("mailto:a@x.test?subject=a%26attach%3D/etc/passwd", "mailto:a@x.test?subject=a%26attach%3D%2Fetc%2Fpasswd"),
    ("mailto:a@x.test?subject=Hi%0D%0ABcc:%20b@y.test", "mailto:a@x.test?subject=HiBcc%3A%20b%40y.test"),
    ("mailto:a%0Ab@x.test?cc=c%0d%0ad@x.test", "mailto:ab@x.test?cc=cd@x.test"),
    ("mailto:a@x.test?body=1%0A2%0D%0A3%00", "mailto:a@x.test?body=1%0D%0A2%0D%0A3"),
    ("mailto:a@x.test,b@x.test?bcc=c@x.test,d@x.test", "mailto:a@x.test,b@x.test?bcc=c@x.test,d@x.test"),
    ("mailto:a@x.test?subject=a+b%20c", "mailto:a@x.test?subject=a%2Bb%20c"),
    ("mailto:a@x.test?subject=x#?attach=y", "mailto:a@x.test?subject=x"),
    ("mailto:?to=a@x.test&From=b@x.test&Reply-To=c@x.test&In-Reply-To=d&html-body=e", "mailto:?to=a@x.test"),
    ("mailto:a@x.test?subject=%e4%bd%a0", "mailto:a@x.test?subject=%E4%BD%A0"),
    ("mailto:\"a\"@x.test?subject", "mailto:%22a%22@x.test"),
    ("mailto:a@x.test?subject=%zz%", "mailto:a@x.test?subject=%25zz%25"),
    ("mailto:-attach@x.test?body=a?b", "mailto:-attach@x.test?body=a%3Fb"),
  ])
  func aMailIsBegunWithRecipientsSubjectAndTextAlone(target: String, opened: String?) {
    #expect(LinkOpener.openable(target) == opened)
  }

  #if os(Linux)
    /// What the client ignores or blocks for itself ends the browser as ever.
    @Test func theDesktopsProgramHasTheUsualSignals() async {
      await #expect(processExitsWith: .success) {
        let folder = TestFolder()
        let seen = folder.path("seen")
        let script =
          "#!/bin/sh\ngrep -E '^Sig(Ign|Blk)' /proc/self/status > '\(seen).part'; mv '\(seen).part' '\(seen)'\n"
        folder.write(script, to: "xdg-open", mode: 0o700)
        for number in [SIGPIPE, SIGXFSZ, SIGUSR1] { signal(number, SIG_IGN) }
        var blocked = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGUSR2)
        pthread_sigmask(SIG_BLOCK, &blocked, nil)
        let path = "\(folder.path):\(String(cString: getenv("PATH")))"
        setenv("PATH", path, 1)
        guard LinkOpener(environment: ["DISPLAY": ":0", "PATH": path]).open("https://example.org/") else { exit(2) }
        guard waitUntil({ access(seen, F_OK) == 0 }) else { exit(3) }
        let lines = (folder.text(of: "seen") ?? "").split(separator: "\n")
        let masks = lines.compactMap { UInt64($0.drop { $0 != ":" }.filter(\.isHexDigit), radix: 16) }
        // The library keeps two for its threads, 32 and 33, and has them ignored in every program that it starts.
        guard masks.count == 2, masks.allSatisfy({ $0 & ~(3 << 31) == 0 }) else { exit(4) }
      }
    }
  #endif

  @Test func withoutADesktopNothingIsOpened() {
    #expect(!LinkOpener(environment: ["DISPLAY": ""]).open("https://example.org/"))
  }
}
