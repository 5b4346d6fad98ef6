import CNcurses
import Canvas
import System

/// Who has the mouse.
package enum MouseUse: Hashable, Sendable {
  /// The terminal, which selects text with it.
  case left
  /// The client.
  case reported
}

/// The picture that ncurses has of the terminal. Paints frames into a buffer of its own and hands out the bytes that bring
/// the terminal there; it never touches the terminal, so painting never waits. One thread at a time uses ncurses.
package final class Screen {
  /// What a frame cost.
  package struct Painted: Hashable, Sendable {
    /// The rows that differed from the last frame.
    package var rows: Rows
    /// The bytes for the terminal.
    package var bytes: [UInt8]
  }

  /// What the user and the environment want.
  package struct Options: Hashable, Sendable {
    package var colors = ColorMode.auto
    /// Whether the terminal is told where a frame begins and ends, so that it never shows half of one. Only terminals
    /// that know or ignore the mark get it.
    package var marksFrames = true
    /// Whether it reports that it gains or loses the focus.
    package var reportsFocus = true
    /// Whether the terminal is told where links lead (OSC 8), so that a click or a key of its own opens them.
    package var marksLinks = false
    /// Whether keys are asked for that share their bytes with others.
    package var keyboard = KeyboardUse.auto
    /// Whether the terminal is asked for its background.
    package var background = BackgroundUse.unasked
    /// The usual choices.
    package init() {}
  }

  /// What the user should know, as sentences.
  package private(set) var notes: [String] = []
  /// The extent that ncurses paints on.
  package private(set) var size: Size
  let kind: TerminalKind
  /// How the terminal was asked to report keys; part of the modes that come and go with the full screen.
  var keyboard = KeyboardProtocol.plain
  /// Whether the terminal was asked to report the mouse instead of selecting text with it.
  var mouse = MouseUse.left
  let palette: Palette

  let options: Options
  let screen: OpaquePointer
  private let output: UnsafeMutablePointer<FILE>
  private let input: UnsafeMutablePointer<FILE>
  let window: UnsafeMutablePointer<WINDOW>
  /// What of an image the terminal shows.
  var shownImage: ShownImage?
  private let hasStandardColors: Bool
  private var isOut = false
  /// Whether ambiguous characters are wide on it.
  let isWide = AmbiguousWidth.isWide
  /// Bytes that have to come before those of the next frame.
  private var prelude: [UInt8] = []

  // What the last frame left.
  private var theme: Theme?
  private var background: Role?
  var painted: [Row] = []
  private var caret: Position?
  private var caretIsVisible: Bool?
  private var needsUpdate = true
  var cells: [Style: Cell] = [:]
  private var scalars: [UInt32] = []
  /// nil where ncurses can say all that is to be said.
  private var filter: CellFilter?

  struct Cell {
    var attributes: attr_t
    var pair: Int32
  }

  /// A screen of `size` for the terminal called `name`, in its state before the first frame. Throws if no description of
  /// it or of a relative is found, or if it cannot move its cursor.
  package init(terminal name: String, size: Size, options: Options = Options()) throws(TerminalError) {
    guard !name.isEmpty else { throw .noName }
    switch cn_use_utf8() {
    case 0: break
    case 1: notes.append("The locale is not a UTF-8 one; the terminal is taken to show UTF-8 all the same.")
    default: notes.append("This system has no UTF-8 locale; other characters than ASCII may be missing.")
    }
    guard let output = cn_capture_file() else { throw .system(call: "memfd_create", errno: errno) }
    guard let input = fopen("/dev/null", "r") else {
      fclose(output)
      throw .system(call: "open /dev/null", errno: errno)
    }
    setvbuf(output, nil, _IONBF, 0)
    let extent = Size(columns: max(1, size.columns), rows: max(1, size.rows))
    let (rows, columns) = (Int32(extent.rows.value), Int32(extent.columns.value))
    var described = name
    var opened = cn_open_screen(name, output, input, rows, columns)
    // A terminal that is described but refused has no way to move its cursor.
    let isKnown = opened != nil || cn_is_described(name) != 0
    for substitute in TerminalKind(name: name).substitutes where opened == nil && !isKnown {
      described = substitute
      opened = cn_open_screen(substitute, output, input, rows, columns)
    }
    guard let screen = opened, cn_capability("cup") != nil else {
      if let opened { delscreen(opened) }
      fclose(output)
      fclose(input)
      throw opened == nil && !isKnown ? .noDescription(name: name) : .tooSimple(name: name)
    }
    if described != name {
      notes.append("This machine has no description of the terminal \"\(name)\"; it is treated as \(described).")
    }
    self.screen = screen
    self.output = output
    self.input = input
    self.options = options
    self.size = extent
    kind = TerminalKind(name: name)
    window = cn_window()
    var available = 0
    if has_colors() && options.colors != .atMost(0) && start_color() != ERR {
      available = Int(cn_colors())
      if case .atMost(let most) = options.colors { available = min(available, most) }
      // Numbers this high are colours by themselves only where terminfo says so.
      if available >= 1 << 24 && tigetflag("RGB") <= 0 && tigetnum("RGB") <= 0 && cn_capability("RGB") == nil {
        available = 256
      }
    }
    hasStandardColors = available > 0 && use_default_colors() != ERR
    palette = Palette(available: available)
    keypad(window, true)
    leaveok(window, false)
    scrollok(window, false)
    // Shifting the rest of a row is only safe where terminal and ncurses agree about each width.
    idcok(window, false)
    typeahead(-1)
    if options.marksLinks || isWide { filter = CellFilter(isWide: isWide) }
  }

  deinit {
    set_term(screen)
    delscreen(screen)
    fclose(output)
    fclose(input)
  }

  // MARK: Painting

  /// Brings the terminal to `frame` in the colours of `theme`: rewrites the rows that differ from the last frame. What
  /// lies outside of the screen is not shown.
  package func paint(_ frame: Frame, theme: Theme) -> Painted {
    set_term(screen)
    let erasure = makeRoom(for: frame.image)
    if theme != self.theme || frame.background != background {
      if theme != self.theme { cells.removeAll(keepingCapacity: true) }
      self.theme = theme
      background = frame.background
      painted.removeAll(keepingCapacity: true)
    }
    var rewritten = 0
    let blank = Row()
    for y in 0..<size.rows.value {
      let row = y < frame.rows.count ? frame.rows[y] : blank
      if y < painted.count {
        if painted[y] == row { continue }
        painted[y] = row
      } else {
        painted.append(row)
      }
      rewritten += 1
      draw(row, y, theme, frame.background)
    }
    let showsImage = isImageDue(frame.image, rewritten: rewritten)
    let pairs = showsImage ? frame.image.map { drawCells(of: $0) } ?? [] : []
    let isAnywhereElse = place(frame.caret)
    guard rewritten > 0 || isAnywhereElse || needsUpdate || showsImage else { return Painted(rows: 0, bytes: []) }
    needsUpdate = false
    let start = prelude + (isOut ? modesOn : [])
    let end = isOut ? keyboard.on : []
    prelude = []
    isOut = false
    wnoutrefresh(window)
    doupdate()
    var bytes = start + erasure + marked(taken(), rows: rewritten) + end
    if showsImage {
      bytes += frame.image.map { ImageSequences.show($0) } ?? []
      freePairs(except: pairs)
      shownImage = frame.image.map { ShownImage(image: $0, pairs: pairs) }
    }
    return Painted(rows: Rows(rewritten), bytes: bytes)
  }

  private func draw(_ row: Row, _ y: Int, _ theme: Theme, _ background: Role) {
    var x = 0
    for span in row.clipped(to: size.columns).spans where span.columns > 0 {
      let cell = cell(span.style, theme)
      scalars.removeAll(keepingCapacity: true)
      if options.marksLinks, let marks = span.style.link.flatMap({ filter?.marks(for: $0) }) {
        draw(span, marks: marks, Position(column: Columns(x), row: Rows(y)), cell)
        x += span.columns.value
        continue
      }
      collect(span)
      // Each span at its own column: should widths ever disagree, the rest of the row stands right.
      cn_put(window, Int32(y), Int32(x), scalars, Int32(scalars.count), cell.attributes, cell.pair)
      x += span.columns.value
    }
    let rest = size.columns.value - x
    guard rest > 0 else { return }
    let cell = cell(Style(background), theme)
    cn_fill(window, Int32(y), Int32(x), Int32(rest), cell.attributes, cell.pair)
  }

  /// Collects the scalars of `span` as ncurses is given them.
  private func collect(_ span: Span) {
    guard isWide else {
      for scalar in span.text.unicodeScalars { scalars.append(scalar.value) }
      return
    }
    var needsPad = false
    for scalar in span.text.unicodeScalars {
      // Its marks come before the pad.
      if needsPad, ScalarWidth.columns(of: scalar) > 0 {
        scalars.append(CellFilter.pad.value)
        needsPad = false
      }
      scalars.append((AmbiguousWidth.substitute(for: scalar) ?? scalar).value)
      needsPad = needsPad || AmbiguousWidth.widens(scalar)
    }
    if needsPad { scalars.append(CellFilter.pad.value) }
  }

  /// Draws a link, each cell of it with the marks that the filter knows it by.
  private func draw(_ span: Span, marks: (UInt32, UInt32), _ place: Position, _ cell: Cell) {
    var column = place.column.value
    func put() {
      guard let base = scalars.first.flatMap({ Unicode.Scalar($0) }) else { return }
      cn_put_one(
        window, Int32(place.row.value), Int32(column), scalars, Int32(scalars.count), cell.attributes, cell.pair)
      column += ScalarWidth.columns(of: base)
      if isWide, AmbiguousWidth.widens(base) {
        var pad = CellFilter.pad.value
        cn_put_one(window, Int32(place.row.value), Int32(column - 1), &pad, 1, cell.attributes, cell.pair)
      }
      scalars.removeAll(keepingCapacity: true)
    }
    for scalar in span.text.unicodeScalars {
      let drawn = isWide ? AmbiguousWidth.substitute(for: scalar) ?? scalar : scalar
      guard ScalarWidth.columns(of: scalar) > 0 else {
        scalars.append(drawn.value)
        continue
      }
      put()
      scalars += [drawn.value, marks.0, marks.1]
    }
    put()
  }

  /// Puts the cursor at `wanted` or hides it; whether that changes anything.
  private func place(_ wanted: Position?) -> Bool {
    let isVisible = wanted != nil
    let target = wanted.map { clamped($0) } ?? caret ?? Position(column: 0, row: 0)
    // Painting moved ncurses' own cursor.
    wmove(window, Int32(target.row.value), Int32(target.column.value))
    let isElsewhere = target != caret || isVisible != caretIsVisible
    if isVisible != caretIsVisible { curs_set(isVisible ? 1 : 0) }
    caret = target
    caretIsVisible = isVisible
    return isElsewhere
  }

  private func clamped(_ position: Position) -> Position {
    Position(
      column: max(0, min(position.column, size.columns - 1)), row: max(0, min(position.row, size.rows - 1)))
  }

  private func cell(_ style: Style, _ theme: Theme) -> Cell {
    var style = style
    style.link = nil
    if let cell = cells[style] { return cell }
    let cell = makeCell(style, theme)
    cells[style] = cell
    return cell
  }

  private func makeCell(_ style: Style, _ theme: Theme) -> Cell {
    let face = theme[style.role]
    let shown = palette.shown(
      face, face.attributes.union(style.attributes), on: theme.ground, hasOwnColors: hasStandardColors)
    var attributes = shown.attributes
    if palette.colors == 0, style.role.marksAChoice, face.background != theme[.text].background {
      // A choice that shows by its background alone would not show at all.
      attributes.insert(.reverse)
    }
    var pair: Int32 = 0
    if palette.colors > 0 && (shown.foreground.number >= 0 || shown.background.number >= 0) {
      pair = max(0, alloc_pair(shown.foreground.number, shown.background.number))
    }
    return Cell(attributes: attributes.inNcurses, pair: pair)
  }

  // MARK: Extent and state

  /// Goes on with another extent; the next frame is painted whole.
  package func resize(_ size: Size) {
    set_term(screen)
    self.size = Size(columns: max(1, size.columns), rows: max(1, size.rows))
    resize_term(Int32(self.size.rows.value), Int32(self.size.columns.value))
    // ncurses leaves the terminal the margins of the extent before.
    prelude = Array(String(cString: cn_scroll_region(Int32(self.size.rows.value))).utf8)
    caret = nil
    clear()
  }

  /// Forgets what the terminal shows; the next frame clears it and is painted whole.
  package func clear() {
    set_term(screen)
    painted.removeAll(keepingCapacity: true)
    needsUpdate = true
    shownImage?.image.bytes = []
    filter?.forgetLinks()
    clearok(cn_terminal_window(), true)
  }

  /// The bytes that begin: the other screen buffer, the modes of input. To be sent before the first frame.
  package func begin() -> [UInt8] {
    set_term(screen)
    return taken() + modesOn
  }

  /// The bytes that begin once more, for a terminal that somebody else may have used meanwhile.
  package func beginAgain() -> [UInt8] {
    set_term(screen)
    clear()
    return modesOn + ["smcup", "smkx"].flatMap { Self.withoutPadding(capability($0) ?? []) }
      + keyboard.onAgain
  }

  /// The bytes that give the terminal back as it was. The next frame begins anew.
  package func end() -> [UInt8] {
    set_term(screen)
    let erasure = shownImage.map { ImageSequences.erase($0.image) } ?? []
    curs_set(1)
    endwin()
    caretIsVisible = nil
    isOut = true
    clear()
    return erasure + modesOff + taken()
  }

  /// What ncurses has written since the last call.
  private func taken() -> [UInt8] {
    fflush(output)
    let descriptor = fileno(output)
    let count = Int(lseek(descriptor, 0, SEEK_END))
    guard count > 0 else { return [] }
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(descriptor, buffer.baseAddress, count, 0))
    }
    ftruncate(descriptor, 0)
    lseek(descriptor, 0, SEEK_SET)
    return filter?.filtered(bytes) ?? bytes
  }
}

extension Role {
  /// Whether the role sets what is chosen apart from what is not.
  fileprivate var marksAChoice: Bool {
    switch self {
    case .selection, .match, .listSelected, .popupSelected: true
    default: false
    }
  }
}

extension Attributes {
  fileprivate var inNcurses: attr_t {
    var result: attr_t = 0
    if contains(.bold) { result |= CN_BOLD }
    // ncurses cannot strike through.
    if contains(.dim) || contains(.strikethrough) { result |= CN_DIM }
    if contains(.italic) { result |= CN_ITALIC }
    if contains(.underline) { result |= CN_UNDERLINE }
    if contains(.reverse) { result |= CN_REVERSE }
    return result
  }
}
