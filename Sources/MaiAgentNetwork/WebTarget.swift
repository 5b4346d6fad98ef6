import CCurl
import MaiAgentAPI

/// Where a URL leads, as curl reads it: what is decided by the host here and where curl goes cannot differ.
package struct WebTarget: Equatable, Sendable {
  package let scheme: String
  /// An IPv6 address stands in brackets; a name of another script in its ASCII form.
  package let host: String
  /// Host and port.
  package let authority: String

  /// nil where curl cannot read `url`, or where it holds a name and password.
  package init?(_ url: String) {
    guard let handle = curl_url() else { return nil }
    defer { curl_url_cleanup(handle) }
    guard curl_url_set(handle, CURLUPART_URL, url, UInt32(CURLU_DISALLOW_USER)) == CURLUE_OK else { return nil }
    func part(_ part: CURLUPart, _ flags: Int32 = 0) -> String? {
      var text: UnsafeMutablePointer<CChar>?
      // Of a name that has no ASCII form curl 7.88 says so, and hands it out all the same.
      defer { curl_free(text) }
      guard curl_url_get(handle, part, &text, UInt32(flags)) == CURLUE_OK, let text else { return nil }
      return String(cString: text)
    }
    // A curl without names of other scripts connects to the name as it stands.
    guard let scheme = part(CURLUPART_SCHEME), let port = part(CURLUPART_PORT, CURLU_DEFAULT_PORT),
      let host = part(CURLUPART_HOST, CURLU_PUNYCODE) ?? part(CURLUPART_HOST)
    else { return nil }
    self.scheme = scheme.lowercased()
    self.host = host
    authority = "\(host):\(port)"
  }

  /// Where the host is, by its name or address.
  package var place: HostPlace { HostPlace(host: host) }
}
