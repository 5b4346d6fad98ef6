import ChatModel

// Files that go with a message. Nothing leaves this machine before the message is sent: then its files are uploaded, it
// waits in the queue until the service has all of them, and goes out by itself. It never goes without one of them: where
// an upload fails it stays, until the upload is tried again or the message is taken back.

/// What may be attached.
package struct AttachmentLimits: Equatable, Sendable {
  /// Of one file, in bytes.
  package var bytes: Int64
  /// Of one message.
  package var count: Int

  package init(bytes: Int64 = 50_000_000, count: Int = 10) {
    self.bytes = bytes
    self.count = count
  }
}

/// Choosing files to go with a message, and taking them away again.
package enum AttachmentsAction: Equatable, Sendable {
  /// Somebody wants to choose a file to attach.
  case pickerOpened
  /// Files by their paths.
  case attached([String])
  case removed(UploadID)
  /// What failed or was refused is tried again.
  case retried
  /// A paste that may be the paths of files.
  case pathsPasted(String, paths: [String])
  /// The files that were pasted as paths are attached, and the paths are no text any more.
  case pastedAttached
  case folderEntered(String)
  case hiddenFilesSwitched

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .pickerOpened, .attached, .removed, .retried, .pathsPasted: true
    case .pastedAttached, .folderEntered, .hiddenFilesSwitched: false
    }
  }
}

extension State {
  mutating func reduce(_ action: AttachmentsAction, now: Timestamp) -> [Command] {
    switch action {
    case .pickerOpened: return openPicker()
    case .attached(let paths): return attach(paths, now: now)
    case .removed(let id): return detach(id, now: now)
    case .retried: return retryUploads(now: now)
    case .pathsPasted(let text, let paths): return paste(text, paths: paths, now: now)
    case .pastedAttached: return attachPasted(now: now)
    case .folderEntered(let path): return enterFolder(path)
    case .hiddenFilesSwitched: return switchHidden()
    }
  }
}

extension State {
  mutating func attach(_ paths: [String], now: Timestamp) -> [Command] {
    guard let id = pane.conversation, conversations[id] != nil else { return [] }
    popups[top: FilePicker.self] = nil
    var commands: [Command] = []
    for path in paths {
      if self[id].attachments.contains(where: { $0.path == path }) {
        show("\"\(Self.name(of: path))\" is attached already.", now: now)
        continue
      }
      guard self[id].attachments.count < settings.attachments.count else {
        show(
          "A message takes at most \(settings.attachments.count) files (max_files in [attachments]).", .warning,
          now: now)
        break
      }
      let file = DraftAttachment(id: identifiers.next(), path: path, name: Self.name(of: path))
      self[id].attachments.append(file)
      commands.append(.client(.checkFile(file.id, path)))
    }
    markDraft(id, now: now)
    return commands + focus(.composer)
  }

  /// The last part of `path`.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  /// Takes a file from the text that is being written.
  mutating func detach(_ file: UploadID, now: Timestamp) -> [Command] {
    guard let id = pane.conversation,
      let index = conversations[id]?.attachments.firstIndex(where: { $0.id == file })
    else { return [] }
    let gone = self[id].attachments.remove(at: index)
    markDraft(id, now: now)
    show("\"\(gone.name)\" is not attached any more.", now: now)
    return gone.isUnderWay ? stopUploads([gone.id]) : []
  }

  // MARK: Looking at files

  mutating func takeCheck(_ file: UploadID, _ check: FileCheck, now: Timestamp) -> [Command] {
    guard let id = place(of: file), let known = self[id].attachment(file), known.state == .checking else {
      return []
    }
    let verdict = verdict(check)
    if case .accepted(let facts) = verdict,
      self[id].attachments.contains(where: { $0.id != file && $0.file?.path == facts.path }),
      let index = self[id].attachments.firstIndex(where: { $0.id == file })
    {
      // The same file by another path.
      self[id].attachments.remove(at: index)
      show("\"\(known.name)\" is attached already.", now: now)
      markDraft(id, now: now)
      return []
    }
    _ = self[id].change(file) { attachment in
      switch verdict {
      case .accepted(let facts):
        attachment.path = facts.path
        // What a storage has is what the file was.
        if attachment.file != facts { attachment.storedKey = nil }
        attachment.file = facts
        attachment.state = .ready
      case .refused(let reason): attachment.state = .refused(reason)
      }
    }
    markDraft(id, now: now)
    if case .refused(let reason) = verdict {
      show("\"\(known.name)\" cannot be sent: it \(reason).", .warning, now: now)
    }
    return upload(in: id)
  }

  /// What the limits make of what was found.
  private func verdict(_ check: FileCheck) -> FileCheck {
    guard case .accepted(let facts) = check else { return check }
    if facts.size == 0 { return .refused("is empty") }
    guard facts.size > settings.attachments.bytes else { return check }
    let (size, limit) = (ByteCount(facts.size), ByteCount(settings.attachments.bytes))
    return .refused("has \(size), more than the \(limit) that max_size in [attachments] allows")
  }

  /// Other limits hold from now on, for what is attached too as far as it is not up or on its way.
  mutating func changeLimits(_ limits: AttachmentLimits) -> [Command] {
    guard limits != settings.attachments else { return [] }
    settings.attachments = limits
    var commands: [Command] = []
    for id in conversations.keys.sorted() {
      for file in self[id].allAttachments {
        switch file.state {
        case .ready, .refused:
          _ = self[id].change(file.id) { $0.state = .checking }
          commands.append(.client(.checkFile(file.id, file.path)))
        case .checking, .waiting, .uploading, .uploaded, .failed: break
        }
      }
    }
    return commands
  }

  /// Looks again at what nobody has looked at since the last run ended.
  func checkAgain(_ id: ConversationID) -> [Command] {
    guard settings.access == .readWrite else { return [] }
    return (conversations[id]?.allAttachments ?? []).filter { $0.state == .checking }
      .map { .client(.checkFile($0.id, $0.path)) }
  }

  // MARK: Uploading

  /// Asks for the upload of what messages that wait in `id` need and nobody has asked for.
  mutating func upload(in id: ConversationID) -> [Command] {
    let files = (conversations[id]?.queue.flatMap(\.attachments) ?? []).filter { $0.state == .ready }
    return files.isEmpty ? [] : adopt(id) + files.compactMap { start($0, in: id) }
  }

  private mutating func start(_ file: DraftAttachment, in id: ConversationID) -> Command? {
    guard let facts = file.file, belongsHere(self[id].header),
      self[id].change(file.id, { $0.state = .waiting })
    else { return nil }
    uploads[file.id] = id
    let request = UploadRequest(
      file: facts, filename: file.name, conversation: self[id].header.remoteID, storedKey: file.storedKey)
    return .network(.startUpload(file.id, request))
  }

  private mutating func stopUploads(_ files: [UploadID]) -> [Command] {
    files.compactMap { uploads.removeValue(forKey: $0) == nil ? nil : .network(.stopUpload($0)) }
  }

  /// Stops the uploads of `files`, which are then as they were before. They get other identifiers, so that what is still
  /// said of these uploads is not taken for news of later ones.
  mutating func stopUploads(of files: inout [DraftAttachment]) -> [Command] {
    var stopped: [UploadID] = []
    for index in files.indices where files[index].isUnderWay {
      stopped.append(files[index].id)
      files[index].id = identifiers.next()
      files[index].state = .ready
    }
    return stopUploads(stopped)
  }

  /// Tries again what failed or was refused in the focused conversation, and nothing else.
  mutating func retryUploads(now: Timestamp) -> [Command] {
    guard let id = pane.conversation, conversations[id] != nil else { return [] }
    if let refusal = refusal(of: self[id].header) {
      show(refusal, .warning, now: now)
      return []
    }
    var commands: [Command] = []
    for file in self[id].allAttachments {
      switch file.state {
      case .failed(let failure) where failure.kind != .configuration:
        commands += start(file, in: id).map { [$0] } ?? []
      case .failed, .refused:
        // Of a file that an earlier message brought along there is nothing to look at.
        if file.path.isEmpty { continue }
        // What is wrong with the file itself is looked at anew: it may be another one by now, and is taken as it is.
        _ = self[id].change(file.id) { $0.state = .checking }
        commands.append(.client(.checkFile(file.id, file.path)))
      case .checking, .ready, .waiting, .uploading, .uploaded: break
      }
    }
    if commands.isEmpty { show("No upload has failed here.", now: now) }
    return commands
  }

  mutating func reduceUpload(_ file: UploadID, _ event: UploadEvent, now: Timestamp) -> [Command] {
    guard let id = place(of: file), let known = self[id].attachment(file), known.isUnderWay else {
      uploads[file] = nil
      return []
    }
    let state: DraftAttachment.State
    switch event {
    case .started: state = .uploading(UploadProgress(sent: 0, total: known.file?.size ?? 0))
    case .progressed(let progress): state = .uploading(progress)
    case .retryScheduled(_, _, let reason):
      show("\(reason.text) It is tried again by itself.", .warning, now: now)
      state = .waiting
    case .stored(let key):
      _ = self[id].change(file) { $0.storedKey = key }
      return saveDraft(id)
    case .completed(let attachment): state = .uploaded(attachment)
    case .failed(let failure):
      let isWaitedFor = self[id].queue.contains { $0.attachments.contains { $0.id == file } }
      show(
        failure.text + (isWaitedFor ? " The message waits: Ctrl-X Y tries again, Esc takes it back." : ""), .warning,
        now: now)
      state = .failed(failure)
    case .stopped: state = .ready
    }
    _ = self[id].change(file) { $0.state = state }
    switch event {
    case .completed, .failed, .stopped:
      uploads[file] = nil
      return saveDraft(id) + sendNext(in: id, now: now)
    case .started, .progressed, .stored, .retryScheduled: return []
    }
  }

  /// The conversation of whose unsent messages `file` is part.
  private func place(of file: UploadID) -> ConversationID? {
    if let id = uploads[file], conversations[id]?.attachment(file) != nil { return id }
    return conversations.first { $0.value.attachment(file) != nil }?.key
  }
}
