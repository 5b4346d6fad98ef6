import ChatModel
import Configuration
import MaiAgentAPI
import MaiAgentNetwork

/// Checks what the setup screen was given against the service, and keeps it.
final class SetupCheck {
  private let engine: Engine
  private let mailbox: Mailbox
  private let configured: ResolvedConfiguration

  init(engine: Engine, mailbox: Mailbox, configured: ResolvedConfiguration) {
    self.engine = engine
    self.mailbox = mailbox
    self.configured = configured
  }

  /// Asks the service; the answer arrives in the mailbox.
  func check(_ entry: SetupEntry) {
    switch service(entry) {
    case .failure(let refusal): _ = mailbox.post(.client(refusal.event))
    case .success(let service):
      engine.check(service) { [mailbox] result in
        switch result {
        case .success: _ = mailbox.post(.client(.setupChecked(entry)))
        case .failure(let failure): _ = mailbox.post(.client(.setupRefused(failure)))
        }
      }
    }
  }

  /// Writes what the service accepted: the address to the configuration, the key to a 0600 file of its own.
  func keep(_ entry: SetupEntry) -> ClientEvent {
    switch service(entry) {
    case .failure(let refusal): return refusal.event
    case .success(let service):
      let profile = configured.settings.profile.value
      do {
        try ConfigurationFile.writeSetup(
          ProfileSetup(profile: profile, baseURL: service.baseURL.description, key: SecretText(entry.key)),
          paths: configured.paths)
      } catch {
        return .setupRefused(
          Failure(kind: .configuration, text: "\(error)", advice: "The key is right, but could not be kept."))
      }
      // Not worth a word: what was accepted counts more than what is left there.
      try? SetupDraft(profile: profile, paths: configured.paths).remove()
      engine.use(service)
      return .setupAccepted(
        profile: profile, service: service.baseURL.host, host: HostURL(service.baseURL.description))
    }
  }

  /// Makes `chatbot` the one that new conversations of the profile talk to. What is wrong with that, as a sentence.
  func keep(_ chatbot: ChatbotID) -> String? {
    do {
      try ConfigurationFile.writeSetup(
        ProfileSetup(profile: configured.settings.profile.value, chatbot: chatbot.rawValue), paths: configured.paths)
      return nil
    } catch { return "The chatbot is not kept for the next start: \(error)" }
  }

  /// Why an entry cannot be asked about, and what of it is wrong.
  private struct Refusal: Error {
    var failure: Failure
    var part: SetupEntry.Part
    var event: ClientEvent { .setupRefused(failure, part: part) }

    init(_ text: String, _ part: SetupEntry.Part) {
      failure = Failure(kind: .configuration, text: text, advice: "")
      self.part = part
    }
  }

  private func service(_ entry: SetupEntry) -> Result<NetworkConfiguration, Refusal> {
    let base: BaseURL
    let isBlank = entry.baseURL.allSatisfy(\.isWhitespace)
    do { base = try BaseURL(isBlank ? Settings.defaultBaseURL : entry.baseURL) } catch {
      return .failure(Refusal(sentences("\(error)"), .baseURL))
    }
    guard let key = APIKey(entry.key, scheme: configured.settings.keyScheme) else {
      return .failure(Refusal("The key is empty or holds a character that no key has.", .key))
    }
    return .success(configured.network(base, key: key))
  }
}
