import Tables

/// A spreadsheet's serial number as text: an ISO date, date-time, time or elapsed time; nil when it is none.
///
/// Serial numbers count days; the 1900 system believes in a 29 February 1900 (serial 60), so days before it are one
/// off and day 60 does not exist.
func serialDateText(_ serial: Double, meaning: NumberMeaning, usesDates1904: Bool) -> (text: String, kind: CellKind)? {
  guard serial >= 0, serial < 2_958_466 else { return nil }
  let seconds = Int((serial * 86_400).rounded())
  let (day, second) = (seconds / 86_400, seconds % 86_400)
  switch meaning {
  case .number: return nil
  case .duration: return ("\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))", .text)
  case .time where day == 0: return (clock(second), .text)
  case .time, .date:
    let epochDay: Int
    if usesDates1904 {
      epochDay = day - 24_107
    } else {
      guard day != 60, day != 0 else { return nil }
      epochDay = day - (day < 60 ? 25_568 : 25_569)
    }
    let date = isoDateText(days: Int32(epochDay))
    return (second == 0 ? date : "\(date)T\(clock(second))", .date)
  }
}

private func clock(_ second: Int) -> String {
  "\(two(second / 3600)):\(two(second / 60 % 60)):\(two(second % 60))"
}

private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
