/// Records that calibration cannot tell apart: same base weight, same class in every margin.
///
/// They keep equal weights through raking, so raking, its repetition in replicates and the residuals of its variance
/// all run over these few hundred cells instead of over records.
public struct CalibrationCells: Sendable {
  public let margins: [Margin]
  /// The cell of each record.
  public let cellOfRecord: [Int32]
  /// Records in each cell.
  public let recordCounts: [Double]
  /// The weight of one record of the cell before calibration.
  public let baseWeights: [Double]
  /// The class of each cell, margin by margin.
  public let classOfCell: [[Int32]]

  /// Cells of records with these base weights, one a record.
  public init(baseWeights: [Double], margins: [Margin]) {
    struct Key: Hashable {
      var weight: Double
      var classes: [Int]
    }
    var cells: [Key: Int32] = [:]
    var cellOfRecord: [Int32] = []
    var counts: [Double] = []
    var weights: [Double] = []
    var classes = [[Int32]](repeating: [], count: margins.count)
    cellOfRecord.reserveCapacity(baseWeights.count)
    for (record, weight) in baseWeights.enumerated() {
      let key = Key(weight: weight, classes: margins.map { $0.classOfRecord[record] })
      if let cell = cells[key] {
        cellOfRecord.append(cell)
        counts[Int(cell)] += 1
      } else {
        let cell = Int32(counts.count)
        cells[key] = cell
        cellOfRecord.append(cell)
        counts.append(1)
        weights.append(weight)
        for margin in margins.indices { classes[margin].append(Int32(key.classes[margin])) }
      }
    }
    self.margins = margins
    self.cellOfRecord = cellOfRecord
    recordCounts = counts
    self.baseWeights = weights
    classOfCell = classes
  }

  public var count: Int { recordCounts.count }

  /// Σ of base weights in each cell.
  public var baseTotals: [Double] { zip(recordCounts, baseWeights).map(*) }
}
