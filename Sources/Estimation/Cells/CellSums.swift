/// Σ c, Σ c y, Σ c x, Σ c y², Σ c y x and Σ c x² for some coefficient c of the rows.
public struct MonomialSums: Sendable, Hashable {
  /// Σ c.
  public var one = 0.0
  /// Σ c y.
  public var y = 0.0
  /// Σ c x.
  public var x = 0.0
  /// Σ c y².
  public var yy = 0.0
  /// Σ c y x.
  public var yx = 0.0
  /// Σ c x².
  public var xx = 0.0

  /// Sums over no row.
  public init() {}

  init(one: Double, y: Double, x: Double = 0, yy: Double, yx: Double = 0, xx: Double = 0) {
    self.one = one
    self.y = y
    self.x = x
    self.yy = yy
    self.yx = yx
    self.xx = xx
  }

  /// Adds other sums times a factor.
  mutating func add(_ other: MonomialSums, times factor: Double = 1) {
    one += factor * other.one
    y += factor * other.y
    x += factor * other.x
    yy += factor * other.yy
    yx += factor * other.yx
    xx += factor * other.xx
  }

  /// The sums with `dy` and `dx` taken off the variables.
  func shifted(dy: Double, dx: Double) -> MonomialSums {
    var result = self
    result.y = y - dy * one
    result.x = x - dx * one
    result.yy = yy - 2 * dy * y + dy * dy * one
    result.yx = yx - dx * y - dy * x + dy * dx * one
    result.xx = xx - 2 * dx * x + dx * dx * one
    return result
  }

  /// Σ c p for p = constant + b y + d x.
  func sum(_ p: LinearForm) -> Double { p.constant * one + p.y * y + p.x * x }

  /// Σ c p q.
  func sum(_ p: LinearForm, _ q: LinearForm) -> Double {
    p.constant * q.constant * one + (p.constant * q.y + p.y * q.constant) * y
      + (p.constant * q.x + p.x * q.constant) * x + p.y * q.y * yy + (p.y * q.x + p.x * q.y) * yx + p.x * q.x * xx
  }
}

/// constant + y-coefficient · y + x-coefficient · x.
struct LinearForm: Sendable {
  var constant = 0.0
  var y = 0.0
  var x = 0.0

  func scaled(by factor: Double, less center: Double = 0) -> LinearForm {
    LinearForm(constant: factor * constant - center, y: factor * y, x: factor * x)
  }
}

/// Sums over the rows of a cell that have a value: of the variable y and the denominator x of an item, both less their
/// shift.
///
/// Weights are kept as one of them and the distances from it, so that equal weights leave no rounding behind: sums of
/// squared totals, which designs need in which each row is a unit, keep their digits.
public struct CellSums: Sendable, Hashable {
  /// A weight of the cell.
  public private(set) var weight = 0.0
  /// Sums with coefficient 1; their `one` is the number of rows with a value.
  public private(set) var plain = MonomialSums()
  /// Sums with the distance of the row's weight from `weight`.
  public private(set) var byDistance = MonomialSums()
  /// Sums with the square of that distance.
  public private(set) var bySquare = MonomialSums()

  /// Sums over no row.
  public init() {}

  /// Sums that another engine has made.
  ///
  /// - Parameters:
  ///   - weight: what distances of weights are from; 0 makes them the weights themselves.
  ///   - plain: sums with coefficient 1.
  ///   - byDistance: sums with the distance.
  ///   - bySquare: sums with its square.
  public init(weight: Double, plain: MonomialSums, byDistance: MonomialSums, bySquare: MonomialSums) {
    self.weight = weight
    self.plain = plain
    self.byDistance = byDistance
    self.bySquare = bySquare
  }

  /// Rows with a value.
  public var n: Double { plain.one }

  /// Sums with the weight for coefficient: Σ w, Σ w y and so on.
  public var weighted: MonomialSums {
    var sums = byDistance
    sums.add(plain, times: weight)
    return sums
  }

  /// Sums over the rows of both.
  mutating func merge(_ other: CellSums) {
    if other.plain.one == 0 { return }
    if plain.one == 0 {
      self = other
      return
    }
    let step = other.weight - weight
    plain.add(other.plain)
    byDistance.add(other.byDistance)
    bySquare.add(other.bySquare)
    if step != 0 {
      byDistance.add(other.plain, times: step)
      bySquare.add(other.byDistance, times: 2 * step)
      bySquare.add(other.plain, times: step * step)
    }
  }

  /// The same sums with `dy` and `dx` taken off the variables besides.
  func shifted(dy: Double, dx: Double) -> CellSums {
    guard dy != 0 || dx != 0 else { return self }
    return CellSums(
      weight: weight, plain: plain.shifted(dy: dy, dx: dx), byDistance: byDistance.shifted(dy: dy, dx: dx),
      bySquare: bySquare.shifted(dy: dy, dx: dx))
  }

  /// Σ w p.
  func total(_ p: LinearForm) -> Double { weight * plain.sum(p) + byDistance.sum(p) }

  /// Σ (w p - a)(w q - b) over the rows with a value.
  func products(_ p: LinearForm, less a: Double, _ q: LinearForm, less b: Double) -> Double {
    let (first, second) = (p.scaled(by: weight, less: a), q.scaled(by: weight, less: b))
    return plain.sum(first, second) + byDistance.sum(first, q) + byDistance.sum(p, second) + bySquare.sum(p, q)
  }
}
