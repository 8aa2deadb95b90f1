/// Five ordered steps cut from a latent normal opinion.
struct RatingScale {
  /// The share of the latent opinion that a firm carries from question to question (halo), and the rest.
  static let halo = 0.5
  static let noise = 0.72

  private let grid: [Double]

  init(_ table: NormalTable) {
    // Every 16th of the sorted sample, as a grid of quantiles; halo² + noise² gives the spread.
    let spread = 0.8766
    grid = stride(from: 8, to: table.values.count, by: 16).map { table.values[$0] * spread }
  }

  /// The step, 0 to 4, of an opinion on the scale of 1 to 5.
  static func step(_ opinion: Double) -> Int {
    min(max(Int((opinion + 0.5).rounded(.down)), 1), 5) - 1
  }

  /// The latent level at which the mean score, 0 to 100, is `score`; found by halving.
  func level(scoring score: Double) -> Double {
    var low = 0.0
    var high = 8.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      var sum = 0
      for value in grid { sum += Self.step(middle + value) }
      if Double(sum) * 25 < score * Double(grid.count) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
