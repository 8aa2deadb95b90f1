/// Weights trimmed into bounds, what is cut off spread equally, by addition, over the weights left alone (Potter 1990).
///
/// - Parameters:
///   - weights: one a record.
///   - lower: the least weight wanted.
///   - upper: the greatest weight wanted.
///   - isStrict: whether to go on while spreading has pushed other weights outside; a weight once trimmed takes no share.
/// - Returns: weights of the same sum. Where every weight has been trimmed the rest cannot be spread and is lost.
public func trimmedWeights(_ weights: [Double], lower: Double, upper: Double, isStrict: Bool = false) -> [Double] {
  var result = weights
  var wasTrimmed = [Bool](repeating: false, count: weights.count)
  repeat {
    var (excess, isOutside) = (0.0, false)
    for (record, weight) in result.enumerated() where weight < lower || weight > upper {
      result[record] = max(lower, min(weight, upper))
      excess += weight - result[record]
      wasTrimmed[record] = true
      isOutside = true
    }
    guard isOutside else { return result }
    let others = wasTrimmed.count { !$0 }
    guard others > 0 else { return result }
    for record in result.indices where !wasTrimmed[record] { result[record] += excess / Double(others) }
  } while isStrict
  return result
}
