/// A small dense matrix of numbers, stored row by row.
public struct Matrix: Sendable, Hashable {
  /// The number of rows.
  public let rowCount: Int
  /// The number of columns.
  public let columnCount: Int
  /// The elements, row after row.
  public private(set) var elements: [Double]

  /// A matrix of one number.
  ///
  /// - Parameters:
  ///   - rowCount: the number of rows.
  ///   - columnCount: the number of columns.
  ///   - value: what every element is.
  public init(rowCount: Int, columnCount: Int, repeating value: Double = 0) {
    self.rowCount = rowCount
    self.columnCount = columnCount
    elements = [Double](repeating: value, count: rowCount * columnCount)
  }

  /// A matrix from its rows, which must all be as long as the first; what a shorter one lacks is 0.
  public init(rows: [[Double]]) {
    self.init(rowCount: rows.count, columnCount: rows.first?.count ?? 0)
    for (row, values) in rows.enumerated() {
      for column in 0..<min(columnCount, values.count) { self[row, column] = values[column] }
    }
  }

  /// The element of a row and a column, both counted from 0.
  public subscript(row: Int, column: Int) -> Double {
    get { elements[row * columnCount + column] }
    set { elements[row * columnCount + column] = newValue }
  }

  /// The elements from the upper left to the lower right.
  public var diagonal: [Double] { (0..<min(rowCount, columnCount)).map { self[$0, $0] } }

  /// The sum of the diagonal.
  public var trace: Double { diagonal.reduce(0, +) }

  /// Rows as columns.
  public var transposed: Matrix {
    var result = Matrix(rowCount: columnCount, columnCount: rowCount)
    for row in 0..<rowCount {
      for column in 0..<columnCount { result[column, row] = self[row, column] }
    }
    return result
  }

  /// The matrix product; the columns of the left must be as many as the rows of the right.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columnCount == right.rowCount, "matrices do not fit")
    var result = Matrix(rowCount: left.rowCount, columnCount: right.columnCount)
    for row in 0..<left.rowCount {
      for inner in 0..<left.columnCount {
        let factor = left[row, inner]
        if factor == 0 { continue }
        for column in 0..<right.columnCount { result[row, column] += factor * right[inner, column] }
      }
    }
    return result
  }

  /// Every element multiplied.
  public func scaled(by factor: Double) -> Matrix {
    var result = self
    for index in elements.indices { result.elements[index] *= factor }
    return result
  }

  /// The rows and columns of these positions.
  public func selecting(_ positions: [Int]) -> Matrix {
    Matrix(rows: positions.map { row in positions.map { self[row, $0] } })
  }

  /// Solves `self · X = right` by elimination with partial pivoting.
  ///
  /// - Parameter right: as many rows as this square matrix has.
  /// - Returns: X, or nil where the matrix has no inverse.
  public func solving(_ right: Matrix) -> Matrix? {
    let n = rowCount
    guard n == columnCount, right.rowCount == n else { return nil }
    var (left, result) = (self, right)
    // Rows on one scale, so that the pivots compare.
    for row in 0..<n {
      let size = (0..<n).map { abs(left[row, $0]) }.max() ?? 0
      guard size > 0, size.isFinite else { return nil }
      for column in 0..<n { left[row, column] /= size }
      for column in 0..<right.columnCount { result[row, column] /= size }
    }
    for pivot in 0..<n {
      let best = (pivot..<n).max { abs(left[$0, pivot]) < abs(left[$1, pivot]) } ?? pivot
      guard abs(left[best, pivot]) > 1e-14 else { return nil }
      left.swapRows(best, pivot)
      result.swapRows(best, pivot)
      for row in 0..<n where row != pivot {
        let factor = left[row, pivot] / left[pivot, pivot]
        if factor == 0 { continue }
        for column in pivot..<n { left[row, column] -= factor * left[pivot, column] }
        for column in 0..<right.columnCount { result[row, column] -= factor * result[pivot, column] }
      }
    }
    for row in 0..<n {
      for column in 0..<right.columnCount { result[row, column] /= left[row, row] }
    }
    return result
  }

  private mutating func swapRows(_ first: Int, _ second: Int) {
    guard first != second else { return }
    for column in 0..<columnCount {
      elements.swapAt(first * columnCount + column, second * columnCount + column)
    }
  }
}
