/// Eigenvalues and eigenvectors of a symmetric matrix, largest eigenvalue first.
///
/// Cyclic Jacobi rotations (Jacobi 1846; Golub and Van Loan 2013, 8.5), which reach full accuracy for the small, well scaled
/// matrices of correlations and need no random start.
struct SymmetricEigenvectors {
  /// In descending order.
  let values: [Double]
  /// One vector of unit length an eigenvalue; the sign is set so that the components add up to 0 or more.
  let vectors: [[Double]]

  /// - Parameters:
  ///   - matrix: row by row; symmetric.
  ///   - order: number of rows.
  init(_ matrix: [Double], order: Int) {
    let n = order
    var a = matrix
    var v = [Double](repeating: 0, count: n * n)
    for i in 0..<n { v[i * n + i] = 1 }
    let total = matrix.reduce(0) { $0 + $1 * $1 }
    for _ in 0..<100 {
      var outside = 0.0
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) { outside += a[p * n + q] * a[p * n + q] }
      }
      if outside <= 1e-34 * total { break }
      for p in 0..<n {
        for q in (p + 1)..<max(n, p + 1) { Self.rotate(&a, &v, n, p, q) }
      }
    }
    let ranking = (0..<n).sorted { a[$0 * n + $0] != a[$1 * n + $1] ? a[$0 * n + $0] > a[$1 * n + $1] : $0 < $1 }
    values = ranking.map { a[$0 * n + $0] }
    vectors = ranking.map { column in
      let vector = (0..<n).map { v[$0 * n + column] }
      return vector.reduce(0, +) < 0 ? vector.map { -$0 } : vector
    }
  }

  /// Turns the plane of two axes so that the element that couples them becomes 0.
  private static func rotate(_ a: inout [Double], _ v: inout [Double], _ n: Int, _ p: Int, _ q: Int) {
    let apq = a[p * n + q]
    guard apq != 0 else { return }
    let theta = (a[q * n + q] - a[p * n + p]) / (2 * apq)
    let t = (theta < 0 ? -1.0 : 1.0) / (abs(theta) + (theta * theta + 1).squareRoot())
    let c = 1 / (t * t + 1).squareRoot()
    let s = t * c
    for k in 0..<n {
      let (akp, akq) = (a[k * n + p], a[k * n + q])
      a[k * n + p] = c * akp - s * akq
      a[k * n + q] = s * akp + c * akq
    }
    for k in 0..<n {
      let (apk, aqk) = (a[p * n + k], a[q * n + k])
      a[p * n + k] = c * apk - s * aqk
      a[q * n + k] = s * apk + c * aqk
    }
    for k in 0..<n {
      let (vkp, vkq) = (v[k * n + p], v[k * n + q])
      v[k * n + p] = c * vkp - s * vkq
      v[k * n + q] = s * vkp + c * vkq
    }
  }
}
