import Estimation
import Testing

/// The reader of R calls must be right before it can say that the library is.
@Suite struct RReaderTests {
  private func numbers(_ text: String, in frame: RFrame = RFrame()) throws -> [Double] {
    var interpreter = RInterpreter()
    interpreter.scope = frame
    guard case .vector(let vector) = try interpreter.evaluate(try RExpression(text)) else { return [] }
    return vector.numbers
  }

  private static let sums: [(String, [Double])] = [
    ("1+2*3", [7.0]), ("-2^2", [-4]), ("(1+2)*3", [9]), ("2^3^2", [512]), ("7-2-1", [4]), ("1/4/2", [0.125]),
    ("!1==2", [1]), ("c(1,NA,3) > 2", [0, .nan, 1]), ("1 < 2 & 3 > 4 | 1 == 1", [1]), (".5e1", [5]),
    ("{x<-3; y <- x*2; y+1}", [7]), ("c(1, c(2, 3))[2]", [2]), ("c(a=1,b=2)['b']", [2]), ("list", []),
    ("c(a=1,b=2)[[2]]", [2]), ("sum(c(1,2,3)^2)", [14]), ("ifelse(c(1,0,1)==1, 5, 6)", [5, 6, 5]),
    ("tapply(c(1,2,4), c('u','v','u'), sum)", [5, 2]), ("4 %in% c(1, 4)", [1]), ("length(c(3,4)) # two", [2]),
  ]

  @Test("operators bind as in R", arguments: sums)
  func arithmetic(text: String, wanted: [Double]) throws {
    let own = try numbers(text)
    #expect(own.count == wanted.count)
    for (a, b) in zip(own, wanted) { #expect(a == b || a.isNaN && b.isNaN) }
  }

  @Test("columns, texts and missing cells of a file are read")
  func frame() throws {
    let frame = RFrame(csv: "g,\"a b\",y\nx,\"p,q\",1.5\n,r,NA\nz,s,-2\n")
    #expect(frame.names == ["g", "a b", "y"] && frame.rowCount == 3)
    #expect(frame.columns["a b"]?.texts == ["p,q", "r", "s"])
    #expect(frame.columns["g"]?.texts == ["x", nil, "z"])
    #expect(try numbers("is.na(y) + is.na(g)", in: frame) == [0, 2, 0])
    #expect(try numbers("as.numeric(g=='x') * y", in: frame).first == 1.5)
  }

  @Test("formulas fall into terms, and expressions are written as R writes them")
  func formulas() throws {
    let formula = try RExpression("~api00+I((api00-200)/800)+interaction(stype,comp.imp)")
    let terms = try #require(formula.formulaSides).right.terms
    #expect(terms.map(\.deparsed) == ["api00", "I((api00 - 200)/800)", "interaction(stype, comp.imp)"])
    #expect(try RExpression("y~0").formulaSides?.left == .name("y"))
  }

  @Test("arguments are matched by name, by the beginning of a name and by position")
  func arguments() throws {
    let call = try RExpression("f(~1, strat=~s, data=d, weights=~w)")
    let (values, rest) = try RArguments(call.arguments).matched(["ids", "strata", "data", "weights"])
    #expect(values["ids"]?.deparsed == "~1" && values["strata"]?.deparsed == "~s" && rest.isEmpty)
    let named = try RExpression("c(`(Intercept)`=6194, stypeH=755)")
    #expect(named.arguments.map(\.name) == ["(Intercept)", "stypeH"])
  }

  @Test("what is not known is said, not guessed", arguments: ["svyglm(y~x, d)", "frobnicate(1)", "f(1)(2)", "x +"])
  func unknown(text: String) {
    #expect(throws: NotUnderstood.self) {
      var interpreter = RInterpreter()
      _ = try interpreter.evaluate(try RExpression(text))
    }
  }
}

/// Calls of the forms of the reference cases, on the same data, that no reference case has: each is understood, and what R
/// would make equal is equal.
@Suite struct RCallTests {
  private static let stratified = "svydesign(id=~1, strata=~stype, weights=~pw, fpc=~fpc, data=apistrat)"
  private static let clustered = "svydesign(id=~dnum, weights=~pw, fpc=~fpc, data=apiclus1)"

  private func run(_ design: String, _ call: String) throws -> RValue {
    let golden = try GoldenSurvey(folder: GoldenSurvey.committed)
    let reference = GoldenCase(
      id: "own", data: [design.contains("apiclus1") ? "apiclus1.csv" : "apistrat.csv"], design: design, call: call,
      options: [:], note: "", df: nil, tolerance: 1e-9, result: [:])
    var interpreter = try golden.interpreter(for: reference, populations: golden.populations)
    return try interpreter.evaluate(try RExpression(call))
  }

  private func estimates(_ value: RValue) throws -> JointEstimate {
    switch value {
    case .statistic(let statistic): return statistic.joint
    case .domains(let domains): return domains.joint
    default: throw NotUnderstood("no estimates")
    }
  }

  @Test(
    "calls that only differ in their terms are understood",
    arguments: [
      (stratified, "svymean(~enroll+stype, subset(des, api00>600 & sch.wide=='Yes'), deff=TRUE)"),
      (stratified, "svyby(~api00+enroll, ~awards+comp.imp, des, svymean, covmat=TRUE)"),
      (stratified, "svyby(~api00, ~stype, des, svyvar)"),
      (stratified, "svyratio(~api.stu+api00, ~enroll, postStratify(des, ~awards, pop.aw))"),
      (
        stratified,
        "svycontrast(svytotal(~enroll+api.stu, des), list(share=quote(api.stu/enroll), twice=quote(2*enroll)))"
      ),
      (stratified, "svytotal(~enroll, calibrate(as.svrepdesign(des), ~stype+api99, pop.totals, calfun='raking'))"),
      (
        stratified,
        "svymean(~api00, rake(as.svrepdesign(des, type='JKn'), list(~sch.wide,~awards), list(pop.sw,pop.aw)))"
      ),
      (stratified, "svymean(~api00, svydesign(ids=~1, strata=~stype, probs=~I(1/pw), data=apistrat))"),
      (stratified, "svycralpha(~api00+api99, des)"),
      (
        clustered, "svytotal(~I(enroll/1000), trimWeights(postStratify(des, ~stype, pop.types), upper=50, strict=TRUE))"
      ),
      (
        clustered,
        "svyby(~api00, ~sch.wide, calibrate(des, ~api99, c(6194, 3914069), calfun='logit', bounds=c(.5,2)), svymean)"
      ),
      (clustered, "svymean(~api00, svydesign(id=~dnum+snum, weights=~pw, data=apiclus1))"),
    ])
  func understood(design: String, call: String) throws {
    let joint = try estimates(try run(design, call))
    #expect(!joint.values.isEmpty)
    #expect(joint.values.allSatisfy(\.isFinite) && joint.standardErrors.allSatisfy { $0.isFinite && $0 >= 0 })
  }

  @Test("a domain mean is the ratio of totals of its indicator, and differences take the covariance along")
  func sameTwoWays() throws {
    let mean = try estimates(try run(Self.clustered, "svymean(~api00, subset(des, stype=='E'))"))
    let ratio = try estimates(
      try run(Self.clustered, "svyratio(~I(api00*(stype=='E')), ~I(as.numeric(stype=='E')), des)"))
    #expect(abs(mean.values[0] - ratio.values[0]) < 1e-9)
    #expect(abs(mean.covariance[0, 0] / ratio.covariance[0, 0] - 1) < 1e-9)
    let byDomains = try estimates(
      try run(Self.clustered, "svycontrast(svyby(~api00, ~stype, des, svymean, covmat=TRUE), quote(E-M))"))
    let byVector = try estimates(
      try run(Self.clustered, "svycontrast(svyby(~api00, ~stype, des, svymean, covmat=TRUE), c(1, 0, -1))"))
    #expect(abs(byDomains.covariance[0, 0] / byVector.covariance[0, 0] - 1) < 1e-12)
  }
}
