#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A number with its gradient: forward-mode differentiation, exact to rounding (Wengert 1964).
///
/// A function of estimates that is written with these numbers gives its value and its derivatives at once, which is all the
/// delta method needs.
public struct GradientNumber: Sendable, Hashable {
  /// The value.
  public var value: Double
  /// The derivative by each variable; empty for a constant.
  public var gradient: [Double]

  /// A constant.
  public init(_ constant: Double) {
    value = constant
    gradient = []
  }

  /// - Parameters:
  ///   - value: the value.
  ///   - gradient: the derivative by each variable.
  public init(value: Double, gradient: [Double]) {
    self.value = value
    self.gradient = gradient
  }

  /// The variables of a function, each with derivative 1 by itself.
  public static func variables(_ values: [Double]) -> [GradientNumber] {
    values.indices.map { index in
      var gradient = [Double](repeating: 0, count: values.count)
      gradient[index] = 1
      return GradientNumber(value: values[index], gradient: gradient)
    }
  }

  /// A function of one number, by its value and derivative here.
  private func mapped(_ value: Double, slope: Double) -> GradientNumber {
    GradientNumber(value: value, gradient: gradient.map { $0 * slope })
  }

  private static func combined(
    _ left: GradientNumber, _ a: Double, _ right: GradientNumber, _ b: Double, value: Double
  ) -> GradientNumber {
    let count = max(left.gradient.count, right.gradient.count)
    let gradient = (0..<count).map { index in
      (index < left.gradient.count ? a * left.gradient[index] : 0)
        + (index < right.gradient.count ? b * right.gradient[index] : 0)
    }
    return GradientNumber(value: value, gradient: gradient)
  }

  /// The sum.
  public static func + (left: GradientNumber, right: GradientNumber) -> GradientNumber {
    combined(left, 1, right, 1, value: left.value + right.value)
  }

  /// The difference.
  public static func - (left: GradientNumber, right: GradientNumber) -> GradientNumber {
    combined(left, 1, right, -1, value: left.value - right.value)
  }

  /// The opposite number.
  public static prefix func - (number: GradientNumber) -> GradientNumber { number.mapped(-number.value, slope: -1) }

  /// The product.
  public static func * (left: GradientNumber, right: GradientNumber) -> GradientNumber {
    combined(left, right.value, right, left.value, value: left.value * right.value)
  }

  /// The quotient.
  public static func / (left: GradientNumber, right: GradientNumber) -> GradientNumber {
    let value = left.value / right.value
    return combined(left, 1 / right.value, right, -value / right.value, value: value)
  }

  /// The natural logarithm.
  public var logarithm: GradientNumber { mapped(log(value), slope: 1 / value) }

  /// e to this number.
  public var exponential: GradientNumber { mapped(exp(value), slope: exp(value)) }

  /// The square root.
  public var squareRoot: GradientNumber { mapped(value.squareRoot(), slope: 0.5 / value.squareRoot()) }

  /// The arc sine.
  public var arcSine: GradientNumber { mapped(asin(value), slope: 1 / (1 - value * value).squareRoot()) }

  /// This number to a power; a constant exponent also takes bases that are not positive.
  public func raised(to exponent: GradientNumber) -> GradientNumber {
    let power = pow(value, exponent.value)
    let slope = exponent.value == 0 ? 0 : exponent.value * pow(value, exponent.value - 1)
    guard exponent.gradient.contains(where: { $0 != 0 }) else { return mapped(power, slope: slope) }
    return Self.combined(self, slope, exponent, power * log(value), value: power)
  }
}
