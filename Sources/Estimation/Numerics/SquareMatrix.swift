#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension Matrix {
  /// The identity of a size.
  static func identity(_ count: Int) -> Matrix {
    var result = Matrix(rowCount: count, columnCount: count)
    for index in 0..<count { result[index, index] = 1 }
    return result
  }

  /// The inverse; nil where there is none.
  var inverse: Matrix? { solving(.identity(rowCount)) }

  /// The logarithm of the determinant of a symmetric positive definite matrix, by Cholesky's factorisation; nil for any other.
  var logDeterminant: Double? {
    guard rowCount == columnCount else { return nil }
    var lower = self
    var sum = 0.0
    for column in 0..<rowCount {
      var pivot = lower[column, column]
      for inner in 0..<column { pivot -= lower[column, inner] * lower[column, inner] }
      guard pivot > 1e-14 * max(1e-300, abs(self[column, column])) else { return nil }
      let root = pivot.squareRoot()
      lower[column, column] = root
      sum += 2 * log(root)
      for row in (column + 1)..<max(rowCount, column + 1) {
        var value = lower[row, column]
        for inner in 0..<column { value -= lower[row, inner] * lower[column, inner] }
        lower[row, column] = value / root
      }
    }
    return sum
  }
}
