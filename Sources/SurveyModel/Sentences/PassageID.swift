/// A headline, lead or title of the report that a pipeline can put into words of its own: the one list of them.
///
/// What the report says in one of several ways has an id for each, such as `figure.ranking.tied`; that of the group, such as
/// `figure.ranking`, stands for those that have no template of their own.
public enum PassageID: String, Sendable, Hashable, CaseIterable {
  // MARK: Headlines

  case reportHeadline = "headline.report"
  case reportHeadlineCity = "headline.report.city"
  case reportHeadlineRanked = "headline.report.ranked"
  case reportHeadlineScores = "headline.report.scores"
  case dimensionHeadline = "headline.dimension"
  case unitHeadline = "headline.unit"

  // MARK: Chapters and appendices

  case summaryChapter = "chapter.summary"
  case methodChapter = "chapter.method"
  case qualityChapter = "chapter.quality"
  case indexChapter = "chapter.index"
  case dimensionsChapter = "chapter.dimensions"
  case unitsChapter = "chapter.units"
  case profilesChapter = "chapter.units.profiles"
  case unitTableChapter = "chapter.units.table"
  case actionsChapter = "chapter.actions"
  case indicatorsAppendix = "appendix.indicators"
  case questionnaireAppendix = "appendix.questionnaire"
  case figuresAppendix = "appendix.figures"
  case robustnessAppendix = "appendix.robustness"
  case editsAppendix = "appendix.edits"
  case tablesAppendix = "appendix.tables"
  case glossaryAppendix = "appendix.glossary"

  // MARK: Leads

  case dimensionLead = "lead.dimension"
  case dimensionLeadCity = "lead.dimension.city"
  case dimensionLeadScores = "lead.dimension.scores"
  case unitLead = "lead.unit"
  case unitLeadScored = "lead.unit.scored"
  case unitLeadWithheld = "lead.unit.withheld"
  case actionsLead = "lead.actions"
  case departmentLead = "lead.department"
  case editsLead = "lead.edits"
  case editsLeadCleaned = "lead.edits.cleaned"
  case editsLeadUntouched = "lead.edits.untouched"

  // MARK: Figures

  case rankingFigure = "figure.ranking"
  case rankingScores = "figure.ranking.scores"
  case rankingApart = "figure.ranking.apart"
  case rankingTied = "figure.ranking.tied"
  case rankingNeighbours = "figure.ranking.neighbours"
  case rankingMixed = "figure.ranking.mixed"
  case heatFigure = "figure.heat"
  case heatScores = "figure.heat.scores"
  case heatNone = "figure.heat.none"
  case heatEqual = "figure.heat.equal"
  case heatSome = "figure.heat.some"
  case trendFigure = "figure.trend"
  case trendNone = "figure.trend.none"
  case trendSome = "figure.trend.some"
  case trendUntested = "figure.trend.untested"
  case changeFigure = "figure.change"
  case changeNone = "figure.change.none"
  case changeSome = "figure.change.some"
  case changeUntested = "figure.change.untested"
  case answersFigure = "figure.answers"
  case answersOne = "figure.answers.one"
  case answersAll = "figure.answers.all"
  case answersNone = "figure.answers.none"
  case answersUnclear = "figure.answers.unclear"
  case answersSome = "figure.answers.some"
  case importanceFigure = "figure.importance"
  case importanceNone = "figure.importance.none"
  case importanceSome = "figure.importance.some"
  case unitsChangeFigure = "figure.units_change"
  case unitsChangeNone = "figure.units_change.none"
  case unitsChangeSome = "figure.units_change.some"
  case unitsChangeUntested = "figure.units_change.untested"
  case groupsFigure = "figure.groups"
  case groupsNone = "figure.groups.none"
  case groupsSome = "figure.groups.some"
  case groupsUntested = "figure.groups.untested"
  case dimensionUnitsFigure = "figure.dimension_units"
  case dimensionUnitsScores = "figure.dimension_units.scores"
  case dimensionUnitsNone = "figure.dimension_units.none"
  case dimensionUnitsSome = "figure.dimension_units.some"
  case dimensionUnitsUntested = "figure.dimension_units.untested"
  case unitDimensionsFigure = "figure.unit_dimensions"
  case unitDimensionsNone = "figure.unit_dimensions.none"
  case unitDimensionsSome = "figure.unit_dimensions.some"
  case unitDimensionsUntested = "figure.unit_dimensions.untested"
  case unitItemsFigure = "figure.unit_items"
  case unitItemsNone = "figure.unit_items.none"
  case unitItemsSome = "figure.unit_items.some"
  case unitItemsUntested = "figure.unit_items.untested"
  case unitHistoryFigure = "figure.unit_history"
  case unitHistoryUnranked = "figure.unit_history.unranked"
  case unitHistoryFirst = "figure.unit_history.first"
  case unitHistorySame = "figure.unit_history.same"
  case unitHistoryRange = "figure.unit_history.range"
  case unitObstaclesFigure = "figure.unit_obstacles"
  case unitObstaclesOne = "figure.unit_obstacles.one"
  case unitObstaclesSeveral = "figure.unit_obstacles.several"
  case questionsFigure = "figure.questions"
  case questionsNone = "figure.questions.none"
  case questionsSome = "figure.questions.some"

  // MARK: Tables

  case assignedTable = "table.assigned"
  case noticeTable = "table.notice"
  case priorityTable = "table.priority"
  case rulesTable = "table.rules"
  case frameworkTable = "table.framework"
  case compositesTable = "table.composites"
  case estimatesTable = "table.estimates"
  case tiersTable = "table.tiers"
  case alternativesTable = "table.alternatives"
  case weightsTable = "table.weights"
  case changesTable = "table.changes"
  case commonScoresTable = "table.common_scores"
  case convergenceTable = "table.convergence"

  // MARK: Headings within a chapter

  case surenessHeading = "heading.sureness"
  case dimensionFindingsHeading = "heading.dimension_findings"
  case unitFindingsHeading = "heading.unit_findings"
  case practicesHeading = "heading.practices"
  case objectionsHeading = "heading.objections"
  case designHeading = "heading.design"
  case buildingHeading = "heading.building"
  case notesHeading = "heading.notes"

  /// The id that stands for this one and its like; nil where it stands alone, or is such an id.
  public var group: PassageID? {
    let parts = rawValue.split(separator: ".")
    return PassageID(rawValue: parts.dropLast().joined(separator: "."))
  }

  /// The ids that this one stands for.
  public var variants: [PassageID] { Self.allCases.filter { $0.group == self } }
}
