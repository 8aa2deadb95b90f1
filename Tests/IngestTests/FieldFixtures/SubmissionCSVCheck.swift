import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

/// A submission, a form, or ODK Briefcase's rendering of the folder's submission as CSV.
func checkODK(_ fixture: FieldFixture) throws -> FixtureOutcome {
  guard fixture.name.hasSuffix(".csv.expected") else { return try checkSubmissionOrForm(fixture) }
  let folder = fixture.path.split(separator: "/").dropLast().joined(separator: "/")
  let formName = folder.split(separator: "/").last.map(String.init) ?? ""
  let ending = fixture.name.contains("-empty") ? "-submission-empty-tags.xml" : "-submission.xml"
  func bytes(_ name: String) throws -> [UInt8] {
    var other = fixture
    other.path = "\(folder)/\(name)"
    return try other.bytes()
  }
  let form = try XFormDefinition(try bytes("\(formName).xml"), file: formName)
  let submissions = try Submissions([XMLInput(file: formName, bytes: try bytes(formName + ending))])
  let reading = try #require(submissions.reading(""))
  let csv = try CSVReader.read(try fixture.bytes(), file: fixture.path).grid
  let rendering = BriefcaseRendering(form: form, reading: reading)
  let complaints = (0..<csv.cellCount(row: 0)).compactMap { column -> String? in
    let header = csv.text(0, column)
    let found = rendering.cell(header)
    return found == csv.text(1, column) ? nil : "\(header) is \(found ?? "absent"), not \(csv.text(1, column))"
  }
  return complaints.isEmpty ? .read : .wrong(complaints)
}

/// A submission's cells as ODK Briefcase writes them, from what the reader gave.
private struct BriefcaseRendering {
  let form: XFormDefinition
  let reading: XMLRecordReading

  func cell(_ header: String) -> String? {
    switch header {
    case "SubmissionDate": return value(SubmissionColumn.submitted).map(dateTime)
    case "KEY": return value(SubmissionColumn.instance)
    default: break
    }
    if let path = column(header) {
      let text = value(path) ?? ""
      switch text.isEmpty ? nil : form.binds.first(where: { $0.nodeset == "/data/\(path)" })?.type {
      case "date": return date(text)
      case "time": return time(text)
      case "dateTime": return dateTime(text)
      default: return text
      }
    }
    let parts = ["-Latitude", "-Longitude", "-Altitude", "-Accuracy"]
    if let part = parts.firstIndex(where: { header.hasSuffix($0) }) {
      let point = value(column(String(header.dropLast(parts[part].count))) ?? "") ?? ""
      let numbers = point.split(separator: " ").map(String.init)
      return numbers.indices.contains(part) ? numbers[part] : ""
    }
    return choice(header)
  }

  /// 1 or 0 for one option of a question; only for options that the codebook has.
  private func choice(_ header: String) -> String? {
    guard let slash = header.lastIndex(of: "/"), let path = column(String(header[..<slash])) else { return nil }
    let code = String(header[header.index(after: slash)...])
    guard form.codebook[path]?.options.contains(where: { $0.code == code }) == true else { return nil }
    return (value(path) ?? "").split(separator: " ").contains { $0 == code } ? "1" : "0"
  }

  /// The path of a column, whose groups Briefcase joins with a hyphen.
  private func column(_ header: String) -> String? {
    [header, header.replacing("-", with: "/")].first { reading.columns.contains($0) }
  }

  private func value(_ column: String) -> String? {
    reading.columns.firstIndex(of: column).map { reading.grid.text(0, $0) }
  }

  private func date(_ text: String) -> String {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, months.indices.contains(parts[1] - 1) else { return text }
    return "\(months[parts[1] - 1]) \(parts[2]), \(parts[0])"
  }

  private func time(_ text: String) -> String {
    let parts = text.prefix(8).split(separator: ":").map(String.init)
    guard parts.count == 3, let hour = Int(parts[0]) else { return text }
    return "\(hour % 12 == 0 ? 12 : hour % 12):\(parts[1]):\(parts[2]) \(hour < 12 ? "AM" : "PM")"
  }

  private func dateTime(_ text: String) -> String {
    "\(date(text)) \(time(String(text.dropFirst(11))))"
  }
}
