import FlyingFox

/// Contacts, and what the vendor's examples ask for beside completions. Shapes that are not documented are our guesses.
extension Service {
  // MARK: Contacts

  func contacts(_ call: APICall) throws -> HTTPResponse {
    let all = shelf.withLock { Array($0.contacts.values) }.sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    let wanted = (call.query["query"] ?? call.query["search"] ?? "").lowercased()
    return try call.numberedPage(
      all.filter { wanted.isEmpty || ($0.fields["name"]?.text ?? "").lowercased().contains(wanted) }.map(json))
  }

  func addContact(_ call: APICall) throws -> HTTPResponse {
    let body = try call.object()
    _ = try call.required(body, "name")
    let contact = shelf.withLock { shelf in
      let contact = InMemoryStore.Contact(
        id: Self.newID(), fields: Self.contactFields(body), createdAt: shelf.moment(Self.now()))
      shelf.keep(contact)
      return contact
    }
    return .json(201, json(contact))
  }

  func contact(_ call: APICall) throws -> HTTPResponse { .json(200, json(try knownContact(call))) }

  func changeContact(_ call: APICall) throws -> HTTPResponse {
    let body = try call.object()
    if call.method == "PUT" { _ = try call.required(body, "name") }
    var contact = try knownContact(call)
    let given = Self.contactFields(body)
    contact.fields = call.method == "PUT" ? given : contact.fields.merging(given) { $1 }
    let changed = contact
    shelf.withLock { $0.keep(changed) }
    return .json(200, json(contact))
  }

  func removeContact(_ call: APICall) throws -> HTTPResponse {
    let contact = try knownContact(call)
    shelf.withLock { $0.removeContact(contact.id) }
    return .bytes(204, [], type: "application/json")
  }

  /// Tells nobody: the sandbox has no channel to a contact.
  func broadcast(_ call: APICall) throws -> HTTPResponse {
    _ = try call.object()
    return .json(200, ["detail": "The sandbox sends nothing to contacts."])
  }

  func contactConversations(_ call: APICall) throws -> HTTPResponse {
    let found = try conversationsOfContact(call)
    let keyword = (call.query["keyword"] ?? "").lowercased()
    let wanted = found.filter { conversation in
      keyword.isEmpty || conversation.title.lowercased().contains(keyword)
        || conversation.messages.contains { $0.content.lowercased().contains(keyword) }
    }
    return try call.numberedPage(wanted.map { conversation($0) })
  }

  func latestConversation(_ call: APICall) throws -> HTTPResponse {
    guard let latest = try conversationsOfContact(call).first else { throw Refusal.notFound }
    return .json(200, conversation(latest))
  }

  /// The newest first. A contact that was made here has none yet; one that a conversation was begun by has that one.
  private func conversationsOfContact(_ call: APICall) throws(Refusal) -> [InMemoryStore.Conversation] {
    let id = call.path[1]
    let (isKnown, found) = shelf.withLock { shelf in
      (shelf.contacts[id] != nil, shelf.conversations.values.filter { $0.contactID == id })
    }
    guard isKnown || !found.isEmpty else { throw .notFound }
    return found.sorted { $0.number > $1.number }
  }

  private func knownContact(_ call: APICall) throws(Refusal) -> InMemoryStore.Contact {
    let id = call.path[1]
    let found = shelf.withLock { shelf -> InMemoryStore.Contact? in
      if let contact = shelf.contacts[id] { return contact }
      guard let conversation = shelf.conversations.values.first(where: { $0.contactID == id }) else { return nil }
      return InMemoryStore.Contact(id: id, fields: ["name": "Visitor"], createdAt: conversation.createdAt)
    }
    guard let found else { throw .notFound }
    return found
  }

  private static func contactFields(_ body: JSON) -> [String: JSON] {
    let names = [
      ["name"], ["email"], ["phoneNumber", "phone_number"], ["sourceId", "source_id"], ["avatar"],
      ["queryMetadata", "query_metadata"], ["inboxes"],
    ]
    var fields: [String: JSON] = [:]
    for spellings in names {
      for spelling in spellings where fields[spellings[0]] == nil { fields[spellings[0]] = body[spelling] }
    }
    return fields
  }

  private func json(_ contact: InMemoryStore.Contact) -> JSON {
    .object(
      [("id", .string(contact.id))]
        + ["name", "email", "phoneNumber", "sourceId", "avatar", "queryMetadata", "inboxes"].map {
          ($0, contact.fields[$0] ?? ($0 == "inboxes" ? .array([]) : .null))
        } + [("createdAt", .string(String(contact.createdAt)))])
  }

  // MARK: Messages

  /// Keeps what a person says and answers with that alone; the reply is there when the list is asked for next.
  func addMessage(_ call: APICall) throws -> HTTPResponse {
    let body = try call.object()
    let id = try call.required(body, "conversation")
    let attachments = Question.attachments(body["attachments"])
    let content = try Question.content(body["content"], attachments.isEmpty)
    guard let known = shelf.withLock({ $0.conversations[id] }) else {
      throw Refusal(field: "conversation", "Invalid pk \"\(id)\" - object does not exist.")
    }
    let outcome = Directive.parse(content).map { $0.outcome($1) }
    let reply: Reply
    switch outcome {
    case .reply(let wanted): reply = wanted
    case .refusal(let status, let retryAfter): throw Refusal.standard(status, retryAfter: retryAfter)
    case .flaky, nil:
      reply = known.chatbot.reply(to: content, attachments: attachments.map(described), turn: known.turns)
    }
    let asked = InMemoryStore.Message(
      id: Self.newID(), conversation: id, author: .person, sender: "Visitor", content: content, createdAt: 0,
      attachments: attachments)
    let answered = InMemoryStore.Message(
      id: Self.newID(), conversation: id, author: .chatbot, sender: known.chatbot.name, content: reply.text,
      createdAt: 0,
      sources: reply.sources)
    let kept = shelf.withLock { shelf in
      _ = shelf.add(asked, now: Self.now())
      let kept = shelf.message(asked.id)
      if !reply.text.isEmpty { _ = shelf.add(answered, now: Self.now()) }
      return kept
    }
    return .json(201, message(kept ?? asked))
  }

  // MARK: Chatbots

  /// What was asked of a chatbot and answered, as far as the sandbox remembers.
  func records(_ call: APICall) throws -> HTTPResponse {
    let member = try Self.member(call.path[1])
    let conversations = shelf.withLock { $0.conversations.values.filter { $0.chatbot == member } }
    var records: [(number: Int, value: JSON)] = []
    for conversation in conversations {
      for (question, answer) in zip(conversation.messages, conversation.messages.dropFirst())
      where question.author == .person && answer.author == .chatbot {
        records.append(
          (
            answer.number,
            [
              "id": .string(answer.id), "conversation": .string(conversation.id), "question": .string(question.content),
              "answer": .string(answer.content), "createdAt": .string(String(answer.createdAt)), "feedback": .null,
            ]
          ))
      }
    }
    return try call.numberedPage(records.sorted { $0.number > $1.number }.map(\.value))
  }

  /// The questions that a chatbot suggests, each with what it would say.
  func questions(_ call: APICall) throws -> HTTPResponse {
    let member = try Self.member(call.path[1])
    return try call.numberedPage(
      member.starters.enumerated().map { index, question in
        [
          "id": .string("f\(index)" + member.id.dropFirst(2)), "question": .string(question),
          "answer": .string(member.reply(to: question, attachments: [], turn: 1).text),
        ]
      })
  }

  // MARK: Files

  private static let types = [
    ("png", "image/png"), ("jpg", "image/jpeg"), ("gif", "image/gif"), ("webp", "image/webp"), ("mp3", "audio/mpeg"),
    ("wav", "audio/wav"), ("pdf", "application/pdf"), ("txt", "text/plain"), ("md", "text/markdown"),
    ("csv", "text/csv"), ("json", "application/json"),
  ]

  func fileTypes(_ call: APICall) throws -> HTTPResponse { .json(200, .array(Self.types.map { .string($0.0) })) }

  func fileSpecs(_ call: APICall) throws -> HTTPResponse {
    .json(
      200,
      .array(
        Self.types.map { name, type in
          [
            "extension": .string(name), "mimeType": .string(type), "maxSize": .integer(Self.maximumBody),
          ]
        }))
  }
}
