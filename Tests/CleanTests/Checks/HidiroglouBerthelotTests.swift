import Diagnostics
import Tables
import Testing

@testable import Clean

@Suite("hidiroglou_berthelot: values that changed too much since the last wave")
struct HidiroglouBerthelotTests {
  @Test("effects and outliers of the reference data are those worked out elsewhere, whatever the order of records")
  func reference() throws {
    let reference = try WaveReference.read()
    let ids = (0..<reference.now.count).map { Int64($0) }
    let now = table([("id", integers(ids)), ("x", doubles(reference.now))])
    let then = table([("id", integers(ids.reversed())), ("x", doubles(reference.then.reversed()))])
    var check = HidiroglouBerthelot(variable: "x", key: ["id"])
    check.sizeExponent = reference.effects.U
    check.leastSpread = reference.effects.A
    check.width = reference.effects.C
    let found = try check.check(now, against: then)
    #expect(found.rows == reference.effects.outliers)
    #expect(found.notes.map(\.code) == ["Q-012"])
    #expect(found.notes.first?.message.contains("\(reference.effects.excluded.count) of 60 records") == true)
    for struck in found.struck {
      let (new, old) = (try #require(reference.now[struck.row]), try #require(reference.then[struck.row]))
      let (ratio, median) = (new / old, reference.effects.medianRatio)
      let effect = (ratio < median ? 1 - median / ratio : ratio / median - 1) * max(new, old).squareRoot()
      #expect(abs(try #require(struck.figure) - effect) < 1e-9)
      #expect(effect < reference.effects.bounds[0] || effect > reference.effects.bounds[1])
      #expect(struck.otherRow == 59 - struck.row)
    }
  }

  @Test("U gives large firms a narrower corridor; with U 0 size does not matter")
  func size() throws {
    // Ratios 1 but for two that are 1.5: of a firm of 10 and of one of 100,000.
    let then: [Double?] = [10, 100_000] + (0..<30).map { $0 % 3 == 0 ? 100 : 100 + Double($0 % 3) }
    let now: [Double?] = [15, 150_000] + (0..<30).map { $0 % 3 == 0 ? 100 : 105 - Double($0 % 5) }
    let ids = integers((0..<32).map { Int64($0) })
    var check = HidiroglouBerthelot(variable: "x", key: ["id"], sizeExponent: 1, width: 20)
    let tables = (table([("id", ids), ("x", doubles(now))]), table([("id", ids), ("x", doubles(then))]))
    #expect(try check.check(tables.0, against: tables.1).rows == [1])
    check.sizeExponent = 0
    check.width = 10
    #expect(try check.check(tables.0, against: tables.1).rows == [0, 1])
  }

  @Test("where effects are equal the bounds close in, and A keeps them apart; keys that occur twice are not judged")
  func leastSpread() throws {
    let ids: [Int64?] = [0, 1, 2, 3, 4, 5, 6, 7, 7]
    let then = table([("id", integers(ids)), ("x", doubles(Array(repeating: 10, count: 9)))])
    let now = table([
      ("id", integers([0, 1, 2, 3, 4, 5, 6, 7, nil])), ("x", doubles([20, 20, 20, 20, 20, 20, 21, 99, 99])),
    ])
    // Six ratios of 2 and one of 2.1: quartiles and median of the effects are 0, and so are the bounds.
    let found = try HidiroglouBerthelot(variable: "x", key: ["id"]).check(now, against: then)
    #expect(found.struck == [StruckRow(6, figure: (2.1 / 2 - 1) * 21.0.squareRoot(), otherRow: 6)])
    // Ratios 2 and 2.1 about 2.05: effects of -0.111803 and 0.111768, whose middle is not quite 0, so that a large A
    // widens the bounds.
    let two = (table([("id", integers([0, 1])), ("x", doubles([20, 21]))]), then)
    let narrow = HidiroglouBerthelot(variable: "x", key: ["id"], leastSpread: 0, width: 1)
    #expect(try narrow.check(two.0, against: two.1).rows == [0, 1])
    let kept = HidiroglouBerthelot(variable: "x", key: ["id"], leastSpread: 20_000, width: 1)
    #expect(try kept.check(two.0, against: two.1).rows == [])
  }
}
