import SurveyModel

/// The style sheet of the page. One text, so that its hash in the content security policy covers all of it.
enum StyleSheet {
  /// The whole sheet, screen and paper.
  ///
  /// - Parameters:
  ///   - title: stands at the foot of every printed sheet.
  ///   - palette: colours of the pipeline's own.
  ///   - rules: those of one kind of page, after all others.
  /// - Returns: CSS, the same for the same title, colours and rules.
  static func css(
    printTitle title: String, palette: [PaletteRole: ReportColour], and rules: String = ""
  ) -> String {
    let common = [
      ":root{color-scheme:light dark;\(Palette.light(palette));\(PageStyle.fonts)}",
      "@media (prefers-color-scheme:dark){:root{\(Palette.dark(palette))}}",
      PageStyle.base, PageStyle.shell, PageStyle.masthead,
      ChapterStyle.chapters,
      FigureStyle.figures, FigureStyle.marks,
      TableStyle.rules,
      ChapterStyle.lists,
      "@media (max-width:999px){\(NarrowStyle.tablet)}",
      "@media (max-width:719px){\(NarrowStyle.phone)}",
      PrintStyle.sheet(foot: title),
      "@media print{:root{color-scheme:light;\(Palette.print(palette))}\(PrintStyle.rules)}",
    ].joined(separator: "\n")
    return rules.isEmpty ? common : common + "\n" + rules
  }
}
