/// What one input file may cost, so that a broken or hostile file is refused before it takes time or memory.
///
/// Each limit has a ``Name``, which messages about it tell, so that who has a sound but huge file can raise it.
public struct IngestLimits: Sendable, Hashable {
  /// The limits by the names that configurations and messages use.
  public enum Name: String, CaseIterable, Sendable {
    case inflatedBytes = "inflated_bytes"
    case partBytes = "part_bytes"
    case inflationRatio = "inflation_ratio"
    case cells
    case gapsPerCell = "gaps_per_cell"
    case textBytes = "text_bytes"
    case mergedRanges = "merged_ranges"
    case valueBytes = "value_bytes"
    case depth
    case tagBytes = "tag_bytes"
  }

  /// Bytes of a sheet, or of the table of texts, of a workbook after inflating.
  public var inflatedBytes = 512 << 20
  /// Bytes after inflating of each other part of a workbook: its list of sheets, its styles.
  public var partBytes = 16 << 20
  /// Inflated to compressed size of one part, looked at from ``ratioFloor`` inflated bytes on.
  public var inflationRatio = 200
  /// Parts of fewer inflated bytes may be compressed however well.
  static let ratioFloor = 16 << 20
  /// Cells of one sheet, gaps between cells included.
  public var cells = 20_000_000
  /// Gaps to fill for each cell that is there, looked at from ``gapFloor`` gaps on.
  public var gapsPerCell = 100
  /// Sheets with fewer gaps between their cells may be however sparse.
  static let gapFloor = 2_000_000
  /// Bytes of all texts of one sheet and of the table of texts together.
  public var textBytes = 192 << 20
  /// Rectangles of merged cells of one sheet.
  public var mergedRanges = 1_000_000
  /// Bytes of one cell or one XML value.
  public var valueBytes = 1 << 20
  /// Nesting of XML elements.
  public var depth = 64
  /// Bytes between `<` and `>` of one tag; libxml2's time grows with the square of the number of attributes.
  public var tagBytes = 64 << 10

  /// The limits that a desk with ordinary files needs.
  public init() {}

  /// The usual limits, those given by name in their place.
  ///
  /// - Parameter given: values by ``Name``; other names are ignored, since a configuration's are checked when it is read.
  init(_ given: [String: Int]) {
    for (word, value) in given {
      if let name = Name(rawValue: word) { self[name] = value }
    }
  }

  /// A limit by its name.
  public subscript(name: Name) -> Int {
    get { self[keyPath: Self.path(name)] }
    set { self[keyPath: Self.path(name)] = newValue }
  }

  private static func path(_ name: Name) -> WritableKeyPath<IngestLimits, Int> {
    switch name {
    case .inflatedBytes: \.inflatedBytes
    case .partBytes: \.partBytes
    case .inflationRatio: \.inflationRatio
    case .cells: \.cells
    case .gapsPerCell: \.gapsPerCell
    case .textBytes: \.textBytes
    case .mergedRanges: \.mergedRanges
    case .valueBytes: \.valueBytes
    case .depth: \.depth
    case .tagBytes: \.tagBytes
    }
  }

  /// How a message names a limit: ``limit `cells` of 20000000``.
  func clause(_ name: Name) -> String { "limit `\(name.rawValue)` of \(self[name])" }

  /// What to do when a limit stops a file that is sound.
  static func advice(_ name: Name, instead: String) -> String {
    "\(instead); if the file is sound, raise `\(name.rawValue)` under limits:"
  }
}
