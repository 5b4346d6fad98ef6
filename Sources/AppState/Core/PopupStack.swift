/// The open popups; the last one is on top.
package struct PopupStack: Equatable, Sendable, ExpressibleByArrayLiteral {
  private var popups: [AnyPopup]

  package init(_ popups: some Sequence<any Popup>) { self.popups = popups.map { AnyPopup($0) } }
  package init(arrayLiteral popups: any Popup...) { self.init(popups) }

  package var isEmpty: Bool { popups.isEmpty }

  /// From the lowest to the one on top.
  package var all: [any Popup] { popups.map(\.value) }

  package var top: (any Popup)? { popups.last?.value }

  /// The popup on top, where it is one of `type`; only then it can be changed, and nil takes it away.
  package subscript<Wanted: Popup>(top type: Wanted.Type) -> Wanted? {
    get { popups.last?.value as? Wanted }
    set {
      guard popups.last?.value is Wanted else { return }
      popups.removeLast()
      if let newValue { append(newValue) }
    }
  }

  package mutating func append(_ popup: any Popup) { popups.append(AnyPopup(popup)) }

  @discardableResult package mutating func removeTop() -> (any Popup)? { popups.popLast()?.value }

  /// All of `type`, wherever they lie.
  package func all<Wanted: Popup>(_ type: Wanted.Type) -> [Wanted] { popups.compactMap { $0.value as? Wanted } }

  /// Changes all of `type`, wherever they lie.
  mutating func change<Wanted: Popup>(_ type: Wanted.Type, _ change: (inout Wanted) -> Void) {
    for index in popups.indices {
      guard var popup = popups[index].value as? Wanted else { continue }
      change(&popup)
      popups[index].value = popup
    }
  }

  /// Takes away those of `type` that are meant, wherever they lie.
  mutating func removeAll<Wanted: Popup>(_ type: Wanted.Type, where isMeant: (Wanted) -> Bool = { _ in true }) {
    popups.removeAll { ($0.value as? Wanted).map(isMeant) ?? false }
  }
}
