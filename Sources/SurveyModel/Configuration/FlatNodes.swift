internal import Diagnostics

/// The nodes listed under `nodes` of framework.yaml, by the parent that each names.
struct FlatNodes {
  private var readers: [MappingReader] = []
  private var byParent: [String: [Int]] = [:]

  init() {}

  init(_ readers: [MappingReader], log: ConfigurationLog) {
    self.readers = readers
    for (position, reader) in readers.enumerated() {
      guard let parent = reader.text("parent") else {
        log.add(
          .missingKey, at: reader.location, "`\(reader.path.appending("parent"))` is missing",
          advice: "Name the node above, or nest this one under its `children`")
        continue
      }
      byParent[parent, default: []].append(position)
    }
  }

  /// In the order in which they are written.
  func children(of code: String) -> [MappingReader] { (byParent[code] ?? []).map { readers[$0] } }

  func contains(_ reader: MappingReader) -> Bool { readers.contains { $0.path == reader.path } }

  /// Tells the nodes that the index does not lead to: their parent is not there, or they lead back to themselves.
  ///
  /// - Parameters:
  ///   - codes: of all nodes that were reached.
  ///   - log: where problems go.
  func reportUnreached(codes: [String], log: ConfigurationLog) {
    let reached = Set(codes)
    let own = readers.map { $0.text("code") ?? "" }
    let parents = Dictionary(
      zip(own, readers.map { $0.text("parent") ?? "" }), uniquingKeysWith: { first, _ in first })
    for (position, reader) in readers.enumerated() where reader.has("parent") && !reached.contains(own[position]) {
      let parent = parents[own[position]] ?? ""
      if parents[parent] == nil {
        reader.problem(
          .unknownName, "parent", "`\(reader.path.appending("parent"))`: there is no node `\(parent)`",
          advice: adviceOnName(parent, among: codes + own, what: "There are"))
        continue
      }
      // Only the members of a circle are told, not what hangs below it.
      var next = parent
      for _ in readers.indices where next != own[position] { next = parents[next] ?? "" }
      if next == own[position] {
        reader.problem(
          .structure, "parent", "`\(own[position])` is its own ancestor, so the index does not lead to it",
          advice: "Name a parent that leads up to the index")
      }
    }
  }
}
