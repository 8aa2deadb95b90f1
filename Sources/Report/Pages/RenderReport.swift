public import Diagnostics
import SurveyModel
import Tables

/// The report, its tables and what goes with them, made from the same decisions.
public struct PublishedReport: Sendable {
  /// The page's source.
  public let html: String
  /// The files of the published folder.
  public let tables: [PublishedFile]
  /// What stands beside them in the run folder: a sheet to print for each unit and each department, and
  /// the tables in one workbook, and what they mean.
  public let documents: [PublishedDocument]

  /// - Parameter input: all that they are made from.
  /// - Throws: as ``renderReport(_:tables:)``; kind `internalError` when the workbook would exceed 4 GB.
  public init(_ input: ReportInput) throws(DiagnosticError) {
    let decided = ReportDecisions(EvaluationIndex(input))
    let built = TableBuilder(input, decided: decided).published()
    tables = publishedFiles(built, of: input.pipeline)
    let pages = ReportPages(input, decided: decided)
    let files = tables
    // Each is made of what is decided alone, so they are made at the same time.
    let parts = parallelMap(count: 3, threads: availableCores()) { place -> Result<Part, DiagnosticError> in
      do throws(DiagnosticError) {
        switch place {
        case 0: return .success(.page(try pages.report(tables: files)))
        case 1: return .success(.documents(pages.unitSheets + pages.departmentSheets))
        default:
          return .success(
            .documents([
              PublishedDocument(path: "tables.xlsx", bytes: try tablesWorkbook(built, of: input).encoded()),
              PublishedDocument(path: "tables/README.md", bytes: tablesReadMe(built, of: input)),
            ]))
        }
      } catch {
        return .failure(error)
      }
    }
    var (page, others) = ("", [PublishedDocument]())
    for part in parts {
      switch try part.get() {
      case .page(let html): page = html
      case .documents(let more): others += more
      }
    }
    (html, documents) = (page, others)
  }

  private enum Part: Sendable {
    case page(String)
    case documents([PublishedDocument])
  }
}

/// The report as one self-contained HTML file: no request leaves it, the languages switch without script, and equal
/// inputs give equal bytes.
///
/// - Parameters:
///   - input: all that the report is made from.
///   - tables: the published tables where they are made already; nil: they are made here.
/// - Returns: the page's source.
/// - Throws: kind `configuration` with every reference of a chapter in Markdown that leads to nothing.
public func renderReport(_ input: ReportInput, tables: [PublishedFile]? = nil) throws(DiagnosticError) -> String {
  let decided = ReportDecisions(EvaluationIndex(input))
  return try ReportPages(input, decided: decided).report(tables: tables ?? publishedTables(input, decided: decided))
}

/// What all pages of a run are written from: the report, and the sheets beside it.
struct ReportPages: Sendable {
  let input: ReportInput
  let data: ReportData
  let words: ReportWords
  let languages: [Language]

  init(_ input: ReportInput, decided: ReportDecisions) {
    self.input = input.withPrintableNames
    let index = EvaluationIndex(self.input)
    data = ReportData(index, actions: decided.actions)
    words = ReportWords(index, findings: decided.findings)
    languages = input.pipeline.languages.isEmpty ? Language.allCases : input.pipeline.languages
  }

  /// - Throws: kind `configuration` with every reference of a chapter in Markdown that leads to nothing.
  func report(tables: [PublishedFile]) throws(DiagnosticError) -> String {
    let downloads = Downloads(tables)
    let written = parallelMap(count: languages.count, threads: availableCores()) {
      place -> Result<LanguageTree, DiagnosticError> in
      var tree = LanguageTree(languages[place], data: data, words: words, downloads: downloads)
      do throws(DiagnosticError) {
        try tree.write()
        return .success(tree)
      } catch {
        return .failure(error)
      }
    }
    var trees: [LanguageTree] = []
    for tree in written { trees.append(try tree.get()) }
    return PageShell(input: input, trees: trees).html
  }
}

extension LanguageTree {
  /// Writes all chapters in order; what has no data is left out and takes no number.
  ///
  /// - Throws: kind `configuration` with every reference of a chapter in Markdown that leads to nothing.
  mutating func write() throws(DiagnosticError) {
    var number = 0
    func next() -> Int {
      number += 1
      return number
    }
    for chapter in data.chapters {
      switch chapter {
      case .own(let chapter): try writeOwn(chapter, next())
      case .standard(.summary): writeSummary()
      case .standard(.method): writeMethod(next())
      case .standard(.quality): if data.hasSurvey { writeQuality(next()) }
      case .standard(.index): writeIndex(next())
      case .standard(.dimensions): writeDimensions(next())
      case .standard(.units):
        if data.isCompact || data.city == nil {
          writeUnitTable(next())
        } else {
          writeProfiles(next())
        }
      case .standard(.actions): if hasActions { writeActions(next()) }
      case .standard(let appendix): writeAppendix(appendix)
      }
    }
    writeFooter()
  }

  private mutating func writeAppendix(_ appendix: StandardChapter) {
    guard data.appendices.contains(appendix), appendix != .tables || !downloads.files.isEmpty else { return }
    let letter = data.letter(of: appendix)
    switch appendix {
    case .indicators: writeIndicators(letter)
    case .questionnaire: writeQuestionnaire(letter)
    case .figures: writeFigures(letter)
    case .robustness: writeRobustness(letter)
    case .edits: writeEdits(letter)
    case .tables: writeTables(letter)
    case .glossary: writeGlossary(letter)
    default: break
    }
  }

  /// A chapter's opening; the small line above the heading says where one is.
  func heading(_ number: String, _ title: String, above: String) -> Markup {
    "<p class=\"ck\">\(above)</p><h2>\(number.isEmpty ? title : number + " " + title)</h2>\n"
  }

  /// `第四章·六大维度`, `Chapter 4 · Dimensions`.
  func chapterLine(_ number: Int, _ name: String) -> String {
    let numerals = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"]
    let zh = numerals.indices.contains(number) ? numerals[number] : String(number)
    return say("第\(zh)章·\(name)", "Chapter \(number) · \(name)")
  }

  /// Where the figures come from: one line below a figure.
  var source: String {
    let wave = String(data.wave)
    guard data.hasSurvey, let city = data.city ?? data.ranked.first, let n = data.respondents(city.id) else {
      return isSheet
        ? say("来源：\(wave) 年数据，见报告附录 A。", "Source: data of \(wave), see Appendix A of the report.")
        : say("来源：\(wave) 年数据，见附录 A。", "Source: data of \(wave), see Appendix A.")
    }
    return say(
      "来源：\(wave) 年企业调查与部门数据，有效问卷 \(NumberText.count(n)) 份，加权。",
      "Source: enterprise survey and department data \(wave), \(NumberText.count(n)) valid questionnaires, weighted.")
  }
}

extension ReportInput {
  /// Names that a page can hold: a unit or node without a name is called by its code, and a name of more than a line
  /// or two is cut. The published tables keep names as they are.
  fileprivate var withPrintableNames: ReportInput {
    var copy = self
    func printable(_ name: LocalizedText, _ id: String, _ most: Int) -> LocalizedText {
      func one(_ text: String) -> String {
        let isBlank = text.allSatisfy(\.isWhitespace)
        return (isBlank ? id : text).shortened(to: most)
      }
      return LocalizedText(zh: one(name.zh), en: one(name.en))
    }
    func units(_ registry: UnitRegistry) -> UnitRegistry {
      var registry = registry
      registry.city = registry.city.map { city in
        var city = city
        city.name = printable(city.name, city.id, 40)
        return city
      }
      for index in registry.units.indices {
        registry.units[index].name = printable(registry.units[index].name, registry.units[index].id, 40)
      }
      return registry
    }
    func framework(_ framework: Framework) -> Framework {
      var framework = framework
      for index in framework.nodes.indices {
        framework.nodes[index].name = printable(framework.nodes[index].name, framework.nodes[index].id, 120)
      }
      for index in framework.monitors.indices {
        framework.monitors[index].name = printable(framework.monitors[index].name, framework.monitors[index].id, 120)
      }
      return framework
    }
    copy.evaluation.units = units(copy.evaluation.units)
    copy.pipeline.units = units(copy.pipeline.units)
    copy.evaluation.framework = framework(copy.evaluation.framework)
    copy.pipeline.framework = framework(copy.pipeline.framework)
    return copy
  }
}
