public import Tables

/// Records that rules dropped as invalid, beside the table of those kept: what they would have changed can be asked
/// without holding the kept ones twice.
public struct InvalidRecords: Sendable {
  /// The records in the order of the file, with the columns of the kept ones.
  public var records: Table
  /// How many kept records come before each.
  public var keptBefore: [Int32]
  /// Columns of the kept and the invalid records together that take the place of those of each; nil: none.
  public var derived: Table?

  public init(records: Table, keptBefore: [Int32], derived: Table? = nil) {
    self.records = records
    self.keptBefore = keptBefore
    self.derived = derived
  }

  /// The kept and the invalid records in the order of the file.
  ///
  /// - Parameter kept: the table that they were dropped from.
  /// - Returns: nil when the columns of the two do not go together.
  public func joined(with kept: Table) -> Table? {
    guard let all = kept.appending(records) else { return nil }
    var order: [Int] = []
    order.reserveCapacity(all.rowCount)
    for (place, before) in keptBefore.enumerated() {
      order.append(contentsOf: order.count - place..<Int(before))
      order.append(kept.rowCount + place)
    }
    order.append(contentsOf: order.count - keptBefore.count..<kept.rowCount)
    var joined = all.gather(order)
    if let derived {
      for (name, column) in zip(derived.names, derived.columns) { joined.set(name, column) }
    }
    return joined
  }
}

extension CleanResult {
  /// The data with the records that rules dropped as invalid still in: what they would have changed. nil when there are
  /// none.
  ///
  /// - Complexity: as a copy of the table; it is made anew each time.
  public var withInvalid: Dataset? {
    guard let invalid, let table = invalid.joined(with: dataset.table) else { return nil }
    var whole = dataset
    whole.table = table
    // It is of other rows.
    whole.imputation = nil
    return whole
  }
}
