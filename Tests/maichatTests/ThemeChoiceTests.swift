import Terminal
import Testing

@testable import maichat

@Suite struct ThemeChoiceTests {
  @Test func theBackgroundDecidesWhereNothingIsNamed() {
    var choice = ThemeChoice(named: nil, colors: 256, hint: nil)
    #expect(choice.name == "default-dark")
    var changes = [choice.heard(nil), choice.heard(.dark), choice.heard(.light)]
    #expect(choice.name == "default-light")
    changes += [choice.heard(.light), choice.heard(.dark)]
    #expect(changes == [false, false, true, false, true])
    #expect(choice.name == "default-dark")
    #expect(ThemeChoice(named: nil, colors: 8, hint: .light).name == "default-light")
  }

  @Test func whatIsNamedStays() {
    var choice = ThemeChoice(named: "fjord", colors: 256, hint: .light)
    #expect(choice.name == "fjord")
    let changes = choice.heard(.dark)
    #expect(!changes)
    // Once the name is taken back, the background counts as it was heard.
    choice.named = nil
    #expect(choice.name == "default-dark")
  }

  @Test func withoutColoursNoneAreChosen() {
    var choice = ThemeChoice(named: nil, colors: 0, hint: .light)
    #expect(choice.name == "mono")
    let changes = choice.heard(.dark)
    #expect(!changes)
  }
}
