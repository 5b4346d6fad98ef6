import ChatModel
import MaiAgentAPI

extension Network {
  func list() {
    giveUpListing()
    let sink = sink
    let list = ListExchange<ChatbotPage>(
      .allPages, .chatbots(at: configuration.baseURL), configuration: configuration, now: now
    ) { event in
      switch event {
      case .arrived(let page, _, let isLast):
        page.tellUnreadable(to: sink)
        _ = sink.post(.chatbots(.pageArrived(page.chatbots, isLast: isLast)))
      case .failed(let failure): _ = sink.post(.chatbots(.failed(failure)))
      }
    }
    listing = list
    exchanges.append(list)
    list.start()
  }

  /// Nobody waits for the running list any more.
  func giveUpListing() {
    listing?.giveUp()
    listing = nil
  }

  func listConversations() {
    conversations?.giveUp()
    let sink = sink
    let list = ListExchange<ConversationPage>(
      .allPages, .conversations(at: configuration.baseURL), configuration: configuration, now: now
    ) { event in
      switch event {
      case .arrived(let page, _, let isLast):
        page.tellUnreadable(to: sink)
        _ = sink.post(.remote(.conversationsArrived(page.conversations, isLast: isLast)))
      case .failed(let failure): _ = sink.post(.remote(.conversationsFailed(failure)))
      }
    }
    conversations = list
    exchanges.append(list)
    list.start()
  }

  func fetch(_ id: ConversationID, _ remote: RemoteConversationID, page: String?, size: Int) {
    messages.removeValue(forKey: id)?.giveUp()
    let sink = sink
    let request = APIRequest.messages(of: remote, page: page, size: size, at: configuration.baseURL)
    let list = ListExchange<MessagePage>(.firstPage, request, configuration: configuration, now: now) { event in
      switch event {
      case .arrived(let page, let next, _):
        let query = next?.split(separator: "?", maxSplits: 1).last.map(String.init)
        // A page that leads to itself is the last.
        let isOther = next != request.url
        page.tellUnreadable(to: sink)
        _ = sink.post(.remote(.messagesArrived(id, page.page(of: remote, next: isOther ? query : nil))))
      case .failed(let failure): _ = sink.post(.remote(.messagesFailed(id, failure)))
      }
    }
    messages[id] = list
    exchanges.append(list)
    list.start()
  }

  /// What was asked of another service concerns nobody any more.
  func giveUpReading() {
    giveUpListing()
    if let list = conversations, !list.isFinished {
      list.giveUp()
      _ = sink.post(.remote(.conversationsFailed(Self.ended)))
    }
    conversations = nil
    for (id, list) in messages where !list.isFinished {
      list.giveUp()
      _ = sink.post(.remote(.messagesFailed(id, Self.ended)))
    }
    messages = [:]
  }
}

extension ListPage {
  /// Tells how many entries could not be read; the others are there.
  fileprivate func tellUnreadable(to sink: any EventSink) {
    guard unreadable > 0 else { return }
    let what = unreadable == 1 ? "One entry" : "\(unreadable) entries"
    _ = sink.post(.client(.noticed("\(what) in the service's list of \(Self.purpose.listed) could not be read.")))
  }
}
