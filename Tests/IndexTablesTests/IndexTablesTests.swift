import CompositeIndex
import Diagnostics
import Foundation
import IndexTables
import Testing

/// Two tables in a folder of their own, read with some choices.
private func read(
  _ metadata: String, _ data: String, _ choices: IndexChoices = IndexChoices()
) throws -> (tables: IndexTables?, problems: [String], kind: FailureKind?) {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("index-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let (dataFile, metadataFile) = (folder.path + "/iData.csv", folder.path + "/iMeta.csv")
  try Data(metadata.utf8).write(to: URL(filePath: metadataFile))
  try Data(data.utf8).write(to: URL(filePath: dataFile))
  do {
    return (try IndexTables(data: dataFile, metadata: metadataFile, choices: choices), [], nil)
  } catch {
    let problems = error.diagnostics.map { $0.description.replacingOccurrences(of: folder.path + "/", with: "") }
    return (nil, problems, error.kind)
  }
}

/// Knuth's 64-bit linear congruential generator: the same damage on every run.
private struct LinearGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 32) | (state << 32)
  }
}

private let metadata = """
  iCode,iName,Type,Level,Parent,Weight,Direction
  a,Alpha,Indicator,1,G,1,1
  b,"Beta, turned",Indicator,1,G,3,-1
  c,Gamma,Indicator,1,H,1,1
  G,,Aggregate,2,Top,1,1
  H,,Aggregate,2,Top,1,
  Top,,Aggregate,3,NA,1,1
  Region,,Group,NA,NA,NA,NA

  """
private let data = """
  uCode,uName,Region,a,b,c
  NA,Namibia,South,0,10,5
  FI,"Finland",North,10,0,0
  KE,Kenya,South,5,5,NA

  """

/// As `data`, with indicators of a group that say different things.
private let varied = """
  uCode,Region,a,b,c
  X,South,0,10,5
  FI,North,10,0,0
  KE,South,5,6,3

  """

@Suite("An index from two plain tables")
struct IndexTablesTests {
  @Test("Scores follow from the tables by hand; missing indicators leave their weight to the others")
  func scores() throws {
    let index = try #require(try read(metadata, data).tables).build(IndexChoices())
    #expect(index.scores.columns == ["a", "b", "c", "G", "H", "Top"])
    #expect(index.scores.units == ["NA", "FI", "KE"])
    #expect(index.scores.row(0) == [0, 0, 100, 0, 100, 50])
    #expect(index.scores.row(1) == [100, 100, 0, 100, 0, 50])
    #expect(index.scores[2, 5] == 50)
    #expect(index.scores[2, 4] == nil)
    #expect(index.ranking.map(\.unit) == ["NA", "FI", "KE"])
    #expect(index.ranking.map(\.rank) == [1, 1, 1])
    #expect(index.ranking[0].name == "Namibia")
  }

  @Test("Declared weights count, equal ones ignore them")
  func weights() throws {
    let changed = data.replacingOccurrences(of: "KE,Kenya,South,5,5,NA", with: "KE,Kenya,South,10,10,0")
    var choices = IndexChoices()
    let declared = try #require(try read(metadata, changed).tables).build(choices)
    #expect(declared.scores.column(named: "G")?[2] == 25)
    choices.weights = .equal
    let equal = try #require(try read(metadata, changed, choices).tables).build(choices)
    #expect(equal.scores.column(named: "G")?[2] == 50)
  }

  @Test(
    "Weights from the data add up to 1 in each group, and are those of its children",
    arguments: [
      WeightScheme.entropy, .critic, .cv,
    ])
  func dataWeights(_ scheme: WeightScheme) throws {
    var choices = IndexChoices()
    choices.weights = scheme
    let index = try #require(try read(metadata, varied, choices).tables).build(choices)
    for group in index.model.groups {
      let weights = index.model.children[group].map { index.model.nodes[$0].weight }
      #expect(abs(weights.reduce(0, +) - 1) < 1e-12)
    }
    // The weights of the highest level are those of the scores just below it.
    let children = try index.scores.selecting(["G", "H"])
    let expected =
      switch scheme {
      case .entropy: try entropyWeights(children).weights
      case .critic: try criticWeights(children).weights
      default: try variationWeights(children)
      }
    let root = index.model.root
    #expect(index.model.children[root].map { index.model.nodes[$0].weight } == expected)
  }

  @Test("A first principal component with a negative loading gives no weights and names the group and who pulls away")
  func principalComponent() throws {
    var choices = IndexChoices()
    choices.weights = .pca
    let tables = try #require(try read(metadata, varied, choices).tables)
    let error = try #require(throws: DiagnosticError.self) { _ = try tables.build(choices) }
    #expect(error.kind == .content)
    #expect(error.diagnostics.map(\.code) == ["X-951"])
    #expect(error.description.contains("the weights below Top") && error.description.contains("iData.csv"))
  }

  @Test("A parent on the wrong level is told once, not once a child")
  func wrongLevel() throws {
    let (_, problems, _) = try read(metadata.replacingOccurrences(of: "G,,Aggregate,2", with: "G,,Aggregate,4"), data)
    #expect(problems.count == 2, "\(problems)")
    #expect(problems.contains { $0.hasPrefix("iMeta.csv:5:14: ") && $0.contains("a, b below it on level 1") })
    #expect(problems.contains { $0.hasPrefix("iMeta.csv:5:16: ") && $0.contains("Parent Top on level 3") })
  }

  @Test("Goalposts and targets are asked for only where the normalisation needs them")
  func goalposts() throws {
    var choices = IndexChoices()
    choices.normalisation = .goalposts(truncated: nil)
    #expect(try read(metadata, data, choices).problems.count { $0.contains("goalpost_") } == 2)
    let posts = """
      iCode,Type,Level,Parent,Weight,Direction,goalpost_lower,goalpost_upper,goalpost_trunc2posts
      a,Indicator,1,Top,1,1,0,5,TRUE
      b,Indicator,1,Top,1,-1,0,20,FALSE
      c,Indicator,1,Top,1,1,3,3,maybe
      Top,Aggregate,2,,1,1,,,

      """
    let problems = try read(posts, data, choices).problems
    #expect(problems.count == 2 && problems.allSatisfy { $0.hasPrefix("iMeta.csv:4:") }, "\(problems)")
    let index = try #require(
      try read(posts.replacingOccurrences(of: "3,3,maybe", with: "0,5,F"), data, choices).tables
    ).build(choices)
    #expect(index.scores.row(0).prefix(3) == [0, 50, 100])
    #expect(index.scores.row(1).prefix(3) == [100, 100, 0])
  }

  @Test("Every problem of the metadata is told at once, at its line and column")
  func brokenMetadata() throws {
    let broken = """
      iCode,iName,Type,Level,Parent,Weight,Direction
      a,"Two
      lines",Indicator,1,G,one,1
      b,学校,Indicator,1,GG,3,2
      a,Again,Indicatr,1,G,-1,1
      c,,Indicator,3,Top,1,
      G,,Aggregate,2,H,1,1
      H,,Aggregate,3,G,1,1
      Top,,Aggregate,5,NA,1,1
      Lone,,Aggregate,2,Top,1,1

      """
    let (_, problems, kind) = try read(broken, "uCode,a,b,c\nX,1,2,3\n")
    #expect(kind == .content)
    func has(_ place: String, _ part: String) {
      #expect(problems.contains { $0.hasPrefix("iMeta.csv:\(place): error") && $0.contains(part) }, "\(place) \(part)")
    }
    has("3:22", "one")
    has("4:18", "GG")
    has("4:23", "Direction of b is 2")
    has("5:1", "line 2 already")
    has("5:9", "Indicatr")
    has("5:22", "-1")
    has("6:14", "Level of c is 3")
    has("6:22", "c has no Direction")
    has("7:16", "circle")
    has("8:16", "level 3")
    has("10:1", "Lone is the Parent of no row")
    has("10:19", "level 5")
  }

  @Test("Missing columns of both tables, cells that are no numbers and repeated units are told in one go")
  func brokenBoth() throws {
    let (_, problems, kind) = try read(
      metadata.replacingOccurrences(of: "Direction", with: "Dirction"),
      "uCode,a,c\nX,1,?\nX,2,3,4\n,1,1\n,,\nY,1\n")
    #expect(kind == .content)
    #expect(problems.contains { $0.hasPrefix("iMeta.csv:1:1: ") && $0.contains("Dirction") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:1:1: ") && $0.contains("no column b") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:2:5: ") && $0.contains("“?”") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:3:1: ") && $0.contains("line 2 already") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:3:7: ") && $0.contains("4 cells") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:4:1: ") && $0.contains("no uCode") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:6:1: ") && $0.contains("2 cells") })
    #expect(problems.count == 7, "\(problems)")
  }

  @Test("Rows of nothing but separators are no rows; an indicator without any value is a warning")
  func emptyCells() throws {
    let tables = try #require(
      try read(
        metadata + ",,,,,,\n",
        data.replacingOccurrences(of: "10,5\n", with: "10,NA\n")
          .replacingOccurrences(of: "0,0\n", with: "0,\n") + ",,,,,\n"
      ).tables)
    #expect(tables.data.indicators.units.count == 3)
    #expect(tables.warnings.map(\.code) == ["X-945"])
    let index = try tables.build(IndexChoices())
    #expect(index.scores.column(named: "Top") == index.scores.column(named: "G"))
  }

  @Test("A column of text, or units in many rows, are told of in a few lines that count them all")
  func manyProblems() throws {
    let rows = (0..<40).map { "X,,,1,\($0 % 2 == 0 ? "one" : "two"),3\n" }
    let problems = try read(metadata, "uCode,uName,Region,a,b,c\n" + rows.joined()).problems
    #expect(problems.count == 12, "\(problems)")
    #expect(problems.contains { $0.hasPrefix("iData.csv:7:7: ") && $0.contains("35 more cells of b") })
    #expect(problems.contains { $0.hasPrefix("iData.csv:8:1: ") && $0.contains("34 more rows") })
  }

  @Test("Any damage of the tables is read or refused, never a crash, and what is refused has a place in a file")
  func damage() throws {
    var random = LinearGenerator(state: 20_241)
    let marks = Array(",\"\n\r\u{FEFF}x0-;\tNA".unicodeScalars)
    for _ in 0..<300 {
      var scalars = Array(metadata.unicodeScalars)
      for _ in 0..<3 {
        guard let position = scalars.indices.randomElement(using: &random),
          let mark = marks.randomElement(using: &random)
        else { continue }
        scalars[position] = mark
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars)
      let (tables, problems, _) = try read(String(text), data)
      #expect(tables != nil || !problems.isEmpty, "\(String(text))")
      #expect(problems.allSatisfy { $0.hasPrefix("iMeta.csv") || $0.hasPrefix("iData.csv") }, "\(problems)")
    }
  }
}
