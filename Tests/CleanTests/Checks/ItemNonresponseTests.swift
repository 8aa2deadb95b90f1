import Tables
import Testing

@testable import Clean

@Suite("item_nonresponse: asked questions left empty")
struct ItemNonresponseTests {
  /// One record a string of kinds: `x` answered, `e` empty, `n` not asked, `a` not applicable, `d` don't know, `r`
  /// refused, `u` unreadable, `s` set missing.
  private func questions(_ records: [String]) -> Table {
    let kinds: [Character: MissingKind] = [
      "x": .present, "e": .empty, "n": .notAsked, "a": .notApplicable, "d": .dontKnow, "r": .refused,
      "u": .unreadable, "s": .setByRule,
    ]
    let columns = (0..<(records.first?.count ?? 0)).map { position in
      let missing = records.map { kinds[Array($0)[position]] ?? .present }
      return (name: "q\(position)", column: Column(.int8(missing.map { _ in 0 }), missing: missing))
    }
    return table(columns)
  }

  @Test("kinds of missing stay apart")
  func tallies() throws {
    let data = questions(["xxenadrus"])
    let tallies = try ItemNonresponse(variables: data.names).tallies(data)
    #expect(
      tallies == [
        ItemNonresponse.Tally(
          answered: 2, empty: 1, dontKnow: 1, refused: 1, unreadable: 1, setByRule: 1, passedOver: 2)
      ])
    #expect(tallies[0].asked == 7)
  }

  @Test("the share of empty among asked questions, strictly above the limit")
  func share() throws {
    let data = questions(["xxxx", "xeee", "xxee", "xenn", "ennn", "eedd", "nnnn", "eesx"])
    let check = ItemNonresponse(variables: data.names)
    #expect(try check.check(data).struck == [StruckRow(1, figure: 0.75), StruckRow(4, figure: 1)])
    let declined = ItemNonresponse(variables: data.names, minimumAsked: 2, countsDeclined: true)
    #expect(try declined.check(data).struck == [StruckRow(1, figure: 0.75), StruckRow(5, figure: 1)])
  }
}
