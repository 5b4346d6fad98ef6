import CCurl
import ChatModel
import MaiAgentAPI
import Testing

@testable import MaiAgentNetwork

@Suite struct TransferEndTests {
  private static let proxy = Proxy(variable: "https_proxy", address: "http://me:hunter22@proxy.test:3128/")

  private static func failure(
    _ code: CURLcode, _ detail: String = "", _ change: (inout TransferEnd.Circumstances) -> Void = { _ in }
  ) -> (Failure, RetryPolicy.Cause?) {
    var circumstances = TransferEnd.Circumstances()
    change(&circumstances)
    switch TransferEnd(code, detail: detail, circumstances) {
    case .complete: return (Failure(kind: .malformed, text: "complete", advice: ""), nil)
    case .notSent(let cause, let failure): return (failure, cause)
    case .broken(let failure): return (failure, nil)
    }
  }

  @Test(arguments: [
    (10, "clock"), (9, "clock"), (20, "ca_file"), (19, "ca_file"), (18, "ca_file"), (21, "ca_file"),
    (0, "another host"), (62, "another host"), (23, "revoked"),
  ])
  func adviceOnACertificateFitsWhatIsWrongWithIt(number: Int, word: String) {
    let (failure, cause) = Self.failure(CURLE_PEER_FAILED_VERIFICATION) { $0.verification = number }
    #expect(failure.advice.contains(word) && cause == .lasting)
    for other in ["clock", "ca_file", "another host", "revoked"] where other != word {
      #expect(!failure.advice.contains(other))
    }
  }

  @Test func adviceOnAnUnknownAuthorityNamesWhatIsTrustedNow() {
    func advice(_ change: (inout TransferEnd.Circumstances) -> Void) -> String {
      Self.failure(CURLE_PEER_FAILED_VERIFICATION) {
        $0.verification = 20
        change(&$0)
      }.0.advice
    }
    #expect(advice { $0.trustVariables = ["SSL_CERT_FILE"] }.contains("SSL_CERT_FILE"))
    #expect(advice { $0.hasOwnCertificates = true }.contains("not in the file that ca_file names"))
    #expect(
      Self.failure(CURLE_SSL_CACERT_BADFILE) { $0.trustVariables = ["CURL_CA_BUNDLE"] }.0.advice.contains(
        "CURL_CA_BUNDLE"))
    #expect(
      Self.failure(CURLE_SSL_CONNECT_ERROR, "error:0A00010B:SSL routines::wrong version number").0.advice.contains(
        "allow_plain_http"))
  }

  @Test(arguments: [
    (407, RetryPolicy.Cause.lasting), (403, .lasting), (405, .lasting), (302, .lasting), (502, .passing),
    (504, .passing),
  ])
  func aProxyThatRefusesIsNamedAndWhereItMeansItNotAskedAgain(status: Int, cause: RetryPolicy.Cause) {
    let (failure, found) = Self.failure(CURLE_RECV_ERROR, "CONNECT tunnel failed, response \(status)") {
      $0.proxy = Self.proxy
      $0.connectStatus = status
    }
    #expect(found == cause && failure.text.contains("proxy.test:3128") && failure.text.contains("\(status)"))
    #expect(!"\(failure)".contains("hunter22") && !failure.text.contains("me:"))
  }

  @Test func errorsOnTheWayToAProxyAndThroughItNameIt() {
    for code in [
      CURLE_COULDNT_CONNECT, CURLE_COULDNT_RESOLVE_PROXY, CURLE_OPERATION_TIMEDOUT, CURLE_PROXY, CURLE_RECV_ERROR,
      CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION,
    ] {
      for wasSent in [false, true] {
        let (failure, _) = Self.failure(code, "why") {
          $0.proxy = Self.proxy
          $0.wasSent = wasSent
        }
        #expect(failure.text.contains("proxy.test:3128") && failure.text.contains("why"), "\(code) \(failure)")
        #expect(!"\(failure)".contains("hunter22"))
      }
    }
    #expect(
      Self.proxy.redacting("http://me:hunter22@proxy.test: no; hunter22")
        == "http://proxy.test: no; (proxy's name or password)")
    var dumped = ""
    dump(Self.proxy, to: &dumped)
    #expect(!dumped.contains("hunter22") && !"\(Self.proxy)".contains("hunter22"))
  }

  @Test func noFailureOfAConnectionJoinsTwoSentencesByTwoPeriodsOrPromisesWhatDidNotCome() {
    for code in 1...99 {
      for detail in ["", "why", "why."] {
        for wasSent in [false, true] {
          for proxy in [nil, Self.proxy] {
            let (failure, _) = Self.failure(CURLcode(rawValue: UInt32(code)), detail) {
              $0.wasSent = wasSent
              $0.proxy = proxy
            }
            #expect(!failure.sentence.contains(".."), "\(failure.sentence)")
            #expect(!failure.advice.contains("kept") && !failure.advice.contains("saved"))
            #expect(!failure.advice.isEmpty)
          }
        }
      }
    }
  }
}

@Suite struct NetworkEnvironmentTests {
  private func proxy(_ url: String, _ variables: [String: String]) -> String? {
    WebTarget(url).flatMap { NetworkEnvironment(variables).proxy(for: $0) }?.place
  }

  @Test func proxiesAreFoundByTheNamesAndTheOrderOfCurl() {
    let all = [
      "http_proxy": "p1:1", "HTTP_PROXY": "p2:2", "https_proxy": "p3:3", "HTTPS_PROXY": "p4:4", "all_proxy": "p5:5",
    ]
    #expect(proxy("http://a.test/", all) == "p1:1")
    #expect(proxy("https://a.test/", all) == "p3:3")
    #expect(proxy("https://a.test/", ["HTTPS_PROXY": "p4:4", "https_proxy": ""]) == "p4:4")
    #expect(proxy("http://a.test/", ["HTTP_PROXY": "p2:2"]) == nil)
    #expect(proxy("http://a.test/", ["ALL_PROXY": "socks5://me:pw@p5:5/"]) == "p5:5")
    #expect(proxy("http://127.1/", all) == nil && proxy("https://localhost.:8/", all) == nil)
    #expect(proxy("http://[::ffff:127.0.0.1]/", all) == nil)
  }

  @Test(arguments: [
    ("a.test", "a.test", true), (".test", "a.test", true), ("test", "a.test", true), ("A.Test.", "a.test", true),
    ("b.test, a.test", "a.test", true), ("b.test a.test", "a.test", true), ("*", "a.test", true),
    ("*.test", "a.test", false),
    ("st", "a.test", false), ("a.test", "ba.test", false), ("10.0.0.0/8", "10.1.2.3", true),
    ("10.0.0.0/9", "10.200.2.3", false),
    ("10.1.2.3", "10.1.2.3", true), ("10.1.2.3", "10.1.2.33", false), ("fc00::/7", "[fd00::1]", true),
    ("[fd00::1]", "[fd00::1]", true),
    ("10.0.0.0/33", "10.0.0.1", false), ("10.0.0.0/x", "10.0.0.1", false), ("", "a.test", false),
    (",", "a.test", false),
  ])
  func noProxyExemptsNamesWhatEndsInThemAddressesAndNetworks(list: String, host: String, isExempt: Bool) {
    #expect(NoProxyList(list).contains(host) == isExempt)
    #expect((proxy("https://\(host)/", ["https_proxy": "p:1", "no_proxy": list]) == nil) == isExempt)
  }

  @Test func doctorsLineSaysWhichProxyOrWhyNone() throws {
    let base = try BaseURL("https://api.test/")
    #expect(
      NetworkEnvironment(["https_proxy": "http://me:pw@proxy.test:3128"]).proxyNote(for: base)
        == "proxy.test:3128 (https_proxy)")
    #expect(NetworkEnvironment([:]).proxyNote(for: base) == "none")
    let exempt = NetworkEnvironment(["https_proxy": "p:1", "no_proxy": "test"])
    #expect(exempt.proxyNote(for: base) == "none: no_proxy names api.test")
    #expect(exempt.proxyNote(for: try BaseURL("127.1:80")) == "none: the service is on this machine")
  }

  @Test func certificatesAreFoundByTheNamesAndTheOrderOfCurlsTool() {
    let all = ["CURL_CA_BUNDLE": "/b", "SSL_CERT_FILE": "/f", "SSL_CERT_DIR": "/d"]
    #expect(NetworkEnvironment(all).trust == .init(file: "/b", folder: nil, variables: ["CURL_CA_BUNDLE"]))
    let two = NetworkEnvironment(["SSL_CERT_FILE": "/f", "SSL_CERT_DIR": "/d", "CURL_CA_BUNDLE": ""]).trust
    #expect(two == .init(file: "/f", folder: "/d", variables: ["SSL_CERT_DIR", "SSL_CERT_FILE"]))
    #expect(NetworkEnvironment(["SSL_CERT_FILE": "/f"]).trust?.folder == nil)
    #expect(NetworkEnvironment([:]).trust == nil)
  }
}
