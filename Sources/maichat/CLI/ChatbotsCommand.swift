import ArgumentParser
import Canvas
import ChatModel
import MaiAgentNetwork
import System

/// The chatbots that the key can see.
struct ChatbotsCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "chatbots", abstract: "List the chatbots that the key can see.")

  @ParentCommand var root: Maichat
  @OptionGroup var common: CommonOptions

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    try Descriptors.require(Descriptors.reading)
    let configured = ResolvedConfiguration(common: try options())
    try configured.sayProblemsOrRefuse()
    let service = try configured.service()
    let mailbox: Mailbox
    let network: Network
    do throws(SystemShortage) {
      mailbox = try Mailbox()
      network = try Network(service, sink: mailbox)
    } catch { throw CommandFailure(error) }
    defer { network.shutDown() }
    network.perform(.loadChatbots)
    while true {
      var descriptor = pollfd(fd: mailbox.descriptor, events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, -1)
      for event in mailbox.take().events {
        switch event {
        case .client(.noticed(let sentence)): StandardError.write("maichat: \(safe(sentence))\n")
        case .chatbots(.failed(let failure)): throw CommandFailure(.requestFailed, safe(failure.sentence))
        case .chatbots(.pageArrived(let page, let isLast)):
          for chatbot in page { try StandardOutput.write(json ? jsonLine(chatbot) : row(chatbot)) }
          if isLast { return }
        default: break
        }
      }
    }
  }

  private func row(_ chatbot: Chatbot) -> SafeText {
    let model: SafeText = chatbot.model.map { "  (\($0))" } ?? ""
    return "\(safe(chatbot.id.rawValue))  \(safe(chatbot.name))\(model)\n"
  }
}
