import Diagnostics
import Tables

/// Reads an SDMX-ML data message, generic or structure-specific, of SDMX 2.0, 2.1 or 3.0.
///
/// - Throws: ``DiagnosticError`` for whatever the document's own form is at fault, and when it holds no observation.
func readSDMX(_ input: XMLInput, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) -> SDMXTable {
  var reader = SDMXReader(try input.stream(limits), limits: limits)
  return try reader.read()
}

private struct SDMXReader {
  typealias Pair = SDMXGroups.Pair

  private let stream: XMLStream
  private let limits: IngestLimits
  private var table: SDMXTable
  private var dataSet: [Pair] = []
  private var series: [Pair] = []
  private var groups = SDMXGroups()
  /// What groups say of the series at hand; nil: not looked up yet.
  private var ofGroups: [Pair]?

  init(_ stream: XMLStream, limits: IngestLimits) {
    self.stream = stream
    self.limits = limits
    table = SDMXTable(limits: limits)
  }

  mutating func read() throws(DiagnosticError) -> SDMXTable {
    var inHeader = false
    while true {
      switch try stream.next() {
      case .start:
        switch localName() {
        case "Header": inHeader = true
        case "DataSet" where !inHeader:
          dataSet = try attributes().filter { !Self.isTechnical($0.name) }
          series = []
          (groups, ofGroups) = (SDMXGroups(), nil)
        case "Series" where !inHeader: (series, ofGroups) = (try attributes(), nil)
        case "SeriesKey" where !inHeader: series += try values()
        case "Group" where !inHeader: try readGroup()
        case "Attributes" where !inHeader: try readAttributes()
        case "Obs" where !inHeader: try readObservation()
        default: continue
        }
      case .end:
        if localName() == "Header" { inHeader = false }
        if localName() == "Series" { (series, ofGroups) = ([], nil) }
      case .text: continue
      case .finished:
        if table.grid.rowCount == 0 {
          throw stream.problem(
            "I-219", line: nil, "the SDMX message holds no observation",
            advice: "A message about structures has none; query the data, or ask for the whole period")
        }
        return table
      }
    }
  }

  private func localName() -> String { stream.name.map { String(cString: $0) } ?? "" }

  /// Attributes that speak of the message and not of the data.
  private static func isTechnical(_ name: String) -> Bool {
    [
      "structureRef", "type", "action", "dataScope", "setID", "validFromDate", "validToDate",
      "REPORTING_YEAR_START_DAY",
    ]
    .contains(name)
  }

  private func attributes() throws(DiagnosticError) -> [Pair] {
    var pairs: [Pair] = []
    try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
      pairs.append((String(cString: name), String(decoding: value, as: UTF8.self)))
    }
    return pairs.filter { $0.name != "type" }
  }

  /// The `Value` elements below the element that has just started, to its end.
  private func values() throws(DiagnosticError) -> [Pair] {
    let outer = stream.depth - 1
    var pairs: [Pair] = []
    while true {
      switch try stream.next() {
      case .start:
        let attributes = try attributes()
        // SDMX 2.0 names the concept, 2.1 and 3.0 the component's id.
        if let name = attributes.first(where: { $0.name == "id" || $0.name == "concept" }),
          let value = attributes.first(where: { $0.name == "value" })
        {
          pairs.append((name.value, value.value))
        }
      case .end where stream.depth == outer: return pairs
      case .end, .text: continue
      case .finished: return pairs
      }
    }
  }

  private mutating func readAttributes() throws(DiagnosticError) {
    // Of a series when its key has come, else of the data set.
    if series.isEmpty { dataSet += try values() } else { series += try values() }
  }

  private mutating func readGroup() throws(DiagnosticError) {
    let outer = stream.depth - 1
    var key: [Pair] = []
    var given: [Pair] = try attributes()
    loop: while true {
      switch try stream.next() {
      case .start where localName() == "GroupKey": key = try values()
      case .start where localName() == "Attributes": given += try values()
      case .end where stream.depth == outer: break loop
      case .finished: break loop
      default: continue
      }
    }
    groups.add(key: key, attributes: given)
  }

  private mutating func readObservation() throws(DiagnosticError) {
    let (outer, line) = (stream.depth - 1, stream.line)
    var own = try attributes()
    loop: while true {
      switch try stream.next() {
      case .start:
        switch localName() {
        case "ObsKey", "Attributes": own += try values()
        case "ObsDimension", "ObsValue":
          let isValue = localName() == "ObsValue"
          let attributes = try attributes()
          let name = attributes.first { $0.name == "id" }?.value ?? (isValue ? SDMXTable.value : "TIME_PERIOD")
          if let value = attributes.first(where: { $0.name == "value" }) { own.append((name, value.value)) }
        case "Time": own.append(("TIME_PERIOD", try text()))
        case "Comp": own += try component()
        default: continue
        }
      case .end where stream.depth == outer: break loop
      case .finished: break loop
      default: continue
      }
    }
    // Groups are of series; where there are none, the observation has the whole key.
    let shared = ofGroups ?? groups.attributes(of: series.isEmpty ? own : series)
    if !series.isEmpty { ofGroups = shared }
    for pairs in [series, own, shared, dataSet] {
      for pair in pairs { table.set(pair.name, pair.value) }
    }
    guard table.endRow(line: line) else {
      throw stream.problem(
        "I-306", line: line, "more cells than the limit `cells` of \(limits.cells)",
        advice: "Query a shorter period; if the file is sound, raise `cells` under limits:")
    }
  }

  private func text() throws(DiagnosticError) -> String {
    var bytes: [UInt8] = []
    let outer = stream.depth - 1
    while true {
      switch try stream.next() {
      case .text: try stream.appendText(to: &bytes)
      case .end where stream.depth == outer: return String(decoding: bytes, as: UTF8.self).trimmed
      case .finished: return ""
      default: continue
      }
    }
  }

  /// A component of several values (SDMX 3.0): `<Comp id="X"><Value>a</Value><Value>b</Value></Comp>`.
  private func component() throws(DiagnosticError) -> [Pair] {
    let id = try attributes().first { $0.name == "id" }?.value ?? ""
    let outer = stream.depth - 1
    var values: [String] = []
    while true {
      switch try stream.next() {
      case .start where localName() == "Value": values.append(try text())
      case .end where stream.depth == outer: return id.isEmpty ? [] : [(id, values.joined(separator: "; "))]
      case .finished: return []
      default: continue
      }
    }
  }
}
