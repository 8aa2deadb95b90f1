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
