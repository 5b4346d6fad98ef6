import CCurl
import ChatModel
import MaiAgentAPI

/// What a transfer tells while it runs. Called on curl's thread, from inside curl: must not touch curl's handles.
protocol TransferReceiver: AnyObject {
  /// Whether more bytes may be handed over now; if not, the transfer pauses until `Transfer.resume`.
  var wantsMore: Bool { get }
  func requestSent()
  func headArrived(_ head: ResponseHead)
  /// The headers are larger than `ResponseHead.limit`; the transfer ends.
  func headOverflowed()
  func bytesArrived(_ bytes: [UInt8]) -> TransferFlow
  func transferPaused()
  /// More of the form's file was taken by the connection: `sent` bytes of it now.
  func bytesSent(ofFile sent: Int64)
}

extension TransferReceiver {
  func bytesSent(ofFile sent: Int64) {}
}

/// What becomes of a transfer after it handed bytes over.
enum TransferFlow {
  case goOn, close
}

/// One HTTP exchange: owns a curl easy handle and what curl borrows for it. Lives on curl's thread only.
final class Transfer {
  /// How many bytes a transfer that nobody listens to may still bring before its connection is given up.
  static let unheardLimit = 64 << 10
  /// Idle connections older than this are not used again: gateways commonly drop them after 60 s, and a request on such
  /// a connection could not be repeated.
  static let longestIdleSeconds = 45

  let easy: UnsafeMutableRawPointer
  /// Whom it tells; nil once the last event was said and only the connection is of use.
  var receiver: (any TransferReceiver)?
  private(set) var isPaused = false
  /// Whether curl was told that the form's next piece is not read yet.
  private var waitsForFile = false

  private let method: APIRequest.Method
  /// Reads the form's body; nil for other requests.
  let form: FormReader?
  private let configuration: NetworkConfiguration
  private var headers: UnsafeMutablePointer<curl_slist>?
  private var knownHosts: UnsafeMutablePointer<curl_slist>?
  private var hasNoMemory = false
  private let errorText: UnsafeMutablePointer<CChar>
  private let proxy: Proxy?
  /// For what is said of its address.
  private let host: String
  private var peers: PeerGuard
  private var refusal: StreamRefusal
  private var wasSent = false
  private var wasAskedToRepeat = false
  /// Whether the request went out again because the service refused it.
  private var wasRepeated = false
  private var head = ResponseHead()
  private var unheard = 0

  /// nil where curl has no memory for it.
  init?(
    _ request: APIRequest, form: FormReader? = nil, configuration: NetworkConfiguration,
    connections: StreamRefusal.Connections, receiver: any TransferReceiver
  ) {
    guard let easy = curl_easy_init() else { return nil }
    self.easy = easy
    self.receiver = receiver
    self.configuration = configuration
    proxy = configuration.proxy(for: request.url)
    host = WebTarget(request.url)?.host ?? ""
    peers = PeerGuard(
      // What a proxy connects to is its own affair, and it may itself be on this machine.
      proxy == nil ? configuration.peerRule(for: request) : .anybody,
      // Not so short that a connection would not be tried for as long as it should be.
      acknowledgement: max(configuration.acknowledgement, configuration.connectTimeout))
    refusal = StreamRefusal(connections)
    method = request.method
    self.form = form
    errorText = .allocate(capacity: ccurl_error_size)
    errorText.initialize(repeating: 0, count: ccurl_error_size)
    setUp(request)
    setUpCallbacks()
    if hasNoMemory { return nil }
  }

  /// Frees the handle; it must have been removed from its multi handle before.
  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headers)
    curl_slist_free_all(knownHosts)
    errorText.deallocate()
  }

  /// Lets a paused transfer go on; may hand over bytes before it returns.
  func resume() {
    guard isPaused else { return }
    isPaused = false
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// More of the form's file may be there: the transfer goes on if it waited for that.
  func fileRead() {
    guard waitsForFile else { return }
    waitsForFile = false
    curl_easy_pause(easy, CURLPAUSE_CONT)
  }

  /// What curl's verdict means.
  func end(_ code: CURLcode) -> TransferEnd {
    var detail = configuration.key.redacting(String(cString: errorText))
    if let proxy { detail = proxy.redacting(detail) }
    if wasAskedToRepeat { detail = "the service closed it without an answer" }
    if let problem = form?.problem { return .notSent(.lasting, problem) }
    if code != CURLE_OK, !wasSent || wasAskedToRepeat, let failure = peers.failure(host: host) {
      return .notSent(.lasting, failure)
    }
    // curl has no other word for a line of a header that it does not hold.
    if code == CURLE_OUT_OF_MEMORY, wasSent, !head.isComplete { receiver?.headOverflowed() }
    // HTTP/2 drops the stream, and only that shows.
    if code == CURLE_GOT_NOTHING, refusal.hasStream {
      detail = "the service's answer has no headers that can be read: they may be too large"
    }
    return TransferEnd(code, detail: detail, circumstances)
  }

  private func number(_ info: CURLINFO) -> Int {
    var value = 0
    ccurl_get_long(easy, info, &value)
    return value
  }

  private var circumstances: TransferEnd.Circumstances {
    TransferEnd.Circumstances(
      wasSent: wasSent, wasRefused: refusal.isRefused && head.bytes == 0, connectTimeout: configuration.connectTimeout,
      proxy: proxy,
      connectStatus: proxy == nil ? 0 : number(CURLINFO_HTTP_CONNECTCODE),
      verification: number(CURLINFO_SSL_VERIFYRESULT),
      proxyVerification: proxy == nil ? 0 : number(CURLINFO_PROXY_SSL_VERIFYRESULT),
      hasOwnCertificates: configuration.caFile != nil,
      trustVariables: configuration.environment.trust?.variables ?? [])
  }

  private func setUp(_ request: APIRequest) {
    ccurl_set_string(easy, CURLOPT_URL, request.url)
    // Only what `NetworkConfiguration.refusal` let through gets here; curl is told again all the same.
    ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    ccurl_set_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    ccurl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
    ccurl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
    let trust = configuration.caFile == nil ? configuration.environment.trust : nil
    if let file = configuration.caFile ?? trust?.file {
      ccurl_set_string(easy, CURLOPT_CAINFO, file)
      ccurl_set_string(easy, CURLOPT_PROXY_CAINFO, file)
    }
    if let folder = trust?.folder {
      ccurl_set_string(easy, CURLOPT_CAPATH, folder)
      ccurl_set_string(easy, CURLOPT_PROXY_CAPATH, folder)
    }
    if configuration.negotiation == .priorKnowledge {
      ccurl_set_long(easy, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
    }
    for host in configuration.knownHosts { append(host, to: &knownHosts) }
    if knownHosts != nil { ccurl_set_list(easy, CURLOPT_RESOLVE, knownHosts) }
    ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    // Stopping must not wait for a name server.
    ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
    ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, configuration.connectTimeout.value)))
    ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1)
    ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    // A connection on which nothing moves is asked after in time for the limit on what nobody acknowledges.
    ccurl_set_long(easy, CURLOPT_TCP_KEEPIDLE, 15)
    ccurl_set_long(easy, CURLOPT_TCP_KEEPINTVL, 8)
    ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, Self.longestIdleSeconds)
    ccurl_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent)
    // All that this curl can undo; a file is taken as it is.
    ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, request.isFile ? "identity" : "")
    // What the environment says was read already, for words about it.
    ccurl_set_string(easy, CURLOPT_PROXY, proxy?.address ?? "")
    ccurl_set_string(easy, CURLOPT_NOPROXY, "")
    ccurl_set_long(easy, CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    ccurl_set_long(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)

    if request.authorization == .key { add("Authorization: \(configuration.key.authorization)") }
    if let form = request.form {
      add("Content-Type: multipart/form-data; boundary=\(form.boundary)")
      add("Accept: application/json")
      add("Expect:")
      ccurl_set_long(easy, CURLOPT_POST, 1)
      ccurl_set_off(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(form.size))
    } else if let body = request.body {
      add("Content-Type: application/json")
      add("Accept: text/event-stream, application/json")
      // Without it a large body would wait for a permission that few servers give.
      add("Expect:")
      ccurl_set_off(easy, CURLOPT_POSTFIELDSIZE_LARGE, body.count)
      body.withUnsafeBytes { bytes in
        _ = ccurl_set_pointer(easy, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
      }
    } else {
      add("Accept: \(request.accepts)")
      ccurl_set_long(easy, CURLOPT_HTTPGET, 1)
    }
    ccurl_set_list(easy, CURLOPT_HTTPHEADER, headers)
  }

  private func add(_ header: String) { append(header, to: &headers) }

  /// A list that lacks a header is not sent.
  private func append(_ text: String, to list: inout UnsafeMutablePointer<curl_slist>?) {
    guard let longer = curl_slist_append(list, text) else {
      hasNoMemory = true
      return
    }
    list = longer
  }

  private func setUpCallbacks() {
    let context = Unmanaged.passUnretained(self).toOpaque()
    ccurl_set_pointer(easy, CURLOPT_ERRORBUFFER, errorText)
    ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    ccurl_set_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
      Transfer.from(context).write(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    ccurl_set_function(easy, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
      Transfer.from(context).readHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
    }
    if form != nil {
      ccurl_set_pointer(easy, CURLOPT_READDATA, context)
      ccurl_set_function(easy, CURLOPT_READFUNCTION) { buffer, size, count, context in
        Transfer.from(context).readForm(UnsafeMutableRawBufferPointer(start: buffer, count: size * count))
      }
    }
    ccurl_set_pointer(easy, CURLOPT_PREREQDATA, context)
    ccurl_set_prereq(easy, CURLOPT_PREREQFUNCTION) { context, peer, _, _, _ in
      Transfer.from(context).connected(to: peer.map { String(cString: $0) } ?? "")
    }
    ccurl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
    ccurl_set_opensocket(easy, CURLOPT_OPENSOCKETFUNCTION) { context, _, peer in
      peer.map { Transfer.from(context).peers.open($0) } ?? ccurl_bad_socket
    }
    // For what the service refuses, which curl tells in no other way.
    ccurl_set_pointer(easy, CURLOPT_DEBUGDATA, context)
    ccurl_set_debug(easy, CURLOPT_DEBUGFUNCTION) { _, kind, text, count, context in
      if kind == CURLINFO_TEXT {
        let line = String(decoding: UnsafeRawBufferPointer(start: text, count: count), as: UTF8.self)
        Transfer.from(context).refusal.read(line)
      }
      return 0
    }
    ccurl_set_long(easy, CURLOPT_VERBOSE, 1)
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
  }

  // MARK: What curl calls

  /// The connection stands and the request goes out. When curl finds that a kept connection had died, it comes here
  /// again for the same request: a POST may have been taken the first time, unless the service said that it was not.
  private func connected(to peer: String) -> Int32 {
    // A kept connection was opened for another request, perhaps by another rule.
    guard peers.allows(peer) else { return ccurl_prereq_abort }
    if wasSent && method == .post {
      // A service that began to answer took it, whatever it says later.
      guard refusal.isRefused, !wasRepeated, head.bytes == 0 else {
        wasAskedToRepeat = !refusal.isRefused || head.bytes > 0
        return ccurl_prereq_abort
      }
      wasRepeated = true
    }
    refusal.sent()
    wasSent = true
    receiver?.requestSent()
    return ccurl_prereq_ok
  }

  /// The next piece of the form, as curl has room for it.
  private func readForm(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let form, let receiver else { return ccurl_read_abort }
    switch form.read(into: buffer) {
    case .bytes(let count):
      receiver.bytesSent(ofFile: form.sent)
      return count
    case .later:
      waitsForFile = true
      return ccurl_pause_reading
    case .failed: return ccurl_read_abort
    }
  }

  private func readHeader(_ line: UnsafeRawBufferPointer) -> Int {
    let wasComplete = head.isComplete
    head.read(String(decoding: line, as: UTF8.self))
    guard head.bytes <= ResponseHead.limit else {
      receiver?.headOverflowed()
      return 0
    }
    if head.isComplete && !wasComplete { receiver?.headArrived(head) }
    return line.count
  }

  private func write(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard let receiver else {
      unheard += bytes.count
      return unheard <= Self.unheardLimit ? bytes.count : 0
    }
    guard receiver.wantsMore else {
      isPaused = true
      receiver.transferPaused()
      return ccurl_pause_writing
    }
    switch receiver.bytesArrived(Array(bytes)) {
    case .goOn: return bytes.count
    case .close: return 0
    }
  }
}
