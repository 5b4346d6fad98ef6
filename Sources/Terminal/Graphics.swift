/// How the terminal shows images.
package struct Graphics: Hashable, Sendable {
  package var form: Form
  /// Of one cell, in pixels; nil where nothing tells.
  package var cell: CellSize?

  /// Its own way, as it said itself; `none` where it did not say that it has one.
  package enum Form: Hashable, Sendable {
    case none, kitty, inline, sixel
  }

  /// In pixels.
  package struct CellSize: Hashable, Sendable {
    package var width: Int
    package var height: Int
    package init(width: Int, height: Int) {
      self.width = width
      self.height = height
    }
  }

  package init(form: Form = .none, cell: CellSize? = nil) {
    self.form = form
    self.cell = cell
  }
}

/// Asks the terminal how it shows images, once, when the first one is wanted. No image is ever sent to a terminal that did not
/// say how.
struct GraphicsInquiry: Sendable {
  /// Tells the answer to our question from others.
  static let queryNumber = 31
  /// Every terminal answers the last question at once; one on a slow line is waited for that long, in milliseconds.
  static let patience: Int64 = 2_000

  /// nil until it is known.
  private(set) var graphics: Graphics?
  /// Until when answers are waited for; nil while nothing was asked, and when all is known.
  private(set) var until: Int64?
  private var hasKitty = false
  private var hasInline = false
  private var cell: Graphics.CellSize?

  /// The bytes that ask, at `now` in milliseconds; none where that is over or goes on already, or the terminal is not to be
  /// asked: within tmux and screen the question would become the title of a pane, and an image would not get through.
  /// `cell` is what the system knows of the cells.
  mutating func ask(_ kind: TerminalKind, isInTmux: Bool, cell: Graphics.CellSize?, now: Int64) -> [UInt8] {
    guard graphics == nil, until == nil else { return [] }
    self.cell = cell
    let isWithin = isInTmux || kind.name.hasPrefix("tmux") || kind.name.hasPrefix("screen")
    guard kind.answersQuestions, !isWithin else {
      graphics = Graphics(cell: cell)
      return []
    }
    until = now + Self.patience
    let kitty = "\u{1B}_Gi=\(Self.queryNumber),s=1,v=1,a=q,t=d,f=24;AAAA\u{1B}\\"
    return Array((kitty + "\u{1B}[>q" + "\u{1B}[16t" + "\u{1B}[c").utf8)
  }

  mutating func take(_ answer: TerminalAnswer) {
    guard until != nil else { return }
    switch answer {
    case .kittyGraphics: hasKitty = true
    case .version(let name): hasInline = name.hasPrefix("iTerm2")
    case .cell(let width, let height): cell = Graphics.CellSize(width: width, height: height)
    case .attributes(let hasSixel): settle(hasSixel: hasSixel)
    case .kittyKeyboard, .background: break
    }
  }

  /// Waits no longer at `now`.
  mutating func passTime(now: Int64) {
    if let until, until <= now { settle(hasSixel: false) }
  }

  private mutating func settle(hasSixel: Bool) {
    until = nil
    // Of a sixel's size in cells nothing is known without that of a cell.
    let form: Graphics.Form = hasKitty ? .kitty : hasInline ? .inline : hasSixel && cell != nil ? .sixel : .none
    graphics = Graphics(form: form, cell: cell)
  }
}
