import SurveyModel
import Tables

extension ReportPages {
  /// One A4 sheet for each ranked unit of a city, as declared: `units/GX.html`. An index without a city has nothing that
  /// a unit is held against, and no sheets.
  var unitSheets: [PublishedDocument] {
    guard data.city != nil else { return [] }
    let units = data.evaluation.units.ranked
    let domain = data.dimensionDomain()
    let names = SheetFileNames.names(codes: units.map(\.id))
    return parallelMap(count: units.count, threads: availableCores()) { place in
      let unit = units[place]
      return sheet("units/\(names[place]).html", subject: unit.name) { tree in
        tree.body += tree.profile(
          unit, id: tree.id("unit-" + anchor(unit.id)), domain: domain,
          heading: "<h2>\(tree.say(unit.name))</h2>\n")
      }
    }
  }

  /// A page of its own in the languages of the report, without a link to anything that is not in it.
  func sheet(
    _ path: String, subject: LocalizedText, write: (inout LanguageTree) -> Void
  ) -> PublishedDocument {
    let trees = languages.map { language in
      var tree = LanguageTree(language, data: data, words: words, downloads: Downloads([]), isSheet: true)
      write(&tree)
      tree.writeFooter()
      return tree
    }
    let shell = SheetShell(frame: PageFrame(input: input, trees: trees), subject: subject)
    return PublishedDocument(path: path, bytes: Array(shell.html.utf8))
  }
}
