import ChatModel
import MaiAgentAPI
import Testing

@Suite struct HostPlaceTests {
  /// Spellings of this machine that some program takes.
  static let here = [
    "localhost", "LOCALHOST", "localhost.", "api.localhost", "a.b.localhost.", "localhost.localdomain", "ip6-localhost",
    "127.0.0.1", "127.0.0.1.", "127.255.255.254", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7F.0.0.1",
    "017700000001", "0177.0.0.1", "0177.0x0.1", "0", "0.0.0.0", "0x0", "00", "0.1.2.3", "[::1]", "[0:0:0:0:0:0:0:1]",
    "[::]",
    "::1", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:0001]", "[::127.0.0.1]", "[::7f00:1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[::1%25lo]", "[::ffff:0.0.0.0]", "127.0.0.%31",
    "%6c%6f%63alhost", "１２７.0.0.1", "①②⑦.0.0.1", "127。0。0。1", "127｡0.0.1", "ｌｏｃａｌｈｏｓｔ", "local\u{AD}host",
    "127.0.0.1\u{200B}",
  ]

  @Test(arguments: here)
  func everySpellingOfThisMachineIsKnown(host: String) {
    #expect(HostPlace(host: host) == .thisMachine)
  }

  @Test(arguments: [
    "169.254.169.254", "0xA9FEA9FE", "2852039166", "169.254.1", "[fe80::1]", "[fe80::1%25eth0]", "[febf::1]",
    "[::ffff:169.254.169.254]", "[fd00:ec2::254]", "100.100.100.200", "[64:ff9b::a9fe:a9fe]",
  ])
  func theNetworksOwnMachineryIsKnown(host: String) {
    #expect(HostPlace(host: host) == .machinery)
  }

  @Test(arguments: [
    "example.org", "128.0.0.1", "126.255.255.255", "1.127.0.0", "127.evil.test", "localhost.evil.test", "notlocalhost",
    "10.0.0.1", "192.168.1.1", "[::2]", "[fc00::1]", "[fec0::1]", "[2001:db8::7f00:1]", "127.0.0.1.example.org",
    "127.0.0.0.1", "127.0.0.256", "4294967297", "0x100000000", "08.0.0.1", "127..1", "", ".", "例え.jp",
  ])
  func otherHostsAreElsewhere(host: String) {
    #expect(HostPlace(host: host) == .elsewhere)
  }

  @Test(arguments: here.filter { $0 != "::1" })
  func aServiceElsewhereCannotNameThisMachineForADownloadOrAStorage(host: String) throws {
    let service = try BaseURL("https://api.test/api/v1/")
    for url in ["https://\(host)/a", "http://\(host):8080/a", "HTTPS://\(host)/"] {
      #expect(throws: Failure.self) { try DownloadAddress.request(url, base: service) }
      #expect(throws: Failure.self) {
        try DownloadAddress.redirect(url, from: "https://storage.test/x", base: service)
      }
      #expect(UploadPermission(url: url, fields: []).refusal(base: service, allowsPlainHTTP: true) != nil)
    }
    // The sandbox names itself, in plain words.
    guard host.utf8.allSatisfy({ $0 < 0x80 && $0 != UInt8(ascii: "%") }) else { return }
    let sandbox = try BaseURL("http://127.0.0.1:4711/api/v1/")
    #expect(UploadPermission(url: "http://\(host)/", fields: []).refusal(base: sandbox, allowsPlainHTTP: false) == nil)
  }

  @Test func theNetworksMachineryIsNowhereForFiles() throws {
    let service = try BaseURL("https://api.test/api/v1/")
    let url = "http://169.254.169.254/latest/meta-data/"
    #expect(throws: Failure.self) { try DownloadAddress.request(url, base: service) }
    let refusal = UploadPermission(url: url, fields: []).refusal(base: service, allowsPlainHTTP: true)
    #expect(refusal?.contains("link-local") == true)
    // A private network is where private installations have their storage.
    #expect(
      UploadPermission(url: "https://10.0.0.9/", fields: []).refusal(base: service, allowsPlainHTTP: false) == nil)
  }
}
