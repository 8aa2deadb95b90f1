/// What one input file may cost, so that a broken or hostile file is refused before it takes time or memory.
struct IngestLimits: Sendable, Hashable {
  /// Bytes of one part of a workbook after inflating.
  var inflatedBytes = 512 << 20
  /// Inflated to compressed size of one part, looked at from `ratioFloor` inflated bytes on.
  var inflationRatio = 200
  var ratioFloor = 16 << 20
  /// Cells of one sheet, gaps between cells included.
  var cells = 50_000_000
  /// Bytes of one cell or one XML value.
  var valueBytes = 1 << 20
  /// Nesting of XML elements.
  var depth = 64
  /// Bytes between `<` and `>` of one tag; libxml2's time grows with the square of the number of attributes.
  var tagBytes = 64 << 10
}
