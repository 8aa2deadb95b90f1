/// Orthonormal columns that span the same space as given ones: what least squares projects on.
///
/// Modified Gram-Schmidt, every column orthogonalised twice, which keeps the basis orthogonal to rounding (Giraud, Langou &
/// Rozložník 2005).
struct OrthogonalBasis: Sendable {
  private let length: Int
  /// The basis, one vector after the other.
  private var vectors: [Double] = []
  /// The number of columns that are no combination of earlier ones.
  private(set) var rank = 0

  /// - Parameters:
  ///   - columns: all of one length.
  ///   - tolerance: a column of which less than this share is left beside the earlier ones depends on them.
  init(_ columns: [[Double]], tolerance: Double = 1e-10) {
    length = columns.first?.count ?? 0
    vectors.reserveCapacity(columns.count * length)
    for column in columns {
      var rest = column
      let size = Self.norm(rest)
      guard size > 0 else { continue }
      removeProjection(from: &rest)
      removeProjection(from: &rest)
      let left = Self.norm(rest)
      guard left > tolerance * size else { continue }
      for index in rest.indices { rest[index] /= left }
      vectors += rest
      rank += 1
    }
  }

  /// Replaces a vector by what the basis leaves of it.
  func takeResidual(of values: inout [Double]) {
    removeProjection(from: &values)
    removeProjection(from: &values)
  }

  private func removeProjection(from values: inout [Double]) {
    let (length, rank) = (length, rank)
    vectors.withUnsafeBufferPointer { vectors in
      values.withUnsafeMutableBufferPointer { values in
        for position in 0..<rank {
          let start = position * length
          var product = 0.0
          for index in 0..<length { product += vectors[start + index] * values[index] }
          for index in 0..<length { values[index] -= product * vectors[start + index] }
        }
      }
    }
  }

  private static func norm(_ values: [Double]) -> Double {
    // Scaled, so that neither large nor small values leave the range of numbers.
    let largest = values.reduce(0) { max($0, abs($1)) }
    guard largest > 0, largest.isFinite else { return largest }
    return largest * values.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }
}
