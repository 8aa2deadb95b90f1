public import CompositeIndex
public import Diagnostics

/// An index and its data from two plain tables in the format of the R package COINr: `iMeta`, one row an indicator or group,
/// and `iData`, one row a unit.
///
/// Format: W. Becker and others, "COINr: an R package for developing composite indicators", Journal of Open Source Software
/// 7 (2022).
public struct IndexTables: Sendable {
  public let model: IndexModel
  public let data: IndexData
  /// Names of the units; empty texts where the data have none.
  public let unitNames: [String]
  /// Whether the data name units beside their codes.
  public var hasUnitNames: Bool { unitNames.contains { !$0.isEmpty } }
  /// The group of each unit where imputation asks for groups.
  let groups: [String]
  /// Cells that are not well-formed but could be read, and indicators without any value.
  public let warnings: [Diagnostic]
  let dataFile: String
  let metadataFile: String

  /// Reads both tables and checks them together.
  ///
  /// - Parameters:
  ///   - data: the path of `iData`: `uCode`, perhaps `uName`, groups, denominators and one column an indicator.
  ///   - metadata: the path of `iMeta`: `iCode`, `Type`, `Level`, `Parent`, `Weight`, `Direction`, perhaps `iName`, `Target`,
  ///     `Denominator` and `goalpost_…`.
  ///   - choices: what the tables must provide for.
  /// - Throws: every problem of both tables at once, with file, line and column.
  public init(data: String, metadata: String, choices: IndexChoices) throws(DiagnosticError) {
    var diagnostics: [Diagnostic] = []
    var kind = FailureKind.content
    var read: MetadataTable?
    var units: UnitTable?
    do throws(DiagnosticError) {
      var table = try MetadataTable(metadata, choices: choices)
      HierarchyCheck.check(&table, choices: choices)
      diagnostics += table.table.diagnostics
      read = table
    } catch {
      diagnostics += error.diagnostics
      kind = error.kind
    }
    do throws(DiagnosticError) {
      let table = try UnitTable(data, entries: read?.entries, choices: choices)
      diagnostics += table.table.diagnostics
      units = table
    } catch {
      diagnostics += error.diagnostics
      if kind == .content { kind = error.kind }
    }
    guard diagnostics.isEmpty, let read, let units else { throw DiagnosticError(kind, diagnostics) }
    let nodes = read.entries.filter(\.kind.isNode).map { entry in
      IndexNode(
        code: entry.code, name: entry.name, parent: entry.parent,
        weight: choices.weights == .declared ? entry.weight : 1, direction: entry.direction, goalposts: entry.goalposts,
        target: entry.target, denominator: entry.denominator)
    }
    do throws(DiagnosticError) {
      model = try IndexModel(nodes: nodes)
      self.data = IndexData(
        indicators: try units.matrix(of: units.indicators),
        denominators: choices.isDenominated ? try units.matrix(of: units.denominators) : nil)
    } catch {
      throw DiagnosticError(.content, error.diagnostics)
    }
    unitNames = units.names
    groups = units.groups
    warnings = read.table.warnings + units.table.warnings + units.warnings
    dataFile = data
    metadataFile = metadata
  }
}
