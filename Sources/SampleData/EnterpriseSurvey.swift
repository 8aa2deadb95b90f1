/// A made-up file of the shape of the World Bank Enterprise Surveys' standard data: the same variable names, codes and
/// kinds of missing answers, of firms and a country that do not exist.
struct EnterpriseSurvey {
  private static let regions = 4
  private static let sectors = [15, 20, 52]
  private static let yesNo: [(value: Int32, text: String)] = [
    (-9, "Don't know (spontaneous)"), (-8, "Refused (spontaneous)"), (-7, "Does not apply"), (1, "Yes"), (2, "No"),
  ]

  /// One firm under way: what it answered, by variable.
  private struct Firm {
    var answers: [String: Double] = [:]
    var stream: RandomStream

    /// Yes or no, sometimes no answer.
    mutating func ask(_ name: String, _ probability: Double, refusal: Double = 0.004) {
      if stream.chance(0.02) { answers[name] = -9; return }
      if stream.chance(refusal) { answers[name] = -8; return }
      answers[name] = stream.chance(probability) ? 1 : 2
    }

    /// A number of 0 or more with a long tail: a few are far out.
    mutating func count(_ name: String, typical: Double, far: Double = 0.012, unknown: Double = 0.05) {
      if stream.chance(unknown) { answers[name] = -9; return }
      let base = typical * (0.2 + 1.6 * stream.unit() * stream.unit() + 0.4 * stream.unit())
      answers[name] = (stream.chance(far) ? base * (30 + 40 * stream.unit()) : base).rounded()
    }

    /// A percentage in steps of five.
    mutating func percent(_ name: String, _ chanceOfAny: Double, most: Int = 20, unknown: Double = 0.03) {
      if stream.chance(unknown) { answers[name] = -9; return }
      answers[name] = stream.chance(chanceOfAny) ? Double(5 * stream.integer(in: 1...most)) : 0
    }

    func said(_ name: String, _ value: Double = 1) -> Bool { answers[name] == value }
  }

  let seed: UInt64

  /// The file as bytes.
  func file() -> [UInt8] {
    var firms: [Firm] = []
    var stratum = 0
    for region in 1...Self.regions {
      for (position, sector) in Self.sectors.enumerated() {
        for size in 1...3 {
          stratum += 1
          var plan = RandomStream(seed, "enterprise survey stratum", stratum)
          let population = Double(plan.integer(in: 30...90)) * [9.0, 3, 1][size - 1]
          // A few strata have one firm, as in most rounds of the survey.
          let sampled = stratum % 11 == 5 ? 1 : plan.integer(in: 8...18)
          for number in 0..<sampled {
            var firm = Firm(stream: RandomStream(seed, "enterprise survey firm", stratum, number))
            firm.answers = [
              "idstd": Double(10_000 + 100 * stratum + number), "a2": Double(region), "a4a": Double(sector),
              "a6a": Double(size), "strata": Double(stratum),
              "wmedian": population / Double(sampled) * (0.7 + 0.6 * firm.stream.unit()),
            ]
            answer(&firm, region: region, size: size, sector: position)
            firms.append(firm)
          }
        }
      }
    }
    return Self.encoded(firms)
  }

  private func answer(_ firm: inout Firm, region: Int, size: Int, sector: Int) {
    let (place, scale) = (Double(region) / 10, Double(size) / 10)
    // Owners, gender, registration, trade.
    firm.percent("b2b", 0.08 + scale / 2)
    firm.ask("b4", 0.35 + scale / 3)
    firm.ask("b6a", 0.85 + scale / 4)
    firm.ask("b7a", 0.22 - scale / 4)
    firm.percent("d3c", 0.06 + scale)
    if (firm.answers["d3c"] ?? 0) > 0 { firm.count("d4", typical: 8 + 10 * place) }
    firm.ask("d13", sector < 2 ? 0.4 : 0.2)
    if firm.said("d13") { firm.count("d14", typical: 15 + 20 * place) }
    // Electricity, water, permits: a gift is asked for of those who applied.
    gift(&firm, applied: "c3", 0.2, days: "c4", typical: 35, asked: "c5", 0.15)
    firm.ask("c6", 0.6 + place / 2)
    gift(&firm, applied: "c12", 0.12, days: "c13", typical: 20, asked: "c14", 0.12)
    gift(&firm, applied: "g2", 0.15, days: "g3", typical: 45, asked: "g4", 0.2)
    firm.ask("e11", 0.5 + place / 2)
    // Finance: the share of fixed assets by bank, as a percentage or else as an amount.
    firm.percent("k3bc", 0.3)
    firm.ask("k4", 0.35 + scale / 2)
    if firm.said("k4") {
      firm.percent("k5bc", 0.3, unknown: 0.15)
      if firm.said("k5bc", -9) {
        firm.answers["k5bc1"] = firm.stream.chance(0.4) ? (firm.stream.unit() * 1e6).rounded() : 0
        if firm.stream.chance(0.3) { firm.answers["k5bc1"] = -9 }
      }
    }
    firm.ask("k8", 0.3 + scale / 2)
    firm.ask("l10", 0.3 + scale)
    // The state: time, inspections, licences, payments.
    if firm.stream.chance(0.04) {
      firm.answers["j2"] = -9
    } else {
      firm.answers["j2"] = firm.stream.chance(0.015) ? 90 : Double(firm.stream.geometric(mean: 8, maximum: 60))
    }
    firm.ask("j3", 0.55 + place)
    if firm.said("j3") {
      firm.count("j4", typical: 3)
      firm.ask("j5", 0.2, refusal: 0.05)
    }
    gift(&firm, applied: "j10", sector < 2 ? 0.2 : 0.1, days: "j11", typical: 18, asked: "j12", 0.14)
    gift(&firm, applied: "j13", 0.5, days: "j14", typical: 12, asked: "j15", 0.13)
    if firm.said("j13"), firm.stream.chance(0.06) { firm.answers["j14"] = firm.stream.chance(0.5) ? -5 : -6 }
    payments(&firm, 0.22 + place)
  }

  /// An application: its days, and whether a gift was asked for; only of those who applied.
  private func gift(
    _ firm: inout Firm, applied: String, _ chance: Double, days: String, typical: Double, asked: String,
    _ chanceOfGift: Double
  ) {
    firm.ask(applied, chance)
    guard firm.said(applied) else { return }
    firm.count(days, typical: typical)
    firm.ask(asked, chanceOfGift, refusal: 0.05)
  }

  /// Informal payments: a percentage of sales, else an amount, else neither.
  private func payments(_ firm: inout Firm, _ chance: Double) {
    let any = firm.stream.chance(chance)
    if firm.stream.chance(0.04) {
      firm.answers["j7a"] = -8
      firm.answers["j7b"] = -8
    } else if firm.stream.chance(0.2) {
      firm.answers["j7a"] = -7
      firm.answers["j7b"] = any ? Double(1000 * firm.stream.integer(in: 1...50)) : -9
    } else if firm.stream.chance(0.05) {
      firm.answers["j7a"] = -9
      firm.answers["j7b"] = -9
    } else {
      firm.answers["j7a"] = any ? Double(firm.stream.integer(in: 1...12)) : 0
    }
  }

  private static func encoded(_ firms: [Firm]) -> [UInt8] {
    let labels = ["a2": "a2", "a6a": "a6a", "a4a": "a4a"]
    let asked = [
      "b4", "b6a", "b7a", "c3", "c5", "c6", "c12", "c14", "d13", "e11", "g2", "g4", "j3", "j5", "j10", "j12", "j13",
      "j15",
      "k4", "k8", "l10",
    ]
    let variables = names.map { name, label in
      StataFile.Variable(
        name: name, label: label, storage: asked.contains(name) || labels[name] != nil ? .byte : .double,
        labels: asked.contains(name) ? "yesno" : labels[name], values: firms.map { $0.answers[name] })
    }
    return StataFile(
      title: "Synthetic enterprise survey; no real firm", variables: variables,
      labelSets: [
        ("yesno", yesNo),
        ("a2", [(1, "North"), (2, "East"), (3, "South"), (4, "West")]),
        ("a4a", [(15, "Food"), (20, "Other manufacturing"), (52, "Retail and services")]),
        ("a6a", [(1, "Small (5-19)"), (2, "Medium (20-99)"), (3, "Large (100 and over)")]),
      ]
    ).encoded()
  }

  private static let names: [(name: String, label: String)] = [
    ("idstd", "Identification of the firm"), ("a2", "Sampling region"), ("a4a", "Sampling sector"),
    ("a6a", "Sampling size"), ("strata", "Sampling stratum"), ("wmedian", "Weight, median eligibility"),
    ("b2b", "% owned by foreign individuals or firms"), ("b4", "Any female owners?"),
    ("b6a", "Formally registered when it began?"),
    ("b7a", "Is the top manager female?"), ("c3", "Applied for an electrical connection?"),
    ("c4", "Days to obtain it"), ("c5", "Was a gift asked for?"), ("c6", "Any power outages last year?"),
    ("c12", "Applied for a water connection?"), ("c13", "Days to obtain it"), ("c14", "Was a gift asked for?"),
    ("d3c", "% of sales exported directly"), ("d4", "Days for exports to clear customs"),
    ("d13", "Any inputs imported directly?"), ("d14", "Days for imports to clear customs"),
    ("e11", "Does it compete with unregistered firms?"), ("g2", "Applied for a construction permit?"),
    ("g3", "Days to obtain it"), ("g4", "Was a gift asked for?"),
    ("j2", "% of senior management's time spent on regulations"), ("j3", "Visited by tax officials last year?"),
    ("j4", "How many times?"), ("j5", "Was a gift asked for?"), ("j7a", "% of annual sales paid informally"),
    ("j7b", "Amount paid informally"), ("j10", "Applied for an import licence?"), ("j11", "Days to obtain it"),
    ("j12", "Was a gift asked for?"), ("j13", "Applied for an operating licence?"), ("j14", "Days to obtain it"),
    ("j15", "Was a gift asked for?"), ("k3bc", "% of working capital borrowed from banks"),
    ("k4", "Bought fixed assets last year?"), ("k5bc", "% of fixed assets financed by banks"),
    ("k5bc1", "Amount of fixed assets financed by banks"), ("k8", "Any line of credit or loan?"),
    ("l10", "Any formal training of employees?"),
  ]
}
