import SurveyModel

/// Colours by role, light and dark. Contrast was measured against the page colour; print takes the light set on white.
enum Palette {
  private static let names = [
    "paper", "card", "ink", "ink2", "rule", "rule2", "acc", "link", "good", "bad", "mid2", "band", "rib", "v2", "v3",
    "v4", "h1", "h2", "h3", "h4", "h5", "tp", "tpx", "tn", "tnx", "tk", "tkx", "tw", "twx", "tg", "tgx", "m0", "m1",
    "m2", "m3", "bar",
  ]

  private static let lightValues = [
    "#fcfbf8", "#fff", "#18222b", "#53606c", "#d9d5cb", "#ece9e1", "#0b5f74", "#0b5f74", "#1b6aa0", "#b4480a",
    "#87919a", "#e3eef1", "#d5e7ec", "#eab083", "#ced3d7", "#9cc5e0", "#eaa873", "#f8dfca", "#f3f1eb", "#d3e6f2",
    "#94c3e0", "#dcebf5", "#0f4a75", "#f9e1cf", "#7f3204", "#f2e6b8", "#5c4700", "#e6e3f1", "#413a72", "#e4e7e9",
    "#36424c", "#10323d", "#f4f1e8", "#b9cdd2", "#f2c56b", "#aacbd3",
  ]

  private static let darkValues = [
    "#11171c", "#172027", "#e9e6df", "#a7b1ba", "#37424b", "#27313a", "#6cc3d6", "#7ccbdc", "#6db3e3", "#f2945a",
    "#6f7c88", "#1d3540", "#1d3a45", "#8c4f29", "#4b555e", "#2c5c7e", "#8b4213", "#4d3120", "#222b32", "#1e3d52",
    "#1f6390", "#16374f", "#b5dcf7", "#4c2710", "#ffcfae", "#40360c", "#f4e19a", "#2d2950", "#d6d0fb", "#2b353d",
    "#d5dce1", "#0b242d", "#f4f1e8", "#b9cdd2", "#f2c56b", "#2a5261",
  ]

  private static let printOverrides = [
    "paper": "#fff", "ink2": "#4b5763", "rule": "#cfcbc1", "rule2": "#e6e3db", "m0": "#fff", "m1": "#18222b",
    "m2": "#4b5763", "m3": "#0b5f74",
  ]

  static func light(_ own: [PaletteRole: ReportColour]) -> String {
    declarations(values(lightValues, own) { $0.light })
  }

  static func dark(_ own: [PaletteRole: ReportColour]) -> String { declarations(values(darkValues, own) { $0.dark }) }

  static func print(_ own: [PaletteRole: ReportColour]) -> String {
    declarations(zip(names, values(lightValues, own) { $0.light }).map { printOverrides[$0] ?? $1 })
  }

  /// The usual values with a pipeline's own in their places.
  private static func values(
    _ usual: [String], _ own: [PaletteRole: ReportColour], _ shade: (ReportColour) -> String?
  ) -> [String] {
    zip(names, usual).map { name, value in
      let role: PaletteRole? =
        switch name {
        case "acc", "link": .accent
        case "m0": .masthead
        case "good": .above
        case "bad": .below
        default: nil
        }
      return role.flatMap { own[$0] }.flatMap(shade) ?? value
    }
  }

  private static func declarations(_ values: [String]) -> String {
    zip(names, values).map { "--\($0):\($1)" }.joined(separator: ";")
  }
}
