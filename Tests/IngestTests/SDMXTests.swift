import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct SDMXTests {
  private func rows(_ table: SDMXTable) -> [[String]] {
    (0..<table.grid.rowCount).map { row in table.columns.indices.map { table.grid.text(row, $0) } }
  }

  private func read(_ text: String) throws -> SDMXTable {
    try readSDMX(XMLInput(file: "m.xml", bytes: Array(text.utf8)))
  }

  private let message = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
  private let generic = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"

  private var genericSeries: String {
    """
    <m:GenericData xmlns:m="\(message)" xmlns:g="\(generic)"><m:Header><m:ID>x</m:ID></m:Header>
    <m:DataSet structureRef="S"><g:Attributes><g:Value id="TITLE" value="GDP"/></g:Attributes>
    <g:Group type="Sib"><g:GroupKey><g:Value id="AREA" value="01"/></g:GroupKey>
    <g:Attributes><g:Value id="NAME" value="东区"/></g:Attributes></g:Group>
    <g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/><g:Value id="AREA" value="01"/></g:SeriesKey>
    <g:Attributes><g:Value id="UNIT" value="CNY"/></g:Attributes>
    <g:Obs><g:ObsDimension value="2023"/><g:ObsValue value="1.5"/></g:Obs>
    <g:Obs><g:ObsDimension id="TIME_PERIOD" value="2024"/><g:ObsValue value="NaN"/>
    <g:Attributes><g:Value id="STATUS" value="E"/></g:Attributes></g:Obs></g:Series>
    <g:Series><g:SeriesKey><g:Value id="FREQ" value="A"/><g:Value id="AREA" value="02"/></g:SeriesKey>
    <g:Obs><g:ObsDimension value="2023"/><g:ObsValue value="2"/></g:Obs></g:Series></m:DataSet></m:GenericData>
    """
  }

  @Test("A generic message: keys, attributes of series, groups and the data set, one row an observation")
  func genericMessage() throws {
    let table = try read(genericSeries)
    #expect(
      table.columns == ["FREQ", "AREA", "UNIT", "TIME_PERIOD", "OBS_VALUE", "NAME", "TITLE", "STATUS"])
    #expect(
      rows(table) == [
        ["A", "01", "CNY", "2023", "1.5", "东区", "GDP", ""], ["A", "01", "CNY", "2024", "", "东区", "GDP", "E"],
        ["A", "02", "", "2023", "2", "", "GDP", ""],
      ])
    #expect(table.missing == 1)
  }

  @Test("A structure-specific message: groups, series, several values of one component")
  func structureSpecific() throws {
    let table = try read(
      """
      <m:StructureSpecificData xmlns:m="\(message)" xmlns:ss="u" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
      <m:DataSet ss:structureRef="S" xsi:type="x:DataSetType" action="Replace">
      <Group xsi:type="x:Sib" AREA="01" NAME="East"/>
      <Series FREQ="A" AREA="01"><Obs TIME_PERIOD="2023" OBS_VALUE="3"/><Obs TIME_PERIOD="2024" OBS_VALUE="4">
      <Comp id="NOTE"><Value>a</Value><Value>b</Value></Comp></Obs></Series>
      <Series FREQ="A" AREA="02"><Obs TIME_PERIOD="2023" OBS_VALUE="#N/A"/></Series></m:DataSet>
      </m:StructureSpecificData>
      """)
    #expect(table.columns == ["FREQ", "AREA", "TIME_PERIOD", "OBS_VALUE", "NAME", "NOTE"])
    #expect(
      rows(table) == [
        ["A", "01", "2023", "3", "East", ""], ["A", "01", "2024", "4", "East", "a; b"],
        ["A", "02", "2023", "", "", ""],
      ])
  }

  @Test("A flat message: the key stands in each observation")
  func flat() throws {
    let table = try read(
      """
      <m:GenericData xmlns:m="\(message)" xmlns:g="\(generic)"><m:DataSet><g:Obs><g:ObsKey>
      <g:Value id="AREA" value="01"/><g:Value id="TIME_PERIOD" value="2024-Q1"/></g:ObsKey>
      <g:ObsValue value="7"/></g:Obs></m:DataSet></m:GenericData>
      """)
    #expect(table.columns == ["AREA", "TIME_PERIOD", "OBS_VALUE"])
    #expect(rows(table) == [["01", "2024-Q1", "7"]])
  }

  @Test("A message about structures is refused")
  func noObservations() {
    let found = problems { _ = try read("<m:Structure xmlns:m=\"\(message)\"><m:Header/></m:Structure>") }
    #expect(found.map(\.code) == ["I-219"])
  }

  @Test("A message is a source of published figures, typed by its declared columns")
  func source() throws {
    let folder = try ScratchFolder()
    try folder.write(genericSeries, to: "m.xml")
    let source = SourceDefinition(
      name: "m", role: .published, path: "m.xml", format: .xml,
      columns: [
        SourceColumn(name: "value", header: "OBS_VALUE", type: .double),
        SourceColumn(name: "area", header: "AREA", type: .text),
      ])
    let result = try ingest(source, wave: 2025, pipeline: testPipeline(), folder: folder.path)
    #expect(result.dataset.table["value"]?.texts == ["1.5", "[empty]", "2"])
    #expect(result.dataset.table["area"]?.texts == ["01", "01", "02"])
  }

  @Test("SDMX-CSV with labels: code and label in columns of their own")
  func labels() throws {
    let csv = try CSVReader.read(
      Array("DATAFLOW,AREA: Area,OBS_VALUE\nX:Y(1.0),E: East,1\nX:Y(1.0),W: West: far,NaN\n".utf8), file: "f.csv")
    let table = try #require(SDMXDelimited(csv.grid))
    #expect(table.columns == ["DATAFLOW", "AREA", "Area", "OBS_VALUE"])
    #expect((0..<4).map { table.grid.text(1, $0) } == ["X:Y(1.0)", "W", "West: far", ""])
    #expect(table.missing == 1)
    let other = try CSVReader.read(Array("DATAFLOW,B\n1,2\n".utf8), file: "f.csv")
    #expect(SDMXDelimited(other.grid) == nil)
  }
}
