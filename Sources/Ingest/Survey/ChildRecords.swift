import SurveyModel
import Tables

/// The child records of one group of an export, such as the children of `children[1]/age`, `children[2]/age`.
struct ChildRecords: Sendable, Hashable {
  struct Record: Sendable, Hashable {
    /// The grid's row of the record it belongs to.
    var parentRow: Int
    /// From 1.
    var index: Int
    /// In the order of ``ChildRecords/fields``; empty where the cell is.
    var values: [String]
  }

  var group: String
  var fields: [String]
  /// Those with a value, in the order of the file.
  var records: [Record] = []
}

/// The child records of an export, group by group.
///
/// They are rows of tables of their own and no part of the survey's table.
func childRecords(_ export: SurveyExport, _ grid: CellGrid, rows: some Sequence<Int>) -> [ChildRecords] {
  var groups: [ChildRecords] = []
  var columns: [[Int: [(column: Int, field: Int)]]] = []
  for column in export.columns {
    guard case .child(let group, let index, let field) = column.role else { continue }
    let place = groups.firstIndex { $0.group == group } ?? groups.count
    if place == groups.count {
      groups.append(ChildRecords(group: group, fields: []))
      columns.append([:])
    }
    let fieldPlace = groups[place].fields.firstIndex(of: field) ?? groups[place].fields.count
    if fieldPlace == groups[place].fields.count { groups[place].fields.append(field) }
    columns[place][index, default: []].append((column.position, fieldPlace))
  }
  let marks = AnswerMarks(export.conventions.missingMarks)
  for row in rows {
    for place in groups.indices {
      for (index, cells) in columns[place].sorted(by: { $0.key < $1.key }) {
        var values = [String](repeating: "", count: groups[place].fields.count)
        for (column, field) in cells {
          if case .answer(let text) = AnswerCell(grid.bytes[grid.range(row, column)], marks) {
            values[field] = String(decoding: text, as: UTF8.self)
          }
        }
        guard values.contains(where: { !$0.isEmpty }) else { continue }
        groups[place].records.append(ChildRecords.Record(parentRow: row, index: index, values: values))
      }
    }
  }
  return groups
}

/// Tells of the child records that are beside the table.
func childNotes(_ export: SurveyExport, _ mapping: ColumnMapping, _ cells: SourceCells, _ rows: [Int]) -> [String] {
  guard mapping.targets.contains(.child) else { return [] }
  return childRecords(export, cells.grid, rows: rows).filter { !$0.records.isEmpty }.map { group in
    let parents = Set(group.records.map(\.parentRow)).count
    return "warning: \(cells.file): \(group.records.count) child records \(group.group) of \(parents) responses "
      + "(fields \(group.fields.joined(separator: ", "))) are beside the survey's table; name their columns in mapping: "
      + "to have them as variables"
  }
}
