import AppState
import Canvas
import ChatModel

/// The sentences of the screen that name keys or say what the state means.
struct ScreenTexts {
  var keymap: Keymap

  /// The best key of `command` in `zone`; empty where it has none.
  func key(_ command: ChatCommand, _ zone: CommandZone? = nil) -> String {
    keymap.keys(of: command, zone: zone).first ?? ""
  }

  /// How the transcript names the keys.
  var transcriptHints: TranscriptHints {
    TranscriptHints(
      send: named(.send, .composer), retry: named(.retry, .composer), chooseChatbot: named(.chatbot, .composer),
      showKeys: named(.keys, .composer), fold: named(.fold, .transcript),
      starters: named(.starters, .composer), nextConversation: named(.nextConversation, .composer),
      search: named(.search, .composer))
  }

  /// The key of `command`, or how to run it without one.
  func named(_ command: ChatCommand, _ zone: CommandZone? = nil) -> String {
    let key = key(command, zone)
    return key.isEmpty ? "the command \"\(command.rawValue)\"" : key
  }

  /// To whom the composer's text goes, or why it goes nowhere.
  func address(_ state: State) -> (text: String, role: Role) {
    if state.settings.access == .readOnly { return ("read-only: nothing is sent or changed", .warning) }
    guard let header = state.focused?.header else { return ("", .dim) }
    if state.settings.connection == .missing {
      return ("not connected yet: \(named(.send, .composer)) asks for the service and the key", .warning)
    }
    switch state.elsewhere(header) {
    case nil: break
    case .profile(let name):
      return ("belongs to profile \"\(name.excerpt(100))\": nothing is sent from here", .warning)
    case .host(let host):
      let here = state.settings.host.map { $0.name(besides: host) } ?? state.settings.service
      return (
        "nothing is sent: \(named(.moveConversation)) moves it from "
          + host.name(besides: state.settings.host).excerpt(200) + " to " + here.excerpt(200), .warning
      )
    }
    if state.focused?.edited != nil {
      return (
        "another version of an earlier message: \(named(.send, .composer)) sends it as a branch, "
          + "\(named(.back, .composer)) leaves it", .draft
      )
    }
    if state.goesToSeveral {
      let names = state.addressees.compactMap { state.conversations[$0] }.map { conversation in
        let name = conversation.header.chatbotName
        return (name.isEmpty ? conversation.title : name).excerpt(60)
      }
      let alone = state.isBroadcasting ? "" : " (\(named(.broadcast, .composer)) leaves the others out)"
      return ("to \(names.count) conversations\(alone): \(names.joined(separator: " + "))", .warning)
    }
    if let waiting = waiting(state) { return waiting }
    guard header.chatbot != nil else { return ("to no chatbot yet: \(named(.chatbot, .composer)) chooses one", .dim) }
    return ("to \(header.chatbotName.isEmpty ? "the chatbot" : header.chatbotName.excerpt(200))", .dim)
  }

  /// What waits for the reply's end or its files in the focused conversation; nil where nothing does.
  private func waiting(_ state: State) -> (text: String, role: Role)? {
    guard let queue = state.focused?.queue, let next = queue.first else { return nil }
    let line = next.text.split(whereSeparator: \.isNewline).first.map(String.init) ?? next.attachments.first?.name ?? ""
    let more = queue.count == 1 ? "" : " and \(queue.count - 1) more"
    guard waitsForFiles(state) else { return ("after this reply\(more): \(line.excerpt(300))", .draft) }
    let hasFailed = next.attachments.contains { file in
      switch file.state {
      case .failed, .refused: true
      case .checking, .ready, .waiting, .uploading, .uploaded: false
      }
    }
    guard hasFailed else { return ("when its files are up\(more): \(line.excerpt(300))", .draft) }
    return (
      "not sent, a file is missing: \(named(.retryUploads)) tries again, \(named(.back, .composer)) takes it back",
      .warning
    )
  }

  /// Whether the message waits for its uploads, and not for a reply, which another client may be receiving.
  private func waitsForFiles(_ state: State) -> Bool {
    state.focused.map { $0.isUploading && !$0.runsElsewhere } ?? false
  }

  /// What stands in the empty composer.
  func placeholder(_ state: State) -> String {
    if state.settings.access == .readOnly { return "read-only" }
    if waitsForFiles(state) {
      return "The message goes out when its files are up, \(named(.back, .composer)) takes it back"
    }
    if let count = state.focused?.queue.count, count > 0 {
      let what = count == 1 ? "1 message waits" : "\(count) messages wait"
      return "\(what) for the reply's end, \(named(.takeBack, .composer)) takes the last one back"
    }
    return "Type a message, \(named(.send, .composer)) sends it"
  }
}

extension String {
  /// The first `limit` scalars: as much of a name from outside as can matter to one row.
  func excerpt(_ limit: Int) -> String {
    utf8.count <= limit ? self : String(unicodeScalars.prefix(limit))
  }
}
