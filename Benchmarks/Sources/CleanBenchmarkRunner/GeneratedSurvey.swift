import Diagnostics
import Ingest
import SurveyModel
import Tables

/// Responses drawn from those of a pipeline's survey: skips, missing kinds and mistakes are the sample's own, while
/// records, codes, addresses and times are new, and one answer in twenty is another respondent's. The same for the same
/// number of rows.
struct GeneratedSurvey {
  private(set) var dataset: Dataset
  let pipeline: PipelineDefinition

  init(pipelineFolder: String, rows: Int) throws(DiagnosticError) {
    pipeline = try loadPipeline(folder: pipelineFolder, overrides: [])
    guard let source = pipeline.sources.first(where: { $0.role == .survey }) else {
      throw DiagnosticError(
        .configuration,
        Diagnostic(.error, code: "B-001", "\(pipelineFolder) has no survey", advice: "Name a pipeline with a survey"))
    }
    var sample = try ingest(source, wave: pipeline.wave, pipeline: pipeline, folder: pipelineFolder).dataset
    sample.table = Self.drawn(from: sample.table, rows: rows)
    dataset = sample
  }

  /// The responses; from then on they are not held here.
  mutating func takeDataset() -> Dataset {
    let taken = dataset
    dataset.table = Table([], rowCount: 0)
    return taken
  }

  private static func drawn(from sample: Table, rows: Int) -> Table {
    var random = Random(state: 20_260_331)
    let respondents = (0..<rows).map { _ in random.below(sample.rowCount) }
    let pairs = zip(sample.names, sample.columns).map { name, column -> (name: String, column: Column) in
      var random = Random(state: name.utf8.reduce(17) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
      switch ParadataColumn(rawValue: name) {
      case .recordID: return (name, serials(rows, like: column))
      case .creditCode: return (name, creditCodes(rows, &random))
      case .address: return (name, addresses(rows, &random))
      case .submittedAt: return (name, times(rows, &random))
      case .duration, .channel, .addressPlace, nil: break
      }
      // Who answers and where stay together; so do the times that reveal speeding and the answers to the check.
      let isKept = [unitColumnName, "Q01", "Q28", ParadataColumn.duration.rawValue].contains(name)
      let picked = isKept ? respondents : respondents.map { random.below(20) == 0 ? random.below(sample.rowCount) : $0 }
      return (name, column.gather(picked))
    }
    return Table(pairs, rowCount: rows)
  }

  private static func serials(_ rows: Int, like column: Column) -> Column {
    if case .text = column.storage { return Column(.text(TextStorage((1...rows).lazy.map(String.init)))) }
    return Column(narrowIntegers((1...rows).map(Int64.init)))
  }

  /// Valid codes; 1 in 33 is of another record too, 1 in 50 has a wrong check character.
  private static func creditCodes(_ rows: Int, _ random: inout Random) -> Column {
    let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    var codes = TextStorage()
    codes.bytes.reserveCapacity(18 * rows)
    codes.offsets.reserveCapacity(rows + 1)
    for row in 0..<rows {
      if row > 0, random.below(33) == 0 {
        let start = codes.offsets[random.below(row)]
        codes.append(utf8: Array(codes.bytes[start..<start + 18]))
        continue
      }
      var (sum, weight) = (0, 1)
      var code: [UInt8] = []
      for _ in 0..<17 {
        let value = random.below(31)
        code.append(alphabet[value])
        sum += value * weight
        weight = weight * 3 % 31
      }
      let slip = random.below(50) == 0 ? 7 : 0
      code.append(alphabet[(31 - sum % 31 + slip) % 31])
      codes.append(utf8: code)
    }
    return Column(.text(codes))
  }

  /// One in ten from an address of many.
  private static func addresses(_ rows: Int, _ random: inout Random) -> Column {
    var texts = TextStorage()
    for _ in 0..<rows {
      let number = random.below(10) == 0 ? random.below(max(1, rows / 400)) : rows + random.below(rows)
      texts.append("10.\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)")
    }
    return Column(.text(texts))
  }

  /// In sixty days of 2025.
  private static func times(_ rows: Int, _ random: inout Random) -> Column {
    Column(.dateTime((0..<rows).map { _ in 1_741_000_000 + Int64(random.below(60 * 86_400)) }))
  }
}

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random {
  var state: UInt64

  mutating func below(_ bound: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    value ^= value >> 31
    return Int(value >> 11) % bound
  }
}
