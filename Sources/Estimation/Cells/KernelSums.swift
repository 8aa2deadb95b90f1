internal import CKernels

// What the kernels sum, and how it becomes the sums of cells.

extension ck_value_count {
  mutating func add(_ other: ck_value_count) {
    distances += other.distances
    squares += other.squares
    count += other.count
  }
}

extension ck_value_sums {
  /// - Parameters:
  ///   - counts: the rows of one cell, by value.
  ///   - values: the values.
  ///   - shift: what is taken off each.
  init(_ counts: ArraySlice<ck_value_count>, of values: ClosedRange<Int32>, shift: Double) {
    self.init()
    for (value, rows) in zip(values, counts) where rows.count > 0 {
      let y = Double(value) - shift
      d += rows.distances
      dy += rows.distances * y
      dyy += rows.distances * y * y
      q += rows.squares
      qy += rows.squares * y
      qyy += rows.squares * y * y
      one += rows.count
      self.y += rows.count * y
      yy += rows.count * y * y
    }
  }

  mutating func add(_ other: ck_value_sums) {
    d += other.d
    q += other.q
    dy += other.dy
    qy += other.qy
    dyy += other.dyy
    qyy += other.qyy
    y += other.y
    yy += other.yy
    one += other.one
  }
}

extension ck_ratio_sums {
  mutating func add(_ other: ck_ratio_sums) {
    d += other.d
    q += other.q
    dy += other.dy
    qy += other.qy
    dx += other.dx
    qx += other.qx
    dyy += other.dyy
    qyy += other.qyy
    dyx += other.dyx
    qyx += other.qyx
    dxx += other.dxx
    qxx += other.qxx
    y += other.y
    x += other.x
    yy += other.yy
    xx += other.xx
    yx += other.yx
    one += other.one
  }
}

extension CellSums {
  init(weight: Double, _ sums: ck_value_sums) {
    self.init(
      weight: weight, plain: MonomialSums(one: sums.one, y: sums.y, yy: sums.yy),
      byDistance: MonomialSums(one: sums.d, y: sums.dy, yy: sums.dyy),
      bySquare: MonomialSums(one: sums.q, y: sums.qy, yy: sums.qyy))
  }

  init(weight: Double, _ sums: ck_ratio_sums) {
    self.init(
      weight: weight,
      plain: MonomialSums(one: sums.one, y: sums.y, x: sums.x, yy: sums.yy, yx: sums.yx, xx: sums.xx),
      byDistance: MonomialSums(one: sums.d, y: sums.dy, x: sums.dx, yy: sums.dyy, yx: sums.dyx, xx: sums.dxx),
      bySquare: MonomialSums(one: sums.q, y: sums.qy, x: sums.qx, yy: sums.qyy, yx: sums.qyx, xx: sums.qxx))
  }
}
