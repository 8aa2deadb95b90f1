/// What a template of a headline, lead or title can ask for. Numbers come from the one formatter of the report, and what is
/// said of a change or a difference is the report's own clause, with the verdict of its tests.
public enum PassagePlaceholder: String, TemplatePlaceholder {
  case title, wave, previous
  case firstWave = "first_wave"
  case unitWord = "unit_word"
  case unitWords = "unit_words"
  case allUnits = "all_units"
  case allDimensions = "all_dimensions"
  case city, unit, dimension, indicator, department, reference
  case score, interval, difference, size, weight
  case change, changes, comparison, dimensions, leaders, span, parts, weak, alike, rank
  case first, last, above, below, rose, fell, most, least
  case mostCount = "most_count"
  case leastCount = "least_count"
  case aboveCount = "above_count"
  case belowCount = "below_count"
  case count, ratings, majority, highest, lowest
  case highestShare = "highest_share"
  case lowestShare = "lowest_share"
  case obstacles, share
  case cityShare = "city_share"
  case years, best, worst
  case rankInterval = "rank_interval"
  case assigned, notices, deadline
  case read, kept, aside, cells, flagged

  /// What every template may ask for.
  public static let common: [PassagePlaceholder] = [.title, .wave, .unitWord, .unitWords]

  /// What it says, in a few words.
  var meaning: String {
    switch self {
    case .title: "the report’s title"
    case .wave: "the year"
    case .previous: "last year, or the year of the wave before"
    case .firstWave: "the year that the latest is compared with"
    case .unitWord: "what a unit is called, such as district"
    case .unitWords: "the same of several"
    case .allUnits: "the units by their count, such as seven districts"
    case .allDimensions: "the dimensions by their count"
    case .city: "the city, or what units are held against"
    case .unit: "the unit"
    case .dimension: "the dimension"
    case .indicator: "the indicator"
    case .department: "the department"
    case .reference: "what a unit is held against"
    case .score: "the score"
    case .interval: "its interval"
    case .difference: "the difference or change with its sign"
    case .size: "the same without its sign"
    case .weight: "the share of the index"
    case .change: "the clause on the change of the score"
    case .changes: "the clause on dimensions that rose or fell"
    case .comparison: "the clause on units against the city, or of the unit against its reference"
    case .dimensions: "the clause on dimensions of the unit against its reference"
    case .leaders: "the clause on the highest scores"
    case .span: "the clause on the lowest and the highest score"
    case .parts: "the clause on the best and the worst part"
    case .weak: "the clause on weak spots"
    case .alike: "the clause on ranks that cannot be told apart"
    case .rank: "the clause on the rank"
    case .first: "the units that are clearly first"
    case .last: "the unit that is clearly last"
    case .above: "what is clearly above"
    case .below: "what is clearly below"
    case .rose: "what clearly rose"
    case .fell: "what clearly fell"
    case .most: "the dimensions with most clear differences"
    case .least: "those with fewest"
    case .mostCount: "how many units differ clearly there at most"
    case .leastCount: "and at least"
    case .aboveCount: "how many comparisons are clearly above"
    case .belowCount: "how many are clearly below"
    case .count: "how many there are"
    case .ratings: "the ratings"
    case .majority: "how many ratings most firms answer positively"
    case .highest: "the rating with the largest share of positive answers"
    case .lowest: "the one with the smallest"
    case .highestShare: "that largest share"
    case .lowestShare: "that smallest share"
    case .obstacles: "the obstacle named most, or those named equally often"
    case .share: "the share of firms"
    case .cityShare: "the share of firms in the city"
    case .years: "how many years"
    case .best: "the best rank of these years"
    case .worst: "the worst rank of these years"
    case .rankInterval: "this year’s rank interval"
    case .assigned: "how many items are assigned"
    case .notices: "how many items are of notice"
    case .deadline: "when results are due"
    case .read: "how many records were read"
    case .kept: "how many were kept"
    case .aside: "how many were set aside"
    case .cells: "how many cells were changed"
    case .flagged: "how many records were flagged"
    }
  }
}

/// A template of a headline, lead or title.
public typealias PassageTemplate = TextTemplate<PassagePlaceholder>
