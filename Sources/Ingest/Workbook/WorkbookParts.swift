import Diagnostics

/// The list of sheets in the workbook part.
struct SheetList {
  struct Entry {
    var name = ""
    var relation = ""
    var isVisible = true
  }

  var entries: [Entry] = []
  var usesDates1904 = false

  init(_ part: ZipPart, file: String, limits: IngestLimits) throws(DiagnosticError) {
    let stream = try XMLStream(part, file: file, limits: limits)
    let (sheet, properties) = (stream.intern("sheet"), stream.intern("workbookPr"))
    let (name, id, state, date1904) = (
      stream.intern("name"), stream.intern("id"), stream.intern("state"), stream.intern("date1904")
    )
    while true {
      let event = try stream.next()
      if case .finished = event { break }
      guard case .start = event else { continue }
      if stream.name == sheet {
        var entry = Entry()
        try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
          if key == name { entry.name = String(decoding: value, as: UTF8.self) }
          if key == id { entry.relation = String(decoding: value, as: UTF8.self) }
          if key == state { entry.isVisible = value.elementsEqual("visible".utf8) }
        }
        entries.append(entry)
      } else if stream.name == properties {
        try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
          if key == date1904 { usesDates1904 = value.elementsEqual("1".utf8) || value.elementsEqual("true".utf8) }
        }
      }
    }
  }
}

/// The relationships of a part: which part stands for an id or a type.
struct Relationships {
  private var byID: [String: String] = [:]
  private var types: [(type: String, target: String)] = []

  init(_ archive: ZipArchive, part: String, base: String, limits: IngestLimits) throws(DiagnosticError) {
    guard let opened = try archive.open(part) else { return }
    let stream = try XMLStream(opened, file: "\(archive.file)!\(part)", limits: limits)
    let relationship = stream.intern("Relationship")
    let (id, type, target) = (stream.intern("Id"), stream.intern("Type"), stream.intern("Target"))
    while true {
      let event = try stream.next()
      if case .finished = event { break }
      guard case .start = event, stream.name == relationship else { continue }
      var (foundID, foundType, foundTarget) = ("", "", "")
      try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
        let text = String(decoding: value, as: UTF8.self)
        if key == id { foundID = text }
        if key == type { foundType = text }
        if key == target { foundTarget = text }
      }
      let resolved = Self.resolve(foundTarget, base: base)
      byID[foundID] = resolved
      types.append((foundType, resolved))
    }
  }

  func target(id: String) -> String? { byID[id] }

  /// Types end alike in the transitional and the strict form of the standard.
  func target(ofType ending: String) -> String? { types.first { $0.type.hasSuffix(ending) }?.target }

  /// A part name from a target relative to `base`, or absolute from the package's root.
  private static func resolve(_ target: String, base: String) -> String {
    if target.hasPrefix("/") { return String(target.dropFirst()) }
    var steps = base.split(separator: "/").map(String.init)
    for step in target.split(separator: "/") {
      if step == ".." {
        _ = steps.popLast()
      } else if step != "." {
        steps.append(String(step))
      }
    }
    return steps.joined(separator: "/")
  }
}
