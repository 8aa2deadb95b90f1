internal import Diagnostics

/// Reads the file named by `experts`.
struct ExpertsDecoder {
  let log: ConfigurationLog

  func decode(_ node: ConfigurationNode) -> [ExpertPanel] {
    guard let file = MappingReader(node, "experts", path: .root, log: log) else { return [] }
    var panels: [ExpertPanel] = []
    for reader in file.mappings("panels", "panel") {
      guard let panel = panel(reader) else { continue }
      if panels.contains(where: { $0.id == panel.id }) {
        reader.problem(
          .duplicateName, "id", "the panel `\(panel.id)` is declared twice", advice: "Give each its own id")
      }
      panels.append(panel)
    }
    return panels
  }

  private func panel(_ reader: MappingReader) -> ExpertPanel? {
    let id = reader.text("id")
    let compared = reader.names("compares", among: nil, what: "node") ?? []
    if reader.has("compares") && compared.count < 2 {
      reader.problem(.structure, "compares", "`\(reader.path).compares` must name two nodes or more")
    }
    let experts = reader.mappings("experts", "expert").map { expert($0, count: compared.count) }
    if reader.has("experts") && experts.isEmpty {
      reader.problem(.structure, "experts", "`\(reader.path).experts` lists no expert", advice: "Add at least one")
    }
    guard let id else { return nil }
    return ExpertPanel(id: id, compared: compared, experts: experts)
  }

  private func expert(_ reader: MappingReader, count: Int) -> ExpertPanel.Expert {
    let weight = reader.number("weight") ?? 1
    if weight <= 0 {
      reader.problem(
        .outOfRange, "weight", "`\(reader.path).weight` must be above 0, found \(weight)",
        advice: "To leave an expert out, remove the entry")
    }
    let pairs = count * (count - 1) / 2
    let judgements = reader.list("judgements").map { items -> [Double] in
      if items.count != pairs {
        reader.problem(
          .structure, "judgements", "`\(reader.path).judgements` has \(items.count) numbers, expected \(pairs)",
          advice: "One for each pair: the first against all after it, then the second, and so on")
      }
      return items.compactMap { ratio($0.node, path: $0.path) }
    }
    let points = reader.list("points").map { items -> [Double] in
      if items.count != count {
        reader.problem(
          .structure, "points", "`\(reader.path).points` has \(items.count) numbers, expected \(count)",
          advice: "One for each of `compares`, in that order")
      }
      let numbers = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
      if numbers.contains(where: { $0 < 0 }) || (numbers.count == items.count && !numbers.contains { $0 > 0 }) {
        reader.problem(.outOfRange, "points", "`\(reader.path).points` must be 0 or more, and not all 0")
      }
      return numbers
    }
    if judgements == nil && points == nil {
      log.add(
        .structure, at: reader.location, "`\(reader.path)` has neither `judgements` nor `points`",
        advice: "Give what the expert said")
    }
    return ExpertPanel.Expert(
      name: reader.text("name") ?? "", weight: weight, judgements: judgements, points: points,
      location: reader.location)
  }

  /// A judgement on the scale from 1/9 to 9, as a number or a fraction such as `1/3`.
  private func ratio(_ node: ConfigurationNode, path: ConfigurationPath) -> Double? {
    var value: Double?
    let parts = (node.scalar ?? "").split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let above = Int(parts[0]), let below = Int(parts[1]), above > 0, below > 0 {
      value = Double(above) / Double(below)
    } else {
      value = configurationNumber(node, path: path, log: log)
    }
    guard let value else { return nil }
    if value < 1.0 / 9 - 1e-9 || value > 9 + 1e-9 {
      log.add(
        .outOfRange, at: node.location, "`\(path)` must lie between 1/9 and 9, found \(node.found)",
        advice: "1 is equally important, 9 is extremely more important, 1/9 extremely less")
      return nil
    }
    return value
  }
}
