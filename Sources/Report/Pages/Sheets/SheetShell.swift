import SurveyModel

/// The document of one sheet to print and hand on: bar, title of the report, the sheet, its footer.
struct SheetShell {
  let frame: PageFrame
  /// Whom the sheet is about.
  let subject: LocalizedText

  var html: String {
    let report = frame.both(frame.input.pipeline.title)
    let wave = frame.input.evaluation.wave
    let titles = frame.each("span") { tree in "\(tree.say(frame.input.pipeline.title)) \(wave)" }
    let content: Markup = """
      <header>\(frame.bar)</header>
      <main id="main" class="sheet" tabindex="-1">
      <h1 class="st">\(titles)</h1>
      \(frame.bodies)</main>
      """
    return frame.document(
      title: "\(frame.both(subject)) · \(report) \(wave)",
      style: StyleSheet.css(
        printTitle: report, palette: frame.input.pipeline.report.palette, and: SheetStyle.rules), content: content)
  }
}

/// What a sheet has otherwise than a chapter of the report.
enum SheetStyle {
  static let rules = """
    .sheet{max-width:1040px;margin:0 auto}
    .sheet .st{font:650 15px/1.5 var(--sans);color:var(--acc);letter-spacing:.02em;padding-top:30px}
    .sheet .prof,.sheet .chap{margin:0;border:0;padding-top:4px}
    @page{margin:11mm 15mm 14mm}
    @page :first{margin-top:10mm}
    @media print{
    .sheet{max-width:none}
    .sheet .st{font-size:9pt;padding:0;line-height:1.4}
    .sheet .prof,.sheet .chap{padding:0;break-before:auto}
    .sheet .prof svg.f{width:92%}
    .sheet .en .prof svg.f{width:86%}
    .sheet .ft{margin-top:5px;padding-top:4px;border-top-width:1px;font-size:7.6pt;line-height:1.4}
    .sheet .ft p{margin:0}
    .sheet .ft dl{gap:0 14px}
    .sheet .ft dl div{gap:4px}
    .sheet .ft dd{font-size:7.2pt}
    }
    """
}
