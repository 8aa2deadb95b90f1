/// What a headline, lead or title is, and what its template can ask for.
public struct PassageDefinition: Sendable, Hashable {
  /// How its words are finished.
  public enum Form: Sendable, Hashable {
    /// Without a full stop.
    case title
    /// Full sentences.
    case lead
  }

  /// Where it stands, and when.
  public var meaning: String
  public var form: Form
  /// Placeholders that always have a value.
  public var always: [PassagePlaceholder]
  /// Placeholders that may be without one, and so stand in `[ ]`.
  public var sometimes: [PassagePlaceholder]
  /// The template that the report comes with; nil where it makes the sentence from the values by rules of grammar.
  public var shipped: LocalizedText?

  /// The template that the report comes with, read.
  ///
  /// - Parameter language: of the tree.
  /// - Returns: nil where the sentence is made by rules of grammar.
  public func shippedTemplate(_ language: Language) -> PassageTemplate? {
    shipped.map { PassageTemplate.reading($0[language]).template }
  }

  /// All that a template may ask for.
  public var placeholders: [PassagePlaceholder] { always + sometimes }
}

extension PassageID {
  /// What it is, and what its template can ask for; the id of a group can ask for what all of its kind have.
  public var definition: PassageDefinition {
    var own = ownDefinition
    let all = variants.map(\.ownDefinition)
    guard let first = all.first else { return own }
    own.form = first.form
    own.always = first.always.filter { placeholder in all.allSatisfy { $0.always.contains(placeholder) } }
    own.sometimes = PassagePlaceholder.allCases.filter { placeholder in
      !own.always.contains(placeholder) && all.allSatisfy { $0.placeholders.contains(placeholder) }
    }
    return own
  }

  private var ownDefinition: PassageDefinition {
    switch self {
    case .reportHeadline: group("Below the report’s title")
    case .reportHeadlineCity:
      lead(
        "With a city that has a score", [.city, .score],
        [.interval, .change, .difference, .size, .previous, .changes, .comparison])
    case .reportHeadlineRanked: lead("Without a city, ranks with intervals", [.allUnits, .leaders])
    case .reportHeadlineScores: lead("Without a city, ranks by score alone", [], [.leaders])
    case .dimensionHeadline: title("Above the pages of a dimension: its name", [.dimension], [.score])
    case .unitHeadline: title("Above the profile of a unit: its name", [.unit], [.score])

    case .summaryChapter: title("Chapter", zh: "执行摘要", en: "Executive summary")
    case .methodChapter: title("Chapter", zh: "调查与方法", en: "Survey and method")
    case .qualityChapter: title("Chapter", zh: "数据质量", en: "Data quality")
    case .indexChapter: title("Chapter", zh: "总指数", en: "Overall index")
    case .dimensionsChapter: title("Chapter", zh: "分维度评价", en: "Dimensions")
    case .unitsChapter: group("Chapter on units")
    case .profilesChapter: title("Chapter of one sheet a unit", zh: "{unit_word}画像", en: "{unit_word} profiles")
    case .unitTableChapter:
      title("Chapter of one table, without a city or with many units", zh: "各{unit_word}", en: "{unit_words}")
    case .actionsChapter: title("Chapter", zh: "行动清单", en: "Action list")
    case .indicatorsAppendix: title("Appendix", zh: "指标、来源与权重", en: "Indicators, sources and weights")
    case .questionnaireAppendix: title("Appendix", zh: "问卷原文", en: "The questionnaire as asked")
    case .figuresAppendix: title("Appendix", zh: "每个数字的来历", en: "What stands behind each figure")
    case .robustnessAppendix: title("Appendix", zh: "指数的稳健性", en: "How firmly the index stands")
    case .editsAppendix: title("Appendix", zh: "数据改动记录", en: "Record of data edits")
    case .tablesAppendix: title("Appendix", zh: "数据表下载", en: "Data tables")
    case .glossaryAppendix: title("Appendix", zh: "术语", en: "Terms")

    case .dimensionLead: group("Opens the pages of a dimension")
    case .dimensionLeadCity:
      lead(
        "With a city that has a score", [.dimension, .city, .score],
        [.interval, .change, .difference, .size, .previous, .comparison, .parts, .weak])
    case .dimensionLeadScores: lead("Without", [.dimension], [.leaders, .span])
    case .unitLead: group("Opens the profile of a unit")
    case .unitLeadScored:
      lead(
        "With a score", [.unit, .score, .reference],
        [.interval, .change, .difference, .size, .previous, .comparison, .rank, .dimensions, .changes])
    case .unitLeadWithheld: lead("Without, for too few answers", [.unit])
    case .actionsLead: lead("Opens the chapter on actions", [.assigned, .notices], [.deadline])
    case .departmentLead: lead("Opens the sheet of a department", [.department, .assigned, .notices], [.deadline])
    case .editsLead: group("Opens the record of edits; in the summary too")
    case .editsLeadCleaned: lead("After cleaning", [.read, .kept, .aside, .cells, .flagged])
    case .editsLeadUntouched: lead("Where nothing was cleaned", [])

    case .rankingFigure: group("Figure and table of scores and ranks")
    case .rankingScores: title("Ranks without intervals", [.allUnits], [.leaders])
    case .rankingApart: title("All ranks are clear", [.allUnits])
    case .rankingTied: title("No two units can be told apart", [.allUnits])
    case .rankingNeighbours: title("No neighbours in rank can be told apart", [.allUnits])
    case .rankingMixed: title("Some can", [.allUnits, .alike], [.first, .last])
    case .heatFigure: group("Table of units by dimensions")
    case .heatScores: title("Without a city", [.allDimensions], [.leaders])
    case .heatNone: title("No clear difference", [.allDimensions, .city])
    case .heatEqual: title("Equally many in each dimension", [.allDimensions, .city, .count])
    case .heatSome:
      title("More in some than in others", [.allDimensions, .city, .most, .mostCount, .least, .leastCount])
    case .trendFigure: group("Figure of overall scores over the editions")
    case .trendNone: title("Nobody clearly moved", [.firstWave], [.city])
    case .trendSome: title("Some clearly moved", [.firstWave], [.city, .rose, .fell])
    case .trendUntested: title("The first scores are as published, and not tested", [.firstWave], [.city, .score])
    case .changeFigure: group("Figure of the dimensions’ change")
    case .changeNone: title("No clear change", [.city, .allDimensions, .previous])
    case .changeSome: title("A clear change", [.city, .allDimensions, .previous, .changes], [.rose, .fell])
    case .changeUntested: title("Nothing tested", [.city, .allDimensions, .previous])
    case .answersFigure: group("Figure of the answers to ratings")
    case .answersOne: title("One rating", Self.answers)
    case .answersAll: title("All have a majority of positive answers", Self.answers)
    case .answersNone: title("None has", Self.answers)
    case .answersUnclear: title("Of none it is clear", Self.answers)
    case .answersSome: title("Some have, or some have not", Self.answers, [.majority])
    case .importanceFigure: group("Figure of importance and score of ratings")
    case .importanceNone: title("Nothing to fix first", [.dimension])
    case .importanceSome: title("What to fix first", [.dimension, .ratings, .count])
    case .unitsChangeFigure: group("Figure of the units’ change in a dimension")
    case .unitsChangeNone: title("No clear change", [.dimension, .previous])
    case .unitsChangeSome: title("A clear change", [.dimension, .previous], [.rose, .fell])
    case .unitsChangeUntested: title("Nothing tested", [.dimension, .previous])
    case .groupsFigure: group("Figure of groups of firms")
    case .groupsNone: title("No clear difference", [.dimension, .city])
    case .groupsSome: title("A clear difference", [.dimension, .city], [.above, .below])
    case .groupsUntested: title("Nothing tested", [.dimension, .city])
    case .dimensionUnitsFigure: group("Figure of units in a dimension")
    case .dimensionUnitsScores: title("Without a city", [.dimension], [.leaders])
    case .dimensionUnitsNone: title("No clear difference", [.dimension, .city])
    case .dimensionUnitsSome: title("A clear difference", [.dimension, .city], [.above, .below])
    case .dimensionUnitsUntested: title("Nothing tested", [.dimension, .city])
    case .unitDimensionsFigure: group("Figure of a unit’s dimensions")
    case .unitDimensionsNone: title("No clear difference", [.unit, .reference])
    case .unitDimensionsSome: title("A clear difference", [.unit, .reference, .dimensions], [.above, .below])
    case .unitDimensionsUntested: title("Nothing tested", [.unit, .reference], [.parts])
    case .unitItemsFigure: group("Figure of a unit’s indicators")
    case .unitItemsNone: title("No clear difference", [.unit, .reference])
    case .unitItemsSome:
      title("The widest clear difference", [.unit, .reference, .indicator, .size, .difference])
    case .unitItemsUntested: title("Nothing tested", [.unit, .reference])
    case .unitHistoryFigure: group("Figure of a unit’s ranks over the years")
    case .unitHistoryUnranked: title("No rank this year", [.unit])
    case .unitHistoryFirst: title("No rank before", [.unit, .rank])
    case .unitHistorySame: title("Always the same rank", [.unit, .rank, .years, .best], [.rankInterval])
    case .unitHistoryRange: title("Several ranks", [.unit, .rank, .years, .best, .worst], [.rankInterval])
    case .unitObstaclesFigure: group("Figure of a unit’s obstacles")
    case .unitObstaclesOne: title("One is named most", [.unit, .obstacles, .share], [.city, .cityShare])
    case .unitObstaclesSeveral: title("Several are, equally often", [.unit, .obstacles, .share])
    case .questionsFigure: group("Figure of all questions by unit")
    case .questionsNone: title("No clear difference", [.city, .count])
    case .questionsSome: title("Clear differences", [.city, .count, .aboveCount, .belowCount])

    case .assignedTable: title("Table of assigned items", [.count, .indicator], [.unit])
    case .noticeTable: title("Table of items of notice", [.count])
    case .priorityTable: title("Table of the summary", zh: "优先行动", en: "Priority actions")
    case .rulesTable: title("Table of rules", zh: "下判断的词，由规则决定", en: "Words that judge are given by rule")
    case .frameworkTable: title("Table of a dimension’s indicators and weights", [.dimension, .weight])
    case .compositesTable: title("Table of scores", zh: "总指数与各维度", en: "The index and its dimensions")
    case .estimatesTable: title("Table of what stands behind a dimension’s figures: its name", [.dimension])
    case .tiersTable: title("Table", zh: "哪些差别说得准", en: "Which differences can be told")
    case .alternativesTable: title("Table", zh: "换一种方法，结论变不变", en: "Whether another method says otherwise")
    case .weightsTable: title("Table", zh: "权重实际起了多大作用", en: "What weights come to")
    case .changesTable: title("Table", zh: "变化从哪里来", en: "What changes come from")
    case .commonScoresTable: title("Table", zh: "指标变了，两年还能不能比", en: "Whether the two waves can be compared")
    case .convergenceTable: title("Table", zh: "差距在拉大还是缩小", en: "Whether {unit_words} draw together")

    case .surenessHeading: title("In the summary", zh: "这些结论有多可靠", en: "How sure are these findings?")
    case .dimensionFindingsHeading:
      title("On the pages of a dimension", zh: "哪些指标可以下判断", en: "What may be said of its indicators")
    case .unitFindingsHeading:
      title("In the profile of a unit", zh: "优势、短板、弱项、苗头", en: "Strengths, shortfalls, weak spots, watch")
    case .practicesHeading: title("In the chapter on actions", zh: "各地做法", en: "What cities have done")
    case .objectionsHeading:
      title("In the chapter on method", zh: "先回答最容易受质疑的地方", en: "What is questioned first, answered first")
    case .designHeading:
      title("In the chapter on method", zh: "总体、样本与权重", en: "Population, sample and weights")
    case .buildingHeading: title("In the chapter on method", zh: "指数怎样算出", en: "How the index is built")
    case .notesHeading: title("In the chapter on method", zh: "对数据的说明", en: "Notes on the data")
    }
  }

  private static let answers: [PassagePlaceholder] = [
    .dimension, .count, .highest, .highestShare, .lowest, .lowestShare,
  ]

  private func group(_ meaning: String) -> PassageDefinition {
    PassageDefinition(meaning: meaning, form: .title, always: [], sometimes: [])
  }

  private func title(
    _ meaning: String, _ always: [PassagePlaceholder], _ sometimes: [PassagePlaceholder] = []
  ) -> PassageDefinition {
    PassageDefinition(
      meaning: meaning, form: .title, always: always + PassagePlaceholder.common, sometimes: sometimes)
  }

  private func title(_ meaning: String, zh: String, en: String) -> PassageDefinition {
    PassageDefinition(
      meaning: meaning, form: .title, always: PassagePlaceholder.common, sometimes: [],
      shipped: LocalizedText(zh: zh, en: en))
  }

  private func lead(
    _ meaning: String, _ always: [PassagePlaceholder], _ sometimes: [PassagePlaceholder] = []
  ) -> PassageDefinition {
    PassageDefinition(meaning: meaning, form: .lead, always: always + PassagePlaceholder.common, sometimes: sometimes)
  }
}
