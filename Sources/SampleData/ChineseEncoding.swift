#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Text as GB18030, the way spreadsheets in Chinese offices write it: no byte order mark.
func gb18030(_ text: String) throws -> [UInt8] {
  let input = Array(text.utf8)
  if input.allSatisfy({ $0 < 0x80 }) { return input }
  guard let converter = iconv_open("GB18030", "UTF-8"), converter != iconv_t(bitPattern: -1) else {
    throw SampleDataError("this system cannot write GB18030")
  }
  defer { iconv_close(converter) }
  var source = input.map { CChar(bitPattern: $0) }
  var target = [CChar](repeating: 0, count: input.count * 4)
  let written = source.withUnsafeMutableBufferPointer { from in
    target.withUnsafeMutableBufferPointer { into -> Int? in
      var fromPointer = from.baseAddress
      var intoPointer = into.baseAddress
      var fromLeft = from.count
      var intoLeft = into.count
      let result = iconv(converter, &fromPointer, &fromLeft, &intoPointer, &intoLeft)
      return result == -1 ? nil : into.count - intoLeft
    }
  }
  guard let written else { throw SampleDataError("“\(text)” cannot be written as GB18030") }
  return target.prefix(written).map { UInt8(bitPattern: $0) }
}
