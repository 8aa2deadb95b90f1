/// How the text of an input file is encoded.
public enum TextEncoding: String, Sendable, Hashable, CaseIterable {
  case utf8 = "UTF-8"
  /// The superset of GBK and GB2312, which spreadsheet programs on Chinese desktops write.
  case gb18030 = "GB18030"
  /// Only when a byte order mark says so.
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
}
