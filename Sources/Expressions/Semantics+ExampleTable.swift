public import Tables

/// The rows that the examples of the reference are about.
extension ExpressionSemantics {
  /// Four rows with a column of every type but Bool.
  public static let exampleTable: Table = {
    let midnight = Int64(CivilDay.day(year: 2025, month: 3, day: 31)) * 86_400
    return Table(
      [
        ("n", Column(.int8([3, 1, 0, 3]), missing: [.present, .present, .empty, .present])),
        ("x", Column(.double([2.5, -1, 4, 0]), missing: [.present, .present, .present, .empty])),
        ("y", Column(.double([.infinity, .nan, 1, 2]))),
        (
          "c",
          Column(
            .category(CategoryStorage(codes: [0, 1, 0, 2], dictionary: ["A", "B", "7"])),
            missing: [.present, .present, .refused, .present])
        ),
        ("t", Column(.text(TextStorage(["ab", " 税务 ", "", ""])), missing: [.present, .present, .empty, .present])),
        (
          "q",
          Column(
            .set(SetStorage(masks: [1, 3, 0, 0], options: ["1", "2"])),
            missing: [.present, .present, .present, .notAsked])
        ),
        (
          "m",
          Column(
            .dateTime([midnight, midnight + 43_200, 0, midnight + 86_400]),
            missing: [.present, .present, .empty, .present])
        ),
        ("flag:R01", Column(.bool([true, false, false, false]))),
      ], rowCount: 4)
  }()

  /// What is known about the columns of ``exampleTable``: `x` is shown only where n > 2, its valid range begins at -1,
  /// and two of the codes of `c` have scores.
  public static let exampleSchema: ExpressionSchema = {
    var schema = ExpressionSchema()
    schema.columns = [
      "n": .integer, "x": .double, "y": .double, "c": .category, "t": .text, "q": .set, "m": .dateTime,
    ]
    schema.codes = ["c": ["A", "B", "7"], "q": ["1", "2"]]
    schema.visibility = ["x": "n > 2"]
    schema.scaleScores = ["c": ["A": 0, "B": 100]]
    schema.validRanges = ["x": -1...Double.infinity]
    return schema
  }()
}
