extension ConfigurationReference {
  /// The checks of the library with their parameters: a section each, so that their reference is made from it too.
  static let checkSections: [ConfigurationSection] =
    [
      ConfigurationSection(
        "check",
        "A check of the library, in the place of `when`; one of the keys. With `variables`, `$` stands for the variable.",
        checkKeys.map { ConfigurationKey($0.name, .section($0.section.name), $0.summary) })
    ] + checkKeys.map(\.section)

  struct CheckKey: Sendable {
    var name: String
    var summary: String
    var section: ConfigurationSection

    init(_ name: String, _ summary: String, _ source: String, _ keys: [ConfigurationKey]) {
      self.name = name
      self.summary = summary
      section = ConfigurationSection("check_" + name, source.isEmpty ? summary : "\(summary) \(source)", keys)
    }
  }

  private static let cells = [
    ConfigurationKey(
      "cells", variablesValue, default: "[]",
      "Variables that make cells to compare within, the one left out first last."),
    ConfigurationKey(
      "minimum_cell", .integer, default: "20", "A cell with fewer values is merged with its neighbours."),
  ]

  static let checkKeys: [CheckKey] = [
    CheckKey(
      "near_duplicates", "Records that give nearly the same answers as another.",
      "Share of equal answers: Kuriakose & Robbins (2016), Statistical Journal of the IAOS 32.",
      [
        ConfigurationKey("variables", variablesValue, required: true, "The answers compared."),
        ConfigurationKey("blocks", variablesValue, default: "[]", "Only records that agree on these are compared."),
        ConfigurationKey("threshold", .number, default: "0.95", "The share of equal answers from which it strikes."),
        ConfigurationKey("minimum_compared", .integer, default: "10", "The fewest answers that both must have."),
      ]),
    CheckKey(
      "speeders", "Records answered too fast.", "Share of the median: Leiner (2019), Survey Research Methods 13(3).",
      [
        ConfigurationKey("duration", .text, default: "duration_s", "The variable of the seconds."),
        ConfigurationKey("seconds", .number, "Fewer seconds than these strike; instead of `share_of_median`."),
        ConfigurationKey("share_of_median", .number, default: "0.3", "Less than this share of the median strikes."),
        ConfigurationKey("groups", variablesValue, default: "[]", "The median is that of records that agree on these."),
        ConfigurationKey("minimum_group", .integer, default: "30", "A smaller group takes the median of all."),
      ]),
    CheckKey(
      "relative_speed", "Records faster, page by page, than the others.",
      "Relative speed index: Leiner (2019), Survey Research Methods 13(3).",
      [
        ConfigurationKey("pages", variablesValue, required: true, "The variables of the seconds on each page."),
        ConfigurationKey("limit", .number, default: "2", "The mean ratio of the median to the own time that strikes."),
        ConfigurationKey("minimum_pages", .integer, default: "1", "The fewest pages with a time."),
      ]),
    CheckKey(
      "straight_lining", "The same answer again and again.",
      "Longest run, and intra-individual response variability: Dunn et al. (2018), Journal of Business and Psychology 33.",
      [
        ConfigurationKey("variables", variablesValue, required: true, "The rows of one matrix, in their order."),
        ConfigurationKey("longest_run", .integer, "A run of so many equal answers strikes."),
        ConfigurationKey("share", .number, default: "1", "A run of this share of the answers strikes."),
        ConfigurationKey("variability", .number, "A standard deviation at most this strikes."),
        ConfigurationKey("minimum_answered", .integer, default: "5", "The fewest answers to judge by."),
      ]),
    CheckKey(
      "time_bursts", "Many records from one source within a short time.", "",
      [
        ConfigurationKey("time", .text, default: "submitted_at", "The variable of the time."),
        ConfigurationKey("source", variablesValue, default: "[]", "Variables of the source, such as `ip`."),
        ConfigurationKey("seconds", .number, default: "60", "The length of the window."),
        ConfigurationKey("maximum", .integer, default: "5", "More records than these in one window strike."),
      ]),
    CheckKey(
      "duplicate_keys", "More records of one key than there may be.", "",
      [
        ConfigurationKey("key", variablesValue, required: true, "The variables of the key."),
        ConfigurationKey("maximum", .integer, default: "1", "More records than these strike, all of them."),
      ]),
    CheckKey(
      "item_nonresponse", "Records that leave too many questions unanswered.",
      "Not asked does not count, an honest don't know neither: De Leeuw, Hox & Huisman (2003), Journal of Official "
        + "Statistics 19(2).",
      [
        ConfigurationKey("variables", variablesValue, required: true, "The questions."),
        ConfigurationKey("limit", .number, default: "0.5", "A larger share of the questions asked strikes."),
        ConfigurationKey("minimum_asked", .integer, default: "1", "The fewest questions asked to judge by."),
      ]),
    CheckKey(
      "robust_outliers", "Values far from the median of their cell.",
      "Distance over 1.4826 times the median absolute deviation: Hampel (1974); limit 3.5: Iglewicz & Hoaglin (1993).",
      [
        ConfigurationKey("variable", .text, required: true, "The variable."),
        ConfigurationKey("scale", .word(["raw", "log"]), default: "raw", "Values as they are, or their logarithms."),
        ConfigurationKey("limit", .number, default: "3.5", "A larger distance strikes."),
      ] + cells),
    CheckKey(
      "interquartile_fences", "Values beyond the fences of their cell.", "Tukey (1977), Exploratory Data Analysis.",
      [
        ConfigurationKey("variable", .text, required: true, "The variable."),
        ConfigurationKey("scale", .word(["raw", "log"]), default: "raw", "Values as they are, or their logarithms."),
        ConfigurationKey("factor", .number, default: "1.5", "The fences lie so many interquartile ranges outside."),
      ] + cells),
    CheckKey(
      "hidiroglou_berthelot", "Changes since the wave before that are large for their size.",
      "Hidiroglou & Berthelot (1986), Survey Methodology 12(1).",
      [
        ConfigurationKey("variable", .text, required: true, "The variable, in both waves."),
        ConfigurationKey("key", variablesValue, required: true, "The variables that identify a firm in both waves."),
        ConfigurationKey("size_exponent", .number, default: "0.5", "The weight of size, 0 to 1 (U)."),
        ConfigurationKey("least_spread", .number, default: "0.05", "The least spread, as a share of the median (A)."),
        ConfigurationKey("width", .number, default: "4", "The width of the interval (C)."),
      ] + cells),
    CheckKey(
      "out_of_frame", "Records of units or firms that the sampling frame does not have.", "",
      [ConfigurationKey("key", variablesValue, required: true, "The variables that the frame has too.")]),
  ]
}
