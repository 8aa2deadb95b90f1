import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct DDITests {
  private func codebook(_ variables: String, root: String = "codeBook") throws -> DDICodebook {
    try DDICodebook(Array("<\(root)><dataDscr>\(variables)</dataDscr></\(root)>".utf8), file: "c.xml")
  }

  @Test func categoriesThatAreMissingComeLastWithTheirKind() throws {
    let read = try codebook(
      """
      <var ID="V1" name="d2" intrvl="discrete"><labl>Sales</labl><qstn><qstnLit>How much?</qstnLit></qstn>
      <catgry missing="Y"><catValu>-9</catValu><labl>Don't know</labl></catgry>
      <catgry><catValu>1</catValu><labl>Much</labl></catgry>
      <catgry missing="Y"><catValu>-4</catValu><labl>Lost in the post</labl></catgry></var>
      """)
    let variable = read.codebook["d2"]
    #expect(variable?.text.en == "How much?")
    #expect(variable?.kind == .single)
    #expect(variable?.options.map(\.code) == ["1", "-9", "-4"])
    #expect(variable?.missingCodes == ["-9": .dontKnow, "-4": .empty])
  }

  @Test func impliedDecimalsApplyToDigitsOnly() throws {
    let variable = try #require(
      try codebook(#"<var name="W" dcml="4"><location StartPos="3" width="10"/></var>"#).variables.first)
    #expect(variable.columns == 3...12)
    #expect(variable.number(Array("0014755900".utf8)[...]) == 1475.59)
    #expect(variable.number(Array("   1475.59".utf8)[...]) == 1475.59)
    #expect(variable.number(Array("          ".utf8)[...]) == nil)
  }

  @Test func whatIsNoCodebookIsRefused() {
    #expect(problems { _ = try codebook("", root: "DDIInstance") }.map(\.code) == ["I-821"])
    #expect(problems { _ = try codebook("") }.map(\.code) == ["I-822"])
    #expect(problems { _ = try codebook(#"<var name="a"/><var name="a"/>"#) }.map(\.code) == ["I-823"])
  }
}

@Suite struct GzipTests {
  private func packed() throws -> [UInt8] { try fixtureBytes("field/ddi/cps_00158.csv.gz") }

  @Test func streamsEndToEndAreOneFile() throws {
    let once = try gunzip(packed(), file: "a.gz", limits: IngestLimits())
    #expect(try gunzip(packed() + packed(), file: "a.gz", limits: IngestLimits()) == once + once)
  }

  @Test func cutOffAndDamagedFilesAreRefused() throws {
    let bytes = try packed()
    for count in [12, bytes.count / 2, bytes.count - 1] {
      #expect(
        problems { _ = try gunzip(Array(bytes.prefix(count)), file: "a.gz", limits: IngestLimits()) }.map(\.code)
          == ["I-309"])
    }
    var damaged = bytes
    damaged[bytes.count / 2] ^= 0x55
    #expect(problems { _ = try gunzip(damaged, file: "a.gz", limits: IngestLimits()) }.map(\.code) == ["I-309"])
  }

  @Test func whatInflatesBeyondTheLimitIsRefused() throws {
    var limits = IngestLimits()
    limits.inflatedBytes = 1000
    #expect(problems { _ = try gunzip(packed(), file: "a.gz", limits: limits) }.map(\.code) == ["I-302"])
  }
}
