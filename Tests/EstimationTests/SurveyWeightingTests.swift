import Diagnostics
import Estimation
import SurveyModel
import Tables
import Testing

@Suite struct SurveyWeightingTests {
  /// Rows of (unit, size, sector, how many).
  private typealias Cells = [(unit: String, size: String, sector: String, count: Int)]

  private static let units = UnitRegistry(
    city: AssessedUnit(id: "CITY", name: LocalizedText("City"), level: "city"),
    units: ["N", "S"].map { AssessedUnit(id: $0, name: LocalizedText($0), level: "district") })

  private static func column(_ labels: [String?]) -> Column {
    let dictionary = Set(labels.compactMap(\.self)).sorted()
    return Column(
      .category(
        CategoryStorage(codes: labels.map { $0.flatMap(dictionary.firstIndex) ?? 0 }, dictionary: dictionary + [""])),
      missing: labels.map { $0 == nil ? .empty : .present })
  }

  private static func design(margins: [[String]] = [["unit_id", "size"], ["sector"]], minimum: Int = 5) -> SampleDesign
  {
    SampleDesign(
      selection: .quota, strata: ["unit_id", "size"], population: "frame", populationCount: "firms", margins: margins,
      collapsing: CellCollapsing(
        variable: "size", order: ["large", "small", "micro"], minimumRespondents: minimum, maximumFactor: 5))
  }

  private static func survey(_ cells: Cells) -> Dataset {
    let rows = cells.flatMap { cell in Array(repeating: cell, count: cell.count) }
    func text(_ label: String) -> String? { label.isEmpty ? nil : label }
    return Dataset(
      source: "survey", wave: 2025,
      table: Table(
        [
          (name: "unit_id", column: column(rows.map { text($0.unit) })),
          (name: "size", column: column(rows.map { text($0.size) })),
          (name: "sector", column: column(rows.map { text($0.sector) })),
        ], rowCount: rows.count), codebook: Codebook(), inputs: [])
  }

  private static func frame(_ cells: Cells) -> Dataset {
    Dataset(
      source: "frame", wave: 2025,
      table: Table(
        [
          (name: "unit_id", column: column(cells.map(\.unit))), (name: "size", column: column(cells.map(\.size))),
          (name: "sector", column: column(cells.map(\.sector))),
          (name: "firms", column: Column(.int32(cells.map { Int32($0.count) }))),
        ], rowCount: cells.count), codebook: Codebook(), inputs: [])
  }

  private static let population: Cells = [
    ("N", "large", "IND", 40), ("N", "large", "SER", 20), ("N", "small", "IND", 200), ("N", "small", "SER", 300),
    ("N", "micro", "IND", 500), ("N", "micro", "SER", 900), ("S", "large", "IND", 30), ("S", "large", "SER", 30),
    ("S", "small", "IND", 100), ("S", "small", "SER", 200), ("S", "micro", "IND", 400), ("S", "micro", "SER", 700),
    ("CITY", "large", "IND", 9999),
  ]

  private static let respondents: Cells = [
    ("N", "large", "IND", 6), ("N", "large", "SER", 4), ("N", "small", "IND", 20), ("N", "small", "SER", 20),
    ("N", "micro", "IND", 30), ("N", "micro", "SER", 40), ("S", "large", "IND", 6), ("S", "large", "SER", 6),
    ("S", "small", "IND", 12), ("S", "small", "SER", 10), ("S", "micro", "IND", 40), ("S", "micro", "SER", 30),
  ]

  private func weigh(_ survey: Cells, _ frame: Cells = population, design: SampleDesign = design()) throws
    -> SurveyWeighting
  {
    try SurveyWeighting(Self.survey(survey), frame: Self.frame(frame), design: design, units: Self.units)
  }

  /// Σ of weights of the records whose row fulfils a condition.
  private func sum(_ weighting: SurveyWeighting, _ cells: Cells, _ condition: (Cells.Element) -> Bool) -> Double {
    let rows = cells.flatMap { cell in Array(repeating: cell, count: cell.count) }
    return zip(weighting.rows, weighting.sample.weights).reduce(0) { $0 + (condition(rows[$1.0]) ? $1.1 : 0) }
  }

  @Test("raking meets every margin, and the city's own row of the frame does not count")
  func margins() throws {
    let weighting = try weigh(Self.respondents)
    #expect(weighting.summary.population == 3420)
    #expect(weighting.summary.largestMarginError < 1e-12)
    #expect(weighting.summary.collapsedCells.isEmpty)
    #expect(abs(sum(weighting, Self.respondents) { $0.unit == "N" && $0.size == "small" } - 500) < 1e-9)
    #expect(abs(sum(weighting, Self.respondents) { $0.sector == "IND" } - 1270) < 1e-9)
  }

  @Test("without margins the weights are N/n of each stratum")
  func poststratified() throws {
    let weighting = try weigh(Self.respondents, design: Self.design(margins: []))
    #expect(weighting.sample.weights.first == 6)
    #expect(weighting.summary.rakingIterations == 0)
    #expect(weighting.sample.design.strata[0].samplingFraction == 10.0 / 60)
  }

  @Test("a small cell is merged with its neighbour inside the district, and recorded")
  func collapsed() throws {
    var cells = Self.respondents
    cells[0].count = 1
    cells[1].count = 1
    let weighting = try weigh(cells)
    #expect(weighting.summary.collapsedCells == ["N: large+small"])
    #expect(weighting.stratumNames.contains("N × large+small"))
    #expect(abs(sum(weighting, cells) { $0.unit == "N" && $0.size != "micro" } - 560) < 1e-9)
    #expect(abs(sum(weighting, cells) { $0.unit == "S" && $0.size == "large" } - 60) < 1e-9)
  }

  @Test("a cell of the frame without a respondent is merged, never lost")
  func emptyCell() throws {
    let cells = Self.respondents.filter { !($0.unit == "S" && $0.size == "large") }
    let weighting = try weigh(cells)
    #expect(weighting.summary.collapsedCells == ["S: large+small"])
    #expect(abs(weighting.sample.weights.reduce(0, +) - 3420) < 1e-9)
  }

  @Test("a class of a margin without a respondent goes to the other classes, with a record and a note")
  func emptyClass() throws {
    let frame = Self.population + [("N", "micro", "CON", 100)]
    let weighting = try weigh(Self.respondents, frame)
    #expect(weighting.summary.collapsedCells == ["sector: CON → others"])
    #expect(weighting.notes.contains { $0.en.contains("CON") && $0.en.contains("100") })
    #expect(abs(weighting.sample.weights.reduce(0, +) - 3520) < 1e-9)
    #expect(abs(sum(weighting, Self.respondents) { $0.sector == "IND" } - 1270 * 3520 / 3420) < 1e-9)
  }

  @Test("missing size counts with the most frequent one of the unit, an unknown unit not at all; both are told")
  func missing() throws {
    let weighting = try weigh(Self.respondents + [("N", "", "IND", 2), ("", "micro", "IND", 3)])
    #expect(weighting.rows.count == 226)
    #expect(weighting.notes.count == 2)
    #expect(weighting.notes.contains { $0.en.hasPrefix("2 responses of 2025 lack size") })
    #expect(weighting.notes.contains { $0.en.hasPrefix("3 responses of 2025 name no assessed unit") })
  }

  @Test("one respondent in a stratum that cannot be merged is told and adds no variance")
  func lonely() throws {
    var design = Self.design(margins: [])
    design.collapsing = nil
    var cells = Self.respondents
    cells[0].count = 1
    cells.remove(at: 1)
    let weighting = try weigh(cells, design: design)
    #expect(weighting.sample.design.lonelyStrata.map(\.name) == ["N × large"])
    #expect(weighting.notes.contains { $0.en.contains("N × large has one response") })
  }

  /// The text of the error that weighting ends with.
  private func failure(_ cells: Cells, _ frame: Cells = population, design: SampleDesign = design()) -> String {
    do {
      _ = try weigh(cells, frame, design: design)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test("a district without any respondent is an error that names it")
  func emptyDistrict() {
    let text = failure(Self.respondents.filter { $0.unit == "N" })
    #expect(text.contains("S × large+small+micro"))
    #expect(text.contains("1460 enterprises"))
  }

  @Test("a stratum with more respondents than enterprises is an error that names both numbers")
  func overfull() {
    var design = Self.design(margins: [])
    design.collapsing = nil
    let text = failure(Self.respondents + [("S", "large", "IND", 60)], design: design)
    #expect(text.contains("S × large has 72 respondents"))
    #expect(text.contains("only 60"))
  }

  @Test("unknown codes and missing variables are all named at once")
  func unknown() {
    let text = failure(Self.respondents + [("N", "tiny", "IND", 3), ("N", "micro", "XXX", 1)])
    #expect(text.contains("3 respondents have size = tiny"))
    #expect(text.contains("1 respondents have sector = XXX"))
    var design = Self.design()
    design.margins = [["sectors"]]
    #expect(failure(Self.respondents, design: design).contains("Did you mean sector?"))
  }

  @Test("margins that cannot be met together end in an error that names the margin and how far off it is")
  func notConverging() {
    // All IND respondents are of N and all SER of S, so districts and sectors fix each other and contradict.
    let cells: Cells = [("N", "micro", "IND", 30), ("S", "micro", "SER", 30)]
    let frame: Cells = [("N", "micro", "IND", 300), ("N", "micro", "SER", 300), ("S", "micro", "SER", 300)]
    let text = failure(cells, frame)
    #expect(text.contains("cannot meet the margin"))
    #expect(text.contains("% off"))
  }
}
