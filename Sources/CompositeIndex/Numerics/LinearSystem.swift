/// Solves a small dense system of linear equations by elimination with partial pivoting.
///
/// - Parameters:
///   - matrix: row by row.
///   - rightSides: one array a right side.
/// - Returns: one solution a right side; nil when the matrix is singular to working precision.
func solveLinearSystem(_ matrix: [Double], _ rightSides: [[Double]]) -> [[Double]]? {
  let n = rightSides.first?.count ?? 0
  guard matrix.count == n * n else { return nil }
  var a = matrix
  var b = rightSides
  let scale = matrix.reduce(0) { max($0, abs($1)) }
  for column in 0..<n {
    var pivot = column
    for row in column..<n where abs(a[row * n + column]) > abs(a[pivot * n + column]) { pivot = row }
    guard abs(a[pivot * n + column]) > 1e-14 * scale else { return nil }
    if pivot != column {
      for k in 0..<n { a.swapAt(pivot * n + k, column * n + k) }
      for side in b.indices { b[side].swapAt(pivot, column) }
    }
    for row in (column + 1)..<max(n, column + 1) {
      let factor = a[row * n + column] / a[column * n + column]
      guard factor != 0 else { continue }
      for k in column..<n { a[row * n + k] -= factor * a[column * n + k] }
      for side in b.indices { b[side][row] -= factor * b[side][column] }
    }
  }
  for side in b.indices {
    for row in (0..<n).reversed() {
      var sum = b[side][row]
      for k in (row + 1)..<max(n, row + 1) { sum -= a[row * n + k] * b[side][k] }
      b[side][row] = sum / a[row * n + row]
    }
  }
  return b
}

/// The inverse of a small dense matrix, row by row; nil when it is singular to working precision.
func inverse(_ matrix: [Double], order n: Int) -> [Double]? {
  let units = (0..<n).map { column in (0..<n).map { $0 == column ? 1.0 : 0 } }
  guard let columns = solveLinearSystem(matrix, units) else { return nil }
  return (0..<n * n).map { columns[$0 % n][$0 / n] }
}
