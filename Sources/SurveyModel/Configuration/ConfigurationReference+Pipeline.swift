extension ConfigurationReference {
  static let pipelineSections: [ConfigurationSection] = [
    ConfigurationSection(
      "pipeline", "pipeline.yaml: what is made from which data.",
      [
        ConfigurationKey("id", .text, required: true, "Short name for run ids: letters, digits and `-`."),
        ConfigurationKey("title", .localizedText, required: true, "The title of the report."),
        ConfigurationKey("notice", .localizedText, "One line about the data, shown beside the title."),
        ConfigurationKey("edition", .text, required: true, "The edition of the report, such as `\"2025.1\"`."),
        ConfigurationKey("wave", .integer, required: true, "The year that is reported; replaces `{wave}` in paths."),
        ConfigurationKey("previous_wave", .integer, "The year that changes are measured from."),
        ConfigurationKey("as_of", .date, required: true, "The day the data stand at."),
        ConfigurationKey("seed", .integer, required: true, "The seed of every random draw."),
        ConfigurationKey(
          "languages", .list(.word(["zh", "en"])), default: "[zh, en]", "The report's languages, the first shown first."
        ),
        ConfigurationKey("output", .path, required: true, "The folder that runs are written to."),
        ConfigurationKey("units", .path, required: true, "The file of the units that are assessed."),
        ConfigurationKey("questionnaire", .path, "The file of the questionnaire; needed by a source of role survey."),
        ConfigurationKey("sources", .named(.section("source")), required: true, "The data, by a name for expressions."),
        ConfigurationKey("calendar", .path, "The file of public holidays and make-up days, for WORKDAYS."),
        ConfigurationKey("cleaning", .path, "The file of cleaning rules and derived variables."),
        ConfigurationKey(
          "corrections", .path,
          "A CSV file of call-backs, applied before any rule: record, variable, value, reason, by; wave where there are "
            + "several."),
        ConfigurationKey("decisions", .path, "The file of reviewers' decisions to keep records in spite of a rule."),
        ConfigurationKey(
          "salt", .path, default: "the seed",
          "A file that only its owner can read (mode 0600): the secret of the hashes that identities become."),
        ConfigurationKey("design", .section("design"), "The survey's sample design and weighting; needed by a survey."),
        ConfigurationKey(
          "domains", .list(.list(.text)), default: "[]",
          "Crossings of variables of the survey, such as `[[size], [region, size]]`: every indicator and monitor of the "
            + "survey is estimated for each of their combinations too (`data/domain_estimates.csv`)."),
        ConfigurationKey("framework", .path, required: true, "The file of the indicator framework."),
        ConfigurationKey("experts", .path, "The file of what experts said about weights; for `ahp` and `budget`."),
        ConfigurationKey("uncertainty", .section("uncertainty"), "How uncertainty is computed."),
        ConfigurationKey("history", .text, "The source of role published with scores of earlier years."),
        ConfigurationKey(
          "totals", .section("totals"), "Totals of amounts to publish by tables, without telling on a firm."),
        ConfigurationKey("reference", .section("reference"), "A published figure the city is held against."),
        ConfigurationKey("display", .section("display"), "How precise an estimate must be to be printed."),
        ConfigurationKey("report", .section("report"), "What may be said."),
        ConfigurationKey("tiers", .section("tiers"), "How units are sorted into tiers."),
        ConfigurationKey("importance", .section("importance"), "Which overall judgement ratings are held against."),
        ConfigurationKey("small_areas", .section("small_areas"), "Which estimates are also modelled unit by unit."),
        ConfigurationKey(
          "standardised", .section("standardised"), "Which figures are also estimated under the make-up of the city."),
        ConfigurationKey(
          "associations", .list(.section("association")), default: "[]",
          "Pairs of variables of the survey whose association is tested (`data/associations.csv`)."),
        ConfigurationKey("measures", .path, "The file of measures that may be taken where an indicator falls short."),
        ConfigurationKey("actions", .section("actions"), "How findings become lists of actions."),
        ConfigurationKey(
          "lock", .word(RunLocking.allCases.map(\.rawValue)), default: "flock",
          "How two runs into one output folder are kept apart; `none` only where the file system's locks cannot be relied "
            + "on, and something else keeps runs apart."),
        ConfigurationKey("retention", .section("retention"), "Which earlier runs `bizclimate runs prune` leaves."),
      ]),
    ConfigurationSection(
      "source", "One source of data.",
      [
        ConfigurationKey(
          "role", .word(SourceRole.allCases.map(\.rawValue)), required: true,
          "What its rows are: answers, one row a unit, many records a unit, population counts, published figures."),
        ConfigurationKey(
          "path", .either([.path, .list(.path)]), required: true,
          "The file, or a list of files with the same columns; `{wave}` stands for the wave, `*` and `?` in a name for "
            + "any characters and one. Several files are read as one, in the order of their names."),
        ConfigurationKey(
          "format", .word(SourceFormat.allCases.map(\.rawValue)), default: "by the file's ending",
          "The container; `sav` is SPSS (also .zsav), `dta` is Stata."),
        ConfigurationKey(
          "platform", .word(platformWords), "The survey platform whose export it is; needed by a survey in CSV or XLSX."
        ),
        ConfigurationKey(
          "mapping", .named(.text),
          "For a survey: a column's header, a question's code or its number, and the variable or question it holds."),
        ConfigurationKey("ignore", .list(.text), default: "[]", "For a survey: columns to leave out, named likewise."),
        ConfigurationKey(
          "answers", .word(["labels", "codes"]), default: "as the file has them",
          "For a survey: whether cells hold the words of options or their codes."),
        ConfigurationKey("waves", .list(.integer), default: "all waves", "The waves it exists for."),
        ConfigurationKey("sheet", .text, default: "the first visible one", "The sheet of a workbook."),
        ConfigurationKey(
          "encoding", .text, default: "as the file says",
          "The encoding of the text of an SPSS or Stata file, such as `GB18030`, where the file is wrong."),
        ConfigurationKey(
          "header_rows", .either([.integer, .list(.integer)]), default: "found by itself; `1` in a survey",
          "The row of the header, or first and last row of a header of several rows."),
        ConfigurationKey(
          "max_unreadable", .text, default: "5%",
          "The share of rows that may be unreadable before the run stops; totals and notes do not count."),
        ConfigurationKey("limits", .section("limits"), "What a sound but huge file may cost beyond the usual."),
        ConfigurationKey(
          "record", .text,
          "The path of the record element in XML, such as `/ledger/case`. Submissions of ODK, KoBoToolbox and Ona need "
            + "none; `/data/children` is the table of what repeats in them, a row an element, with `parent_record`, "
            + "`position` and the submission's fields as `../field`: in XML the elements of that name, in CSV and XLSX "
            + "the columns `children[1]/age`, `children[2]/age`."),
        ConfigurationKey("unit", .text, "The column, or the question, that names the unit."),
        ConfigurationKey("cluster", .text, "For records: the column of sampling units, against overdispersion."),
        ConfigurationKey(
          "columns", .named(.either([.section("column"), .word(columnTypeWords), .nothing])),
          "The columns wanted, by the name used in expressions."),
      ]),
    ConfigurationSection(
      "limits",
      "What one file of the source may cost; a file that costs more is refused, and the message names the limit.",
      limitKeys),
    ConfigurationSection(
      "column", "One column of a source; a single word instead of a mapping is its type.",
      [
        ConfigurationKey(
          "header", .text, default: "the column's name",
          "The header text, parts of a header of several rows joined by `/`; in XML the path inside the record."),
        ConfigurationKey("type", .word(columnTypeWords), default: "inferred, a number in expressions", "The type."),
        ConfigurationKey("unit", .text, "The unit the figure shall have, such as 万元; converted from the source's."),
        ConfigurationKey("codes", .named(.text), "Codes for the texts in the source, such as `大型: large`."),
      ]),
    ConfigurationSection(
      "design", "How the respondents came to be, and what the weights must meet.",
      [
        ConfigurationKey(
          "selection", .word(SelectionMethod.allCases.map(\.rawValue)), required: true,
          "How respondents came into the sample; decides what is said of intervals."),
        ConfigurationKey(
          "strata", .list(.text), default: "[]", "Variables whose crossing makes the strata; none for one stratum."),
        ConfigurationKey(
          "population", .section("population"), "The population counts; needed without `weights`, and for margins."),
        ConfigurationKey(
          "weights", .text, "The variable that holds sampling weights, where they do not follow from the population."),
        ConfigurationKey(
          "cluster", .text, "With `weights`: the variable of primary sampling units; without it each record is one."),
        ConfigurationKey(
          "fpc", .text,
          "With `weights`: the variable that says how many units the stratum holds in the population, or which share "
            + "of them was drawn, if all are at most 1; without it there is no finite population correction."),
        ConfigurationKey(
          "nested", .boolean, default: "false", "Whether unit numbers of `cluster` start anew in each stratum."),
        ConfigurationKey(
          "lonely", .word(LonelyPolicy.allCases.map(\.rawValue)), default: "certainty",
          "What a stratum with a single unit adds to the variance of an estimate: `certainty` and `remove` nothing, "
            + "`average` the mean of the others, `adjust` its distance from the mean of all; `fail` stops the run."),
        ConfigurationKey(
          "margins", .list(.list(.text)), default: "[]", "Margins for raking, each a crossing of variables."),
        ConfigurationKey(
          "bounds", .list(.number), default: "none",
          "`[least, greatest]` factor by which margins may change a weight, below and above 1; then margins are met by "
            + "calibration (Deville and Särndal 1992, logit) instead of raking."),
        ConfigurationKey(
          "nonresponse", .section("nonresponse"),
          "With `weights`, where the file has those who were drawn and did not respond: how the weights of respondents are "
            + "raised for them."),
        ConfigurationKey(
          "trim", .list(.number), default: "none",
          "`[least, greatest]` weight as multiples of the median weight; weights are trimmed into them before margins "
            + "are met, the excess spread over the others."),
        ConfigurationKey("collapse", .section("collapse"), "How cells with few respondents are merged."),
        ConfigurationKey("firm", .text, "The variable that identifies a firm across waves."),
        ConfigurationKey(
          "invitations", .integer,
          "How many enterprises were invited, where that was counted: only then there is a response rate."),
      ]),
    ConfigurationSection(
      "population", "Where population counts come from.",
      [
        ConfigurationKey("source", .text, required: true, "A source of role frame."),
        ConfigurationKey("count", .text, required: true, "Its column of counts."),
      ]),
    ConfigurationSection(
      "collapse", "Merging of neighbouring cells along one ordered variable.",
      [
        ConfigurationKey("variable", .text, required: true, "One of the strata variables."),
        ConfigurationKey("order", .list(.text), required: true, "Its codes in order; only neighbours merge."),
        ConfigurationKey(
          "minimum_respondents", .integer, default: "20", "A cell with fewer respondents is merged."),
        ConfigurationKey(
          "maximum_factor", .number, default: "3",
          "A cell whose weight factor relative to the sample's mean exceeds this is merged."),
      ]),
    ConfigurationSection(
      "uncertainty", "How uncertainty is computed.",
      [
        ConfigurationKey("replicates", .integer, default: "1000", "Bootstrap replicates; 0 or at least 100."),
        ConfigurationKey(
          "multiple_imputations", .integer, default: "none",
          "How many imputations by the approximate Bayesian bootstrap stand for answers imputed by `hot_deck` (Rubin 1987), "
            + "from 2; without the key every replicate imputes anew."),
        ConfigurationKey(
          "alternatives", .section("alternatives"),
          "What could have been decided otherwise about the index; all of it is tried with every replicate."),
        ConfigurationKey(
          "draws", .integer, default: "1000",
          "Rows of a pick-freeze sample, where alternatives have too many combinations to try them all."),
        ConfigurationKey(
          "bootstrap", .integer, default: "100", "Resamples behind the intervals of variance shares; 0 for none."),
      ]),
    ConfigurationSection(
      "alternatives", "Alternatives of method; each key is a source of uncertainty beside sampling.",
      [
        ConfigurationKey(
          "normalisation",
          .list(.either([.word(NormalisationAlternative.allCases.map(\.rawValue)), .section("alternative")])),
          default: "[]", "How all indicators are scored; `declared` is as the framework says."),
        ConfigurationKey(
          "weighting", .list(.either([.word(WeightingAlternative.allCases.map(\.rawValue)), .section("alternative")])),
          default: "[]", "How the children of all nodes are weighed."),
        ConfigurationKey(
          "aggregation",
          .list(.either([.word(AggregationAlternative.allCases.map(\.rawValue)), .section("alternative")])),
          default: "[]", "How all nodes are put together."),
        ConfigurationKey("weight_noise", .section("weight_noise"), default: "none", "How declared weights are varied."),
        ConfigurationKey("drop_one", .boolean, default: "false", "Whether each indicator is left out in turn."),
      ]),
    ConfigurationSection(
      "alternative", "A method and how plausible it is.",
      [
        ConfigurationKey("method", .text, required: true, "One of the words of the list."),
        ConfigurationKey("weight", .number, default: "1", "Relative to the others; above 0."),
      ]),
    ConfigurationSection(
      "weight_noise", "Random weights around the declared ones; one of `factor` and `concentration`.",
      [
        ConfigurationKey("factor", .number, "Every weight times 1 + U(-factor, factor)."),
        ConfigurationKey(
          "concentration", .number, "Dirichlet weights around the declared shares; the larger, the closer."),
        ConfigurationKey("draws", .integer, default: "50", "How many draws of weights stand for all."),
      ]),
    ConfigurationSection(
      "experts", "The file named by `experts`: what experts said about the importance of siblings.",
      [ConfigurationKey("panels", .list(.section("panel")), required: true, "The panels.")]),
    ConfigurationSection(
      "panel", "One question put to experts, how important nodes are.",
      [
        ConfigurationKey("id", .text, required: true, "The name that `weighting` refers to."),
        ConfigurationKey("compares", .list(.text), required: true, "Codes of all children of one node."),
        ConfigurationKey("experts", .list(.section("expert")), required: true, "What each said."),
      ]),
    ConfigurationSection(
      "expert", "What one expert said.",
      [
        ConfigurationKey("name", .text, required: true, "For messages."),
        ConfigurationKey("weight", .number, default: "1", "Relative to the other experts; above 0."),
        ConfigurationKey(
          "judgements", .list(.text),
          "For `ahp`: how much more important the first is than each after it, then the second, and so on; from 1/9 to 9."
        ),
        ConfigurationKey("points", .list(.number), "For `budget`: points, in the order of `compares`."),
      ]),
    ConfigurationSection(
      "reference", "A published figure the city is held against.",
      [
        ConfigurationKey("source", .text, required: true, "A source of role published."),
        ConfigurationKey("name", .localizedText, required: true, "What the report calls it."),
      ]),
    ConfigurationSection(
      "totals",
      "Weighted totals of amounts that the survey asked for, published with all margins (`tables/totals.csv`). A total that "
        + "says too much about one firm is withheld, and so are others from which it could be worked out, over all tables, "
        + "waves, and a unit with and without the zone carved out of it together.",
      [
        ConfigurationKey("variables", .list(.text), required: true, "Questions of amounts of 0 and more."),
        ConfigurationKey(
          "tables", .list(.list(.text)), required: true,
          "The variables that each table crosses, such as `[[unit_id, size], [unit_id, sector]]`."),
        ConfigurationKey(
          "holder", .text, "The variable that says who holds a firm; firms under one holder count as one."),
        ConfigurationKey("confidentiality", .section("confidentiality"), "When a total says too much about one firm."),
      ]),
    ConfigurationSection(
      "confidentiality", "Rules that a total must meet; one that is left out asks nothing.",
      [
        ConfigurationKey("contributors", .integer, default: "3", "The least number of firms behind a total."),
        ConfigurationKey(
          "dominance", .section("dominance"), "The (n, k) rule: the largest firms must not make up more of a total."),
        ConfigurationKey(
          "prior_posterior", .number,
          "The p % rule, as a share: the second largest firm must not be able to tell the largest more closely."),
        ConfigurationKey(
          "margin", .number, default: "0.15",
          "How far from a withheld total anybody's best guess must remain, as a share of it."),
      ]),
    ConfigurationSection(
      "dominance", "The (n, k) rule.",
      [
        ConfigurationKey("firms", .integer, required: true, "n: how many of the largest firms."),
        ConfigurationKey("share", .number, required: true, "k: the greatest share of the total that they may make up."),
      ]),
    ConfigurationSection(
      "nonresponse",
      "Respondents of a weighting class stand for those of the class who did not respond (Oh & Scheuren 1983); the others "
        + "leave the sample.",
      [
        ConfigurationKey("variable", .text, required: true, "The variable that says who responded."),
        ConfigurationKey("responded", .list(.text), required: true, "Its codes for those who did."),
        ConfigurationKey(
          "classes", .list(.text), default: "[]",
          "The variables whose crossing makes the weighting classes, known of all who were drawn; none for one class."),
      ]),
    ConfigurationSection(
      "display",
      "How precise an estimate from the survey must be to be printed; what is not printed stays in the index.",
      [
        ConfigurationKey(
          "show", .section("display limits"), default: "{n: 30, effective_n: 30, df: 8}",
          "What an estimate must meet to be shown; these limits and no others."),
        ConfigurationKey(
          "trust", .section("display limits"), default: "{cv: 0.165}",
          "What it must meet to be shown without a warning; these limits and no others."),
      ]),
    ConfigurationSection(
      "display limits", "Limits of one kind; one that is left out asks nothing.",
      [
        ConfigurationKey("n", .number, "The least number of respondents with a value."),
        ConfigurationKey("effective_n", .number, "The least effective number of them, (Σw)² / Σw²."),
        ConfigurationKey("df", .number, "The least degrees of freedom."),
        ConfigurationKey(
          "cv", .number,
          "The greatest coefficient of variation (standard error over estimate), as a share; asked of amounts, counts and shares, not of ratings."
        ),
      ]),
    ConfigurationSection(
      "report", "What may be said.",
      [
        ConfigurationKey(
          "strength_threshold", .number, default: "75", "Score from which a difference may be called a strength."),
        ConfigurationKey(
          "weak_threshold", .number, default: "60", "Score that the interval must lie below to be called weak."),
        ConfigurationKey(
          "logo", .path, "A picture for the masthead, SVG or PNG, embedded in the page; at most 200 KB."),
        ConfigurationKey("palette", .section("palette"), "Colours that take the place of the usual ones."),
        ConfigurationKey(
          "chapters",
          .list(.either([.word(StandardChapter.allCases.map(\.rawValue)), .path, .localizedText])),
          default: "all, in this order",
          "Which chapters and appendices there are, and in what order. A file that ends in `.md`, or `{zh: …, en: …}` with "
            + "one for each language, is a chapter of your own. `method`, `indicators` and `tables` cannot be left out."
        ),
        ConfigurationKey(
          "words", .section("report words"), "Words that take the place of others wherever the report says them."),
        ConfigurationKey(
          "templates", .path,
          "A file of sentences that take the place of those in which findings are told, and of headlines, leads and titles."
        ),
      ]),
    ConfigurationSection(
      "palette", "Colours by what they are for. Each must be readable on its ground: a contrast of 4.5 to 1.",
      [
        ConfigurationKey("accent", .section("colour"), "Links, numbers of chapters, the line of the city."),
        ConfigurationKey("masthead", .section("colour"), "The ground of the masthead."),
        ConfigurationKey("above", .section("colour"), "What lies clearly above."),
        ConfigurationKey("below", .section("colour"), "What lies clearly below."),
      ]),
    ConfigurationSection(
      "colour", "A colour as `#rrggbb`.",
      [
        ConfigurationKey("light", .text, required: true, "On light ground, and on paper."),
        ConfigurationKey("dark", .text, "On dark ground."),
      ]),
    ConfigurationSection(
      "report words", "What is said instead, by language, such as `zh: {区县: 板块}`.",
      [
        ConfigurationKey("zh", .named(.text), default: "{}", "In Chinese."),
        ConfigurationKey("en", .named(.text), default: "{}", "In English."),
      ]),
    ConfigurationSection(
      "calendar", "The file named by `calendar`: working days are Monday to Friday but for these.",
      [
        ConfigurationKey("holidays", .list(.date), default: "[]", "Public holidays."),
        ConfigurationKey("make_up_days", .list(.date), default: "[]", "Weekend days that are worked."),
      ]),
  ]

  static let columnTypeWords = ["bool", "integer", "double", "category", "text", "date", "dateTime"]
}

extension ConfigurationReference {
  /// What a file may cost, with the defaults of the readers.
  static let limitKeys = [
    ConfigurationKey(
      "inflated_bytes", .integer, default: "536870912", "Bytes of a sheet, or of a packed file, after inflating."),
    ConfigurationKey(
      "part_bytes", .integer, default: "16777216", "Bytes after inflating of each other part of a workbook."),
    ConfigurationKey(
      "inflation_ratio", .integer, default: "200", "Inflated to compressed size of one part above 16 MB."),
    ConfigurationKey("cells", .integer, default: "20000000", "Cells of one sheet, gaps between cells included."),
    ConfigurationKey("gaps_per_cell", .integer, default: "100", "Gaps to fill for each cell of a sheet that is there."),
    ConfigurationKey("text_bytes", .integer, default: "201326592", "Bytes of all texts of one sheet."),
    ConfigurationKey("merged_ranges", .integer, default: "1000000", "Merged ranges of one sheet."),
    ConfigurationKey("value_bytes", .integer, default: "1048576", "Bytes of one cell or one XML value."),
    ConfigurationKey("depth", .integer, default: "64", "Nesting of XML elements."),
    ConfigurationKey("tag_bytes", .integer, default: "65536", "Bytes between `<` and `>` of one XML tag."),
  ]

  /// The survey platforms whose exports are read; `auto` lets the file tell.
  static let platformWords = [
    "auto", "wjx", "tencent", "qualtrics", "surveymonkey", "limesurvey", "odk", "kobo", "ona", "plain",
  ]
}
