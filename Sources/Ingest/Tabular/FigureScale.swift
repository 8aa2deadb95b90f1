import SurveyModel

/// How the figures of one column become numbers of the declared unit.
struct FigureScale {
  /// The unit of a bare number; nil: taken as it is.
  var given: MeasurementUnit?
  /// The unit wanted; nil: as given.
  var wanted: MeasurementUnit?
  /// The text of the unit, for suffixes that are not in the list of units.
  var unitText: String?
  var agreement = Agreement.same

  /// nil when the suffix is no unit, or does not convert.
  func value(_ figure: Double, suffix: String) -> Double? {
    var unit = given
    if !suffix.isEmpty {
      if let unitText, textKey(suffix) == textKey(unitText) {
        unit = given
      } else if let known = MeasurementUnit(suffix) {
        unit = known
        // A suffix cannot be checked against a column without a unit.
        guard given != nil || wanted != nil else { return nil }
      } else if let multiplier = MeasurementUnit.multiplier(suffix) {
        // 0.35亿 in a column of 万元 is 0.35亿元; where no unit is known, it is 35,000,000.
        let base = given ?? wanted ?? MeasurementUnit(dimension: "", factor: 1)
        guard base.takesMultiplier else { return nil }
        let unit = MeasurementUnit(dimension: base.dimension, factor: multiplier)
        return unit.convert(figure, to: target ?? base)
      } else {
        return nil
      }
    }
    guard let unit, let target else { return figure }
    return unit.convert(figure, to: target)
  }

  /// The unit of the numbers that come out.
  var target: MeasurementUnit? { wanted ?? given }
}

extension FigureScale {
  /// What a header's unit and the declared one make of each other.
  enum Agreement {
    /// The same, or none declared.
    case same
    case converted
    /// The header says nothing: taken as declared.
    case assumed
    case incompatible
  }

  /// - Parameters:
  ///   - definition: the declared column; its unit is the one wanted.
  ///   - header: the header's text, with the unit in brackets.
  ///   - caption: the unit that stands above the table for columns that give none.
  init(_ definition: SourceColumn, header: String, caption: MeasurementUnit? = nil) {
    let brackets = bracketedTexts(header)
    given = brackets.compactMap { MeasurementUnit($0) }.first ?? (brackets.isEmpty ? caption : nil)
    unitText = definition.unit
    guard let unitText else { return }
    wanted = MeasurementUnit(unitText)
    if brackets.contains(where: { textKey($0) == textKey(unitText) }) {
      given = wanted
    } else if let given {
      let converts = wanted.flatMap { given.convert(1, to: $0) } != nil
      agreement = !converts ? .incompatible : given == wanted ? .same : .converted
    } else {
      given = wanted
      agreement = .assumed
    }
  }
}
