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
  private let errorText: UnsafeMutablePointer<CChar>
  private var wasSent = false
  private var wasAskedToRepeat = false
  private var head = ResponseHead()
  private var unheard = 0

  init(
    _ request: APIRequest, form: FormReader? = nil, configuration: NetworkConfiguration,
    receiver: any TransferReceiver
  ) {
    guard let easy = curl_easy_init() else { preconditionFailure("curl has no memory for a transfer") }
    self.easy = easy
    self.receiver = receiver
    self.configuration = configuration
    method = request.method
    self.form = form
    errorText = .allocate(capacity: ccurl_error_size)
    errorText.initialize(repeating: 0, count: ccurl_error_size)
    setUp(request)
    setUpCallbacks()
  }

  /// Frees the handle; it must have been removed from its multi handle before.
  deinit {
    curl_easy_cleanup(easy)
    curl_slist_free_all(headers)
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
    if wasAskedToRepeat { detail = "the service closed it without an answer" }
    if let problem = form?.problem { return .notSent(.lasting, problem) }
    return TransferEnd(code, detail: detail, wasSent: wasSent, connectTimeout: configuration.connectTimeout)
  }

  private func setUp(_ request: APIRequest) {
    ccurl_set_string(easy, CURLOPT_URL, request.url)
    // Only what `NetworkConfiguration.refusal` let through gets here; curl is told again all the same.
    ccurl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    ccurl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    ccurl_set_long(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
    ccurl_set_long(easy, CURLOPT_SSL_VERIFYPEER, 1)
    ccurl_set_long(easy, CURLOPT_SSL_VERIFYHOST, 2)
    if let file = configuration.caFile { ccurl_set_string(easy, CURLOPT_CAINFO, file) }
    ccurl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    // Stopping must not wait for a name server.
    ccurl_set_long(easy, CURLOPT_QUICK_EXIT, 1)
    ccurl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, configuration.connectTimeout.value)))
    ccurl_set_long(easy, CURLOPT_TCP_NODELAY, 1)
    ccurl_set_long(easy, CURLOPT_TCP_KEEPALIVE, 1)
    ccurl_set_long(easy, CURLOPT_MAXAGE_CONN, Self.longestIdleSeconds)
    ccurl_set_string(easy, CURLOPT_USERAGENT, configuration.userAgent)
    // All that this curl can undo.
    ccurl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "")
    // Another machine's proxy would look for this machine's service on itself, and read the key.
    if configuration.baseURL.isLoopback, request.authorization == .key || request.isToLoopback {
      ccurl_set_string(easy, CURLOPT_PROXY, "")
    }
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

  private func add(_ header: String) { headers = curl_slist_append(headers, header) }

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
    ccurl_set_prereq(easy, CURLOPT_PREREQFUNCTION) { context, _, _, _, _ in Transfer.from(context).connected() }
  }

  private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer {
    Unmanaged<Transfer>.fromOpaque(context!).takeUnretainedValue()
  }

  // MARK: What curl calls

  /// The connection stands and the request goes out. When curl finds that a kept connection had died, it comes here
  /// again for the same request: a POST may have been taken the first time.
  private func connected() -> Int32 {
    if wasSent && method == .post {
      wasAskedToRepeat = true
      return ccurl_prereq_abort
    }
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
