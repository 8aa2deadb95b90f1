/// What honest respondents answer: the quality of their district, the mood and size of the firm, and chance.
struct AnswerModel {
  let instrument: Instrument
  let columns: Columns
  let visibility: Visibility
  let table: NormalTable
  let wave: Int
  let districts: [DistrictModel]

  /// What depends on the district alone.
  struct DistrictModel {
    /// Latent levels of rating items, by position of the item.
    var levels: [Int: Double]
    var figures: [String: Double]
  }

  /// Which indicator a rating item measures.
  static let ratedBy: [(item: String, indicator: String)] = [
    ("Q15_a", "A14"), ("Q15_b", "A22"), ("Q15_c", "A33"), ("Q19", "A43"), ("Q21", "B12"), ("Q22_a", "B23"),
    ("Q22_b", "B23"), ("Q22_c", "B23"), ("Q22_d", "B23"), ("Q23_a", "B31"), ("Q23_b", "B42"), ("Q26_a", "C12"),
    ("Q26_b", "C32"), ("Q27", "C22"), ("Q32_a", "D11"), ("Q32_b", "D22"), ("Q32_c", "D32"), ("Q32_d", "D42"),
    ("Q33", "D51"), ("Q34_a", "E13"), ("Q34_b", "E22"), ("Q35", "F12"), ("Q38", "F41"),
  ]
  /// Departments of Q45 follow a dimension, with a difference of their own.
  static let departments: [(dimension: Int, difference: Double)] = [
    (0, 2), (0, 4), (0, 3), (2, -1), (2, 1), (4, 4), (3, 2), (3, -2), (2, -3), (1, -4), (1, -2), (1, 3), (1, 0),
    (1, -1), (3, 8), (3, 1),
  ]

  init(instrument: Instrument, targets: Targets, wave: Int) throws {
    self.instrument = instrument
    self.wave = wave
    columns = try Columns(instrument)
    visibility = Visibility(columns: columns, items: instrument.items)
    table = NormalTable()
    let scale = RatingScale(table)
    var districts: [DistrictModel] = []
    for district in City.districts.indices {
      var model = DistrictModel(levels: [:], figures: [:])
      for (item, indicator) in Self.ratedBy {
        let score = try targets.score(indicator, wave: wave, district: district)
        model.levels[try instrument.index(item)] = scale.level(scoring: score)
      }
      for (place, (dimension, difference)) in Self.departments.enumerated() {
        let score = Targets.level(dimension: dimension, wave: wave, district: district) + difference
        model.levels[columns.q45.lowerBound + place] = scale.level(scoring: min(max(score, 20), 94))
      }
      let overall = zip([0.22, 0.18, 0.18, 0.18, 0.12, 0.12], 0...).reduce(0.0) {
        $0 + $1.0 * Targets.level(dimension: $1.1, wave: wave, district: district)
      }
      model.levels[columns.q40] = scale.level(scoring: overall + 3)
      for code in ["A13", "A41", "B11", "C11", "C43", "D12", "D31", "F13", "F31"] {
        model.figures[code] = try targets.figure(code, wave: wave, district: district)
      }
      districts.append(model)
    }
    self.districts = districts
  }

  /// All answers of a firm. Attempt 0 is its first response in a wave; at a second one, some answers differ.
  func answers(of firm: Firm, attempt: Int = 0) throws -> [Answer] {
    var sheet = Interview(model: self, firm: firm, attempt: attempt)
    sheet.profile()
    sheet.climate()
    sheet.procedures()
    sheet.policies()
    sheet.law()
    sheet.market()
    sheet.factors()
    sheet.relations()
    sheet.overall()
    sheet.ratings()
    sheet.nonResponse()
    return sheet.answers
  }

  /// Shares of "not applicable" and "don't know" of a rating item.
  static func missingShares(_ name: String) -> (notApplicable: Double, dontKnow: Double) {
    switch name {
    case "Q15_a", "Q15_b", "Q15_c": (0.01, 0.01)
    case "Q19": (0.09, 0.02)
    case "Q21": (0, 0.02)
    case "Q22_a": (0.14, 0.02)
    case "Q22_b": (0.46, 0.03)
    case "Q22_c": (0.36, 0.02)
    case "Q22_d": (0.30, 0.03)
    case "Q23_a": (0.10, 0.04)
    case "Q23_b": (0.08, 0.04)
    case "Q26_a", "Q26_b": (0, 0.03)
    case "Q27": (0.42, 0.03)
    case "Q32_a": (0.10, 0.02)
    case "Q32_b": (0.14, 0.03)
    case "Q32_c": (0.07, 0.02)
    case "Q32_d": (0.03, 0.01)
    case "Q33": (0, 0.015)
    case "Q34_a", "Q34_b": (0.15, 0.04)
    case "Q35": (0, 0.025)
    case "Q38": (0.32, 0.02)
    case "Q45_D01", "Q45_D02": (0.10, 0)
    case "Q45_D03", "Q45_D07", "Q45_D15", "Q45_D16": (0.28, 0)
    case let name where name.hasPrefix("Q45"): (0.48, 0)
    default: (0, 0)
    }
  }
}
