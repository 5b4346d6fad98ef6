import ChatModel

/// Saving a file of a message: asks for the folder, then shows how far it is.
package struct DownloadForm: Popup {
  /// Where the file is, and what the service calls it; both as received.
  package var file: String
  package var name: String
  /// As typed.
  package var folder: TextEditor
  /// nil while it is asked where to.
  package var download: DownloadID?

  package init(file: String, name: String, folder: String) {
    self.file = file
    self.name = name
    self.folder = TextEditor(folder)
  }

  package var writes: Bool { true }

  package mutating func edit(_ action: EditorAction, in state: inout State) -> [Command] {
    if download == nil { folder.apply(action, killed: &state.killed) }
    return []
  }
}

/// A file on its way to this machine.
package struct Download: Equatable, Sendable {
  /// What the service calls it; as received.
  package var name: String
  package var received: Int64 = 0
  /// In bytes; nil where the other side does not say.
  package var total: Int64?
  /// The image that it is fetched for; nil where it is kept.
  package var image: ImageID?

  package init(name: String, image: ImageID? = nil) {
    self.name = name
    self.image = image
  }

  /// As in "1.2 MB of 4 MB, 30%".
  package var words: String {
    guard let total, total > 0 else { return "\(ByteCount(received))" }
    return "\(ByteCount(received)) of \(ByteCount(total)), \(min(100, received / max(1, total / 100)))%"
  }
}

/// Where files are saved.
package struct DownloadFolders: Equatable, Sendable {
  /// What is offered, absolute.
  package var folder: String
  /// What `~` stands for.
  package var home: String
  /// What other paths begin from: where the client was started.
  package var current: String
  /// Where files are that nobody keeps.
  package var temporary: String

  package init(folder: String = "/tmp", home: String = "/", current: String = "/", temporary: String = "/tmp") {
    self.folder = folder
    self.home = home
    self.current = current
    self.temporary = temporary
  }

  /// `typed` as an absolute path.
  package func absolute(_ typed: String) -> String {
    var path = typed
    if path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
    if !path.hasPrefix("/") { path = current + "/" + path }
    while path.count > 1, path.last == "/" { path.removeLast() }
    return path
  }
}

/// Saving files of messages.
package enum DownloadsAction: Equatable, Sendable {
  /// A file that the service keeps is to be kept here too; both as received.
  case folderAsked(file: String, name: String)
  case begun
  case stopped(DownloadID)

  /// Whether it changes something on disk or sends something.
  var writes: Bool {
    switch self {
    case .folderAsked, .begun: true
    case .stopped: false
    }
  }
}

extension State {
  mutating func reduce(_ action: DownloadsAction, now: Timestamp) -> [Command] {
    switch action {
    case .folderAsked(let file, let name): return askWhereToSave(file, name: name, now: now)
    case .begun: return beginSaving(now: now)
    case .stopped(let id): return downloads[id] == nil ? [] : [.network(.stopDownload(id))]
    }
  }
}

extension State {
  mutating func askWhereToSave(_ file: String, name: String, now: Timestamp) -> [Command] {
    guard !file.isEmpty else {
      show("The service does not say where this file is.", .warning, now: now)
      return []
    }
    popups.append(DownloadForm(file: file, name: name, folder: downloadFolder ?? settings.saving.folder))
    return []
  }

  mutating func beginSaving(now: Timestamp) -> [Command] {
    guard let form = popups[top: DownloadForm.self], form.download == nil else { return [] }
    let typed = form.folder.text
    guard settings.connection == .configured, !typed.isEmpty else { return [] }
    let id: DownloadID = identifiers.next()
    popups[top: DownloadForm.self]?.download = id
    downloads[id] = Download(name: form.name)
    downloadFolder = typed
    let request = DownloadRequest(url: form.file, name: form.name, folder: settings.saving.absolute(typed))
    return [.network(.startDownload(id, request))]
  }

  mutating func reduceDownload(_ id: DownloadID, _ event: DownloadEvent, now: Timestamp) -> [Command] {
    guard let download = downloads[id] else { return [] }
    if let image = download.image, let commands = reduceFetch(of: image, id, event) { return commands }
    switch event {
    case .progressed(let received, let total):
      downloads[id]!.received = received
      downloads[id]!.total = total
      return []
    case .completed(let path): show("Saved \(path)", now: now)
    case .failed(let failure):
      show("\"\(download.name)\" is not saved: \(failure.sentence)", .warning, now: now)
    case .stopped: show("\"\(download.name)\" is not saved.", now: now)
    }
    downloads[id] = nil
    popups.removeAll(DownloadForm.self) { $0.download == id }
    return []
  }
}
