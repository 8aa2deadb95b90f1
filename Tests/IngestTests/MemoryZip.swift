/// A zip archive of stored parts, made in memory.
struct MemoryZip {
  private(set) var bytes: [UInt8] = []
  private var directory: [UInt8] = []
  private var count = 0

  mutating func add(_ name: String, _ content: [UInt8]) {
    let start = UInt32(bytes.count)
    let entry =
      [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0] + little(crc32(content)) + little(UInt32(content.count))
      + little(UInt32(content.count)) + [UInt8(name.utf8.count), 0, 0, 0]
    bytes += [0x50, 0x4B, 3, 4] + entry + Array(name.utf8) + content
    directory += [0x50, 0x4B, 1, 2, 20, 0] + entry + [UInt8](repeating: 0, count: 10) + little(start)
    directory += Array(name.utf8)
    count += 1
  }

  /// The whole archive.
  var archive: [UInt8] {
    let entries = [UInt8(count), 0]
    let sizes = little(UInt32(directory.count)) + little(UInt32(bytes.count))
    return bytes + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + entries + entries + sizes + [0, 0]
  }

  private func little(_ value: UInt32) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// The check sum of ISO 3309, bit by bit.
  func crc32(_ content: [UInt8]) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in content {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~sum
  }
}

/// A workbook of one sheet, whose part is given; a number in style 1 is a day, and there are two texts.
func workbookBytes(sheet: [UInt8], strings: [UInt8]? = nil) -> [UInt8] {
  let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  let package = "http://schemas.openxmlformats.org/package/2006/relationships"
  func relations(_ targets: [(type: String, part: String)]) -> [UInt8] {
    let items = targets.enumerated().map {
      "<Relationship Id=\"r\($0)\" Type=\"\(office)/\($1.type)\" Target=\"\($1.part)\"/>"
    }
    return Array("<Relationships xmlns=\"\(package)\">\(items.joined())</Relationships>".utf8)
  }
  var zip = MemoryZip()
  zip.add("_rels/.rels", relations([("officeDocument", "w.xml")]))
  zip.add(
    "w.xml",
    Array(
      "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets><sheet name=\"S\" r:id=\"r0\"/></sheets></workbook>"
        .utf8))
  zip.add(
    "_rels/w.xml.rels",
    relations([("worksheet", "s.xml"), ("styles", "y.xml"), ("sharedStrings", "t.xml")]))
  zip.add(
    "y.xml",
    Array("<styleSheet xmlns=\"\(main)\"><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".utf8))
  zip.add("t.xml", strings ?? Array("<sst><si><t>甲</t></si><si><t>b &amp; c</t></si></sst>".utf8))
  zip.add("s.xml", sheet)
  return zip.archive
}

/// A gzip file of stored blocks.
func gzipped(_ bytes: [UInt8]) -> [UInt8] {
  func little(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
  var file: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
  for start in stride(from: 0, to: max(bytes.count, 1), by: 60_000) {
    let block = bytes[start..<min(start + 60_000, bytes.count)]
    let size = UInt32(block.count)
    file += [block.endIndex == bytes.count ? 1 : 0] + little(size | (~size & 0xFFFF) << 16) + block
  }
  return file + little(MemoryZip().crc32(bytes)) + little(UInt32(bytes.count))
}
