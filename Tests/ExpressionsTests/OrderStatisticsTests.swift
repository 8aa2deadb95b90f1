import Testing

@testable import Expressions

@Suite struct OrderStatisticsTests {
  @Test("values by rank are those of the sorted list, in short and long ranges", arguments: [1, 2, 3, 100, 30_000])
  func ranks(count: Int) {
    var random = Randomness(state: 3)
    let lists = [
      (0..<count).map { _ in Double(random.below(7)) - 3 },
      (0..<count).map { _ in Double(random.below(1_000_000)) / 7 - 40_000 },
      (0..<count).map { _ in random.below(2) == 0 ? 0.0 : -0.0 },
      (0..<count).map { [-1e300, 1e-300, -1e-300, 1e300, 5.0][$0 % 5] },
    ]
    for list in lists {
      let sorted = list.sorted()
      for rank in [0, count / 3, count / 2, count - 2, count - 1] where rank >= 0 {
        var values = list
        let (first, second) = values.withUnsafeMutableBufferPointer { OrderStatistics.neighbours(at: rank, of: $0) }
        #expect(first == sorted[rank])
        #expect(second == sorted[min(rank + 1, count - 1)])
      }
    }
  }
}
