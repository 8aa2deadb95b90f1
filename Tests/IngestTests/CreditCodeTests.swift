import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct CreditCodeTests {
  @Test("Valid credit codes come out in their normal form and are counted; others stay as written")
  func normalForm() throws {
    let folder = try ScratchFolder()
    try folder.write(
      """
      板块,统一社会信用代码,其他
      东区,91310608wnqmpb2em1,91310608wnqmpb2em1
      东区,９１５１０２０２ＧＴＣＢＦＰ０Ｆ１Ｆ,a
      东区,9144 07025G70Q6HXUC,b
      东区,913102043FQEFLCR6Y,c
      东区,91510406gbyujbex8j,d
      东区,,e

      """, to: "r.csv")
    let source = SourceDefinition(
      name: "r", role: .records, path: "r.csv", format: .csv, unitColumn: "板块",
      columns: [
        SourceColumn(name: "uscc", header: "统一社会信用代码", type: .text),
        SourceColumn(name: "other", header: "其他", type: .text),
      ])
    let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    let expected = [
      "91310608WNQMPB2EM1", "91510202GTCBFP0F1F", "914407025G70Q6HXUC", "913102043FQEFLCR6Y", "91510406gbyujbex8j",
      "[empty]",
    ]
    #expect(result.dataset.table["uscc"]?.texts == expected)
    #expect(result.dataset.table["other"]?.texts.first == "91310608wnqmpb2em1")
    #expect(result.notes.contains { $0.contains("uscc: 3 credit codes written in another form") })
  }

  @Test("A question for the code is known by its wording")
  func wording() {
    #expect(asksForCreditCode("1、贵企业的统一社会信用代码："))
    #expect(asksForCreditCode("统一社会 信用代码"))
    #expect(!asksForCreditCode("贵企业的名称"))
  }
}
