public import Diagnostics

/// One step in the preparation of the data, before normalising.
public enum DataPreparation: Sendable, Hashable {
  /// Divides the indicators that have a denominator by it.
  case denominate
  case impute(Imputation)
  /// Leaves out units with too few data.
  case screen(Screening)
  /// Treats outliers, column by column; single indicators may have their own treatment, nil leaving them alone.
  case treat(OutlierTreatment, individual: [String: OutlierTreatment?] = [:])
}

/// Everything that is decided about an index: how data are prepared, normalised and aggregated.
public struct IndexMethod: Sendable, Hashable {
  /// In the order in which they are done.
  public var preparation: [DataPreparation]
  public var normalisation: Normalisation
  /// Normalisations of single indicators by code.
  public var individual: [String: Normalisation]
  public var aggregation: IndexAggregation

  public init(
    preparation: [DataPreparation] = [], normalisation: Normalisation, individual: [String: Normalisation] = [:],
    aggregation: IndexAggregation = IndexAggregation()
  ) {
    self.preparation = preparation
    self.normalisation = normalisation
    self.individual = individual
    self.aggregation = aggregation
  }
}

/// What is known before any method is chosen.
public struct IndexData: Sendable {
  /// Raw indicators.
  public var indicators: IndicatorMatrix
  /// Sizes of the same units, for `denominate`.
  public var denominators: IndicatorMatrix?

  public init(indicators: IndicatorMatrix, denominators: IndicatorMatrix? = nil) {
    self.indicators = indicators
    self.denominators = denominators
  }
}

/// The data after each step, and the scores.
public struct IndexResult: Sendable {
  public internal(set) var denominated: IndicatorMatrix?
  public internal(set) var imputed: ImputedMatrix?
  public internal(set) var availability: [UnitAvailability]?
  /// Units that screening left out.
  public internal(set) var excluded: [String] = []
  public internal(set) var treated: IndicatorMatrix?
  /// What was done to each indicator.
  public internal(set) var treatments: [TreatedColumn] = []
  /// What is normalised: the data after the last step of preparation.
  public internal(set) var prepared: IndicatorMatrix
  public internal(set) var normalised: IndicatorMatrix
  /// One column a group, lower levels first, the index last.
  public internal(set) var scores: IndicatorMatrix

  /// Competition ranks of the scores of a group; nil where there is no score, or no such group.
  public func ranks(of group: String) -> [Int?] {
    guard let column = scores.column(named: group) else { return [] }
    return competitionRanks(column.map { $0.isNaN ? nil : $0 })
  }
}

extension IndexModel {
  /// Builds the index.
  ///
  /// - Parameters:
  ///   - data: raw indicators and denominators.
  ///   - method: what is done to them.
  /// - Returns: the data after each step, and the scores.
  /// - Throws: every problem of the step that cannot be done.
  public func build(_ data: IndexData, method: IndexMethod) throws(DiagnosticError) -> IndexResult {
    var result = try normalised(data, method: method)
    result.scores = try method.aggregation.scores(result.normalised, model: self)
    return result
  }

  /// Prepares and normalises the data, which takes no weights; scores of the result are the data before.
  func normalised(_ data: IndexData, method: IndexMethod) throws(DiagnosticError) -> IndexResult {
    var result = try prepare(data, method.preparation)
    result.normalised = try normalise(
      result.prepared, model: self, as: method.normalisation, individual: method.individual)
    return result
  }

  /// Prepares the data; indicators and scores of the result are those before normalising.
  private func prepare(_ data: IndexData, _ steps: [DataPreparation]) throws(DiagnosticError) -> IndexResult {
    var current = try data.indicators.selecting(indicatorCodes)
    var denominators = data.denominators
    var result = IndexResult(prepared: current, normalised: current, scores: current)
    for step in steps {
      switch step {
      case .denominate:
        guard let sizes = denominators else {
          throw .index("X-541", "there are no columns to divide by", advice: "give the denominators")
        }
        current = try CompositeIndex.denominate(current, model: self, by: sizes)
        result.denominated = current
      case .impute(let method):
        let imputed = try CompositeIndex.impute(current, model: self, by: method)
        current = imputed.matrix
        result.imputed = imputed
      case .screen(let screening):
        let availability = unitAvailability(current)
        let kept = availability.indices.filter { availability[$0].passes(screening) }
        result.availability = availability
        result.excluded += availability.indices.filter { !availability[$0].passes(screening) }.map { current.units[$0] }
        current = current.selecting(units: kept)
        denominators = denominators?.selecting(units: kept)
      case .treat(let treatment, let individual):
        result.treatments = try treat(&current, treatment, individual)
        result.treated = current
      }
    }
    result.prepared = current
    return result
  }

  private func treat(
    _ data: inout IndicatorMatrix, _ treatment: OutlierTreatment, _ individual: [String: OutlierTreatment?]
  ) throws(DiagnosticError) -> [TreatedColumn] {
    var problems = IndexProblems()
    var treatments: [TreatedColumn] = []
    for (position, name) in data.columns.enumerated() {
      // A single indicator's entry of nil leaves the column alone; no entry means the general treatment.
      let none = OutlierTreatment(maximumWinsorised: nil, transformation: nil)
      let own = individual[name].map { $0 ?? none } ?? treatment
      do throws(DiagnosticError) {
        let treated = try own.apply(to: data.column(position), name: name)
        data.replaceColumn(position, with: treated.values)
        treatments.append(treated)
      } catch {
        problems.add(error)
      }
    }
    try problems.throwIfAny()
    return treatments
  }
}
