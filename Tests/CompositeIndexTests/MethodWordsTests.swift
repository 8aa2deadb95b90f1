import CompositeIndex
import Testing

/// The reader of configurations knows the words of every method, so that a further configuration needs no new code.
@Suite struct MethodWordsTests {
  @Test(
    "Words of configurations mean the method they name",
    arguments: [
      ("n_minmax(1,100)", .minMax(lower: 1, upper: 100)), ("n_minmax", .minMax(lower: 0, upper: 100)),
      ("n_minmax(l_u=c(0,1))", .minMax(lower: 0, upper: 1)),
      ("n_zscore(10,2)", .zScore(mean: 10, standardDeviation: 2)),
      ("n_zscore m_sd=c(10,2)", .zScore(mean: 10, standardDeviation: 2)), ("n_dist2max", .distanceToMaximum),
      ("n_dist2ref(iref=5)", .distanceToReference(unit: 4, capped: false)),
      ("n_dist2ref(iref=5,cap_max=TRUE)", .distanceToReference(unit: 4, capped: true)),
      ("n_dist2ref iref=1 cap", .distanceToReference(unit: 0, capped: true)),
      ("n_dist2targ use_iMeta", .distanceToTarget(capped: false)),
      ("n_dist2targ use_iMeta cap", .distanceToTarget(capped: true)), ("n_fracmax", .fractionOfMaximum),
      ("n_goalposts use_iMeta trunc", .goalposts(truncated: true)),
      ("n_goalposts use_iMeta", .goalposts(truncated: nil)),
      ("n_goalposts use_iMeta trunc2posts=FALSE", .goalposts(truncated: false)), ("n_rank", .rank),
      ("n_prank", .percentileRank), ("n_borda", .borda), ("n_scaled(0,50)", .scaled(lower: 0, upper: 50)),
    ] as [(String, Normalisation)])
  func normalisations(words: String, expected: Normalisation) {
    let found = GoldenMethod(steps: ["Raw", words, "a_amean"], groups: [:])
    #expect(found.notUnderstood.isEmpty && found.method.normalisation == expected)
  }

  @Test(
    "Words of aggregations mean what they name, with weights and thresholds",
    arguments: [
      ("a_amean", [.arithmetic], [], nil), ("a_hmean", [.harmonic], [], nil),
      ("a_genmean p=0.5", [.mean(.generalised(exponent: 0.5))], [], nil),
      ("a_genmean(p=-2) dat_thresh 0.5", [.mean(.generalised(exponent: -2))], [0.5], nil),
      ("a_amean dat_thresh c(0.9,0.5,1)", [.arithmetic], [0.9, 0.5, 1], nil),
      ("a_amean dat_thresh=c(0.9, 0.5, 1)", [.arithmetic], [0.9, 0.5, 1], nil),
      ("a_gmean w=unequal dat_thresh 0.66", [.geometric], [0.66], "unequal"),
      ("a_amean,a_gmean,a_hmean", [.arithmetic, .geometric, .harmonic], [], nil),
      (
        "a_amean,a_gmean,a_genmean p=2 w=equal", [.arithmetic, .geometric, .mean(.generalised(exponent: 2))], [],
        "equal"
      ),
      ("a_copeland by_df", [.copeland], [], nil),
    ] as [(String, [Aggregator], [Double], String?)])
  func aggregations(words: String, aggregators: [Aggregator], availability: [Double], weights: String?) {
    let found = GoldenMethod(steps: ["Raw", "n_rank", words], groups: [:])
    #expect(found.notUnderstood.isEmpty && found.weights == weights)
    #expect(found.method.aggregation == IndexAggregation(aggregators, availability: availability))
  }

  @Test("Words of the preparation mean what they name, in their order")
  func preparation() {
    let groups = ["EurAsia_group": ["a", "b"], "GDPpc_group": ["c", "c"]]
    let found = GoldenMethod(
      steps: [
        "Denominate", "Impute i_median_grp GDPpc_group", "Screen byNAandzeros 0.9 0.5",
        "Treat winsorise<=2 else boxcox(lambda=0.5) combine", "n_borda", "a_amean",
      ], groups: groups)
    #expect(found.notUnderstood.isEmpty)
    let treatment = OutlierTreatment(maximumWinsorised: 2, transformation: .boxCox(lambda: 0.5), combined: true)
    #expect(
      found.method.preparation == [
        .denominate, .impute(.group(.median, groups: ["c", "c"])),
        .screen(Screening(.both, availability: 0.9, nonZero: 0.5)), .treat(treatment),
      ])
    #expect(GoldenMethod.imputation("row_median_pillar", groups: groups) == .row(.median, level: 2))
    #expect(GoldenMethod.imputation("i_mean_grp_EurAsia", groups: groups) == .group(.mean, groups: ["a", "b"]))
    #expect(GoldenMethod.imputation("row_mean_all", groups: groups) == .wholeRow(.mean))
    #expect(GoldenMethod.imputation("i_mean_grp_Nobody", groups: groups) == nil)
  }

  @Test("What is not known is said to be so")
  func unknown() {
    func unknown(_ steps: [String]) -> [String] { GoldenMethod(steps: steps, groups: [:]).notUnderstood }
    #expect(unknown(["Raw", "n_minmax(1,100) upside_down", "a_amean"]) == ["n_minmax upside_down"])
    #expect(unknown(["Raw", "n_magic", "a_amean"]) == ["n_magic"])
    #expect(unknown(["Raw", "n_rank", "a_magic"]) == ["a_magic"])
    #expect(unknown(["Raw", "n_rank", "a_amean shake=3"]) == ["aggregation shake=3"])
    #expect(unknown(["Stir", "n_rank", "a_amean"]) == ["Stir"])
    #expect(unknown(["Raw", "n_rank"]).count == 1)
  }
}
