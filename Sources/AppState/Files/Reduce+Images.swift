import ChatModel

/// An image that is looked at, and how far that is.
package struct ImageViewing: Popup {
  package var id: ImageID
  /// As received.
  package var name: String
  /// Whether half-blocks are wanted where the terminal has a better way.
  package var wantsBlocks = false
  package var phase: Phase

  /// To: fetching -> drawing -> shown, failed; drawing anew from shown and failed.
  package enum Phase: Equatable, Sendable {
    case fetching(DownloadID)
    case drawing
    case shown(DrawnImage)
    /// The sentence says why.
    case failed(String)
  }

  package mutating func close(in state: inout State, now: Timestamp) -> [Command]? {
    if case .fetching(let download) = phase { return [.network(.stopDownload(download))] }
    return [.client(.forgetImage(id))]
  }
}

/// Looking at images.
package enum ImagesAction: Equatable, Sendable {
  /// A file that the service keeps is to be looked at; both as received.
  case opened(file: String, name: String)
  /// A file of this machine, by its path.
  case fileOpened(String)
  /// As half-blocks, or as the terminal's own way has it.
  case formSwitched
  /// There is another room for it.
  case roomChanged
}

extension State {
  mutating func reduce(_ action: ImagesAction, now: Timestamp) -> [Command] {
    switch action {
    case .opened(let file, let name): return showImage(file, name: name, now: now)
    case .fileOpened(let path): return showLocalImage(path)
    case .formSwitched: return switchImageForm()
    case .roomChanged: return redrawImage()
    }
  }
}

extension State {
  /// Fetches a file of the service and shows the image in it.
  mutating func showImage(_ file: String, name: String, now: Timestamp) -> [Command] {
    guard !file.isEmpty else {
      show("The service does not say where this file is.", .warning, now: now)
      return []
    }
    guard settings.connection == .configured else {
      show("There is no connection to fetch this file by.", .warning, now: now)
      return []
    }
    let (image, download): (ImageID, DownloadID) = (identifiers.next(), identifiers.next())
    downloads[download] = Download(name: name, image: image)
    popups.append(ImageViewing(id: image, name: name, phase: .fetching(download)))
    let request = DownloadRequest(
      url: file, name: name, folder: settings.saving.temporary, purpose: .looking, limit: ImageLimits.bytes)
    return [.network(.startDownload(download, request))]
  }

  mutating func showLocalImage(_ path: String) -> [Command] {
    let image: ImageID = identifiers.next()
    popups.append(ImageViewing(id: image, name: Self.name(of: path), phase: .drawing))
    return [.client(.drawImage(image, path: path, isTemporary: false, wantsBlocks: false))]
  }

  mutating func switchImageForm() -> [Command] {
    guard popups.top is ImageViewing else { return [] }
    popups[top: ImageViewing.self]?.wantsBlocks.toggle()
    return redrawImage()
  }

  /// What is shown stays until the new one is there.
  func redrawImage() -> [Command] {
    popups.all(ImageViewing.self).flatMap { viewing -> [Command] in
      switch viewing.phase {
      case .fetching: return []
      case .drawing, .shown, .failed: return [.client(.redrawImage(viewing.id, wantsBlocks: viewing.wantsBlocks))]
      }
    }
  }

  mutating func changeImage(_ id: ImageID, _ change: (inout ImageViewing) -> Void) {
    popups.change(ImageViewing.self) { if $0.id == id { change(&$0) } }
  }

  /// What came of fetching the file of `image`; nil where it is news of how far that is.
  mutating func reduceFetch(of image: ImageID, _ download: DownloadID, _ event: DownloadEvent) -> [Command]? {
    let viewing = popups.all(ImageViewing.self).first { $0.id == image }
    switch event {
    case .progressed: return nil
    case .completed(let path):
      downloads[download] = nil
      guard let viewing else { return [.client(.discardFile(path))] }
      changeImage(image) { $0.phase = .drawing }
      return [.client(.drawImage(image, path: path, isTemporary: true, wantsBlocks: viewing.wantsBlocks))]
    case .failed(let failure):
      changeImage(image) { $0.phase = .failed(failure.sentence) }
    case .stopped: break
    }
    downloads[download] = nil
    return []
  }
}
