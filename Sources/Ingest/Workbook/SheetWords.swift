/// The word of an element's name without prefix.
func elementWord(_ name: UnsafeBufferPointer<UInt8>) -> SheetWord {
  switch name.count {
  case 1:
    switch name[0] {
    case UInt8(ascii: "c"): .cell
    case UInt8(ascii: "v"): .value
    case UInt8(ascii: "f"): .formula
    case UInt8(ascii: "t"): .text
    default: .other
    }
  case 2:
    if name.elementsEqual("is".utf8) { .inline } else { name.elementsEqual("si".utf8) ? .item : .other }
  case 3:
    if name.elementsEqual("row".utf8) { .row } else { name.elementsEqual("rPh".utf8) ? .phonetic : .other }
  case 9:
    if name.elementsEqual("sheetData".utf8) {
      .sheetData
    } else {
      name.elementsEqual("mergeCell".utf8) ? .mergeCell : .other
    }
  default: .other
  }
}

/// The word of an attribute's name without prefix.
func attributeWord(_ name: UnsafeBufferPointer<UInt8>) -> SheetWord {
  switch name.count {
  case 1:
    switch name[0] {
    case UInt8(ascii: "r"): .reference
    case UInt8(ascii: "s"): .style
    case UInt8(ascii: "t"): .type
    default: .other
    }
  case 3: name.elementsEqual("ref".utf8) ? .range : .other
  case 5: name.elementsEqual("space".utf8) ? .space : .other
  default: .other
  }
}
