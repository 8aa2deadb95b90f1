import CZlib
import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// The files of a ZIP archive, read by its directory as other programs do; enough for what the writer makes.
struct ZIPReader {
  struct Entry {
    var name: String
    var date: UInt16
    var time: UInt16
    var data: [UInt8]
  }

  var entries: [Entry] = []

  init(_ bytes: [UInt8]) throws {
    func number(_ place: Int, _ width: Int) -> Int {
      (0..<width).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    let end = bytes.count - 22
    try #require(end > 0 && number(end, 4) == 0x0605_4B50)
    var place = number(end + 16, 4)
    try #require(place + number(end + 12, 4) == end)
    for _ in 0..<number(end + 10, 2) {
      try #require(number(place, 4) == 0x0201_4B50)
      let local = number(place + 42, 4)
      try #require(number(local, 4) == 0x0403_4B50)
      // What the entry says of itself and what the directory says of it are the same.
      #expect(bytes[place + 6..<place + 32].elementsEqual(bytes[local + 4..<local + 30]))
      let (packed, size, length) = (number(place + 20, 4), number(place + 24, 4), number(place + 28, 2))
      let start = local + 30 + length
      let stored = Array(bytes[start..<start + packed])
      let data = number(place + 10, 2) == 0 ? stored : try Self.inflated(stored, size: size)
      #expect(data.count == size)
      #expect(data.withUnsafeBufferPointer { Int(crc32(0, $0.baseAddress, UInt32($0.count))) } == number(place + 16, 4))
      entries.append(
        Entry(
          name: String(decoding: bytes[place + 46..<place + 46 + length], as: UTF8.self),
          date: UInt16(number(place + 14, 2)),
          time: UInt16(number(place + 12, 2)), data: data))
      place += 46 + length
    }
    #expect(place == end)
  }

  func part(_ name: String) throws -> [UInt8] { try #require(entries.first { $0.name == name }?.data, "\(name)") }

  private static func inflated(_ packed: [UInt8], size: Int) throws -> [UInt8] {
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    stream.initialize(to: z_stream())
    defer { stream.deallocate() }
    try #require(bizclimate_zlib_start_raw_inflate(stream) == Z_OK)
    defer { inflateEnd(stream) }
    var packed = packed
    var out = [UInt8](repeating: 0, count: size + 1)
    let status = packed.withUnsafeMutableBufferPointer { input in
      out.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_in = input.baseAddress
        stream.pointee.avail_in = UInt32(input.count)
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = UInt32(output.count)
        return inflate(stream, Z_FINISH)
      }
    }
    try #require(status == Z_STREAM_END)
    return Array(out.prefix(size + 1 - Int(stream.pointee.avail_out)))
  }
}

/// An element of XML with what is in it.
final class XMLNode {
  let name: String
  let attributes: [String: String]
  var children: [XMLNode] = []
  var text = ""

  init(_ name: String, _ attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// All elements of that name below this one.
  func all(_ name: String) -> [XMLNode] { children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) } }

  /// The root; fails where the bytes are not well-formed.
  static func parse(_ bytes: [UInt8]) throws -> XMLNode {
    let builder = Builder()
    let parser = XMLParser(data: Data(bytes))
    parser.delegate = builder
    let isWhole = parser.parse()
    try #require(isWhole, "\(String(describing: parser.parserError))")
    return try #require(builder.root)
  }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: XMLNode?
    private var open: [XMLNode] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String] = [:]
    ) {
      let node = XMLNode(name, attributes)
      if let last = open.last { last.children.append(node) } else { root = node }
      open.append(node)
    }

    func parser(_ parser: XMLParser, didEndElement: String, namespaceURI: String?, qualifiedName: String?) {
      open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) { open.last?.text += text }
  }
}

/// The sheets of a workbook as Excel would show them.
struct WorkbookReader {
  struct Cell {
    var type: String?
    var style: Int
    var text: String
  }

  struct Sheet {
    var name: String
    /// By place: `B7`.
    var cells: [String: Cell] = [:]
    var root: XMLNode
  }

  let archive: ZIPReader
  var sheets: [Sheet] = []
  let styles: XMLNode

  init(_ bytes: [UInt8]) throws {
    archive = try ZIPReader(bytes)
    for entry in archive.entries { _ = try XMLNode.parse(entry.data) }
    styles = try XMLNode.parse(try archive.part("xl/styles.xml"))
    let strings = try XMLNode.parse(try archive.part("xl/sharedStrings.xml")).all("si").map { item in
      Self.unescaped(item.all("t").map(\.text).joined())
    }
    let relations = try XMLNode.parse(try archive.part("xl/_rels/workbook.xml.rels")).all("Relationship")
    for sheet in try XMLNode.parse(try archive.part("xl/workbook.xml")).all("sheet") {
      let relation = try #require(relations.first { $0.attributes["Id"] == sheet.attributes["r:id"] })
      let root = try XMLNode.parse(try archive.part("xl/" + (relation.attributes["Target"] ?? "")))
      var read = Sheet(name: Self.unescaped(sheet.attributes["name"] ?? ""), root: root)
      for cell in root.all("c") {
        let value = cell.all("v").first?.text ?? ""
        let type = cell.attributes["t"]
        let place = try #require(cell.attributes["r"])
        #expect(read.cells[place] == nil, "\(place) twice")
        read.cells[place] = Cell(
          type: type, style: Int(cell.attributes["s"] ?? "0") ?? 0,
          text: type == "s" ? strings[try #require(Int(value))] : value)
      }
      sheets.append(read)
    }
  }

  /// Excel's own escapes: `_x005F_` is an underscore.
  static func unescaped(_ text: String) -> String {
    text.replacing(/_x([0-9A-Fa-f]{4})_/) { match in
      UInt32(match.1, radix: 16).flatMap(Unicode.Scalar.init).map(String.init) ?? ""
    }
  }
}
