import Diagnostics
import SurveyModel
import Testing

@testable import Ingest

@Suite struct XFormTests {
  private let form = """
    <h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
      xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Firms</h:title><model><itext>
    <translation lang="English (en)" default="true()">
    <text id="/data/g/size:label"><value>How big is <output value="/data/name"/>?</value></text>
    <text id="big"><value>Big</value></text><text id="small"><value form="image">x.png</value><value>Small</value></text>
    </translation>
    <translation lang="中文 (zh)"><text id="/data/g/size:label"><value>规模</value></text>
    <text id="big"><value>大</value></text></translation></itext>
    <instance><data id="firms" version="7"><name/><g><size/></g><staff/><r><x/></r></data></instance>
    <instance id="sizes"><root><item><itextId>big</itextId><name>b</name><k>1</k></item>
    <item><itextId>small</itextId><name>s</name><k>2</k></item></root></instance>
    <bind nodeset="/data/name" type="string" required="true()"/>
    <bind nodeset="/data/g/size" type="string" relevant="/data/staff > 0"/>
    <bind nodeset="/data/staff" type="int" constraint=". &gt;= 0 and . &lt;= 500"/></model></h:head>
    <h:body><input ref="/data/name"><label>Name</label></input>
    <group ref="/data/g"><select1 ref="/data/g/size"><label ref="jr:itext('/data/g/size:label')"/>
    <itemset nodeset="instance('sizes')/root/item"><value ref="name"/><label ref="jr:itext(itextId)"/></itemset></select1>
    </group><input ref="staff"/><group><repeat nodeset="/data/r"><select ref="x">
    <item><value>1</value><label>one</label></item></select></repeat></group></h:body></h:html>
    """

  @Test("A form definition is a codebook: texts by language, options, what is required, bounds, repeats")
  func codebook() throws {
    let read = try XFormDefinition(Array(form.utf8), file: "f.xml")
    #expect(read.formID == "firms" && read.version == "7" && read.title == "Firms")
    #expect(read.languages == ["English (en)", "中文 (zh)"])
    #expect(read.codebook.variables.map(\.name) == ["name", "g/size", "staff", "r/x"])
    #expect(read.codebook.variables.map(\.kind) == [.open, .single, .numeric, .multi])
    #expect(read.codebook["name"]?.isRequired == true)
    #expect(read.codebook["g/size"]?.text == LocalizedText(zh: "规模", en: "How big is ${name}?"))
    #expect(read.codebook["g/size"]?.options.map(\.code) == ["b", "s"])
    #expect(
      read.codebook["g/size"]?.options.map(\.label) == [LocalizedText(zh: "大", en: "Big"), LocalizedText("Small")])
    #expect(read.codebook["staff"]?.validRange == ValidRange(minimum: 0, maximum: 500, isInteger: true))
    #expect(read.codebook["r/x"]?.options.map(\.label.en) == ["one"])
    #expect(read.repeats == ["r"])
    #expect(read.binds[1].relevant == "/data/staff > 0")
    #expect(read.notes.isEmpty)
  }

  @Test("A list with a condition on a literal offers only the items that meet it")
  func predicate() throws {
    let limited = form.replacing("sizes')/root/item\"", with: "sizes')/root/item[k='2']\"")
    let read = try XFormDefinition(Array(limited.utf8), file: "f.xml")
    #expect(read.codebook["g/size"]?.options.map(\.code) == ["s"])
    let elsewhere = form.replacing("instance('sizes')", with: "instance('other')")
    #expect(try XFormDefinition(Array(elsewhere.utf8), file: "f.xml").notes.count == 1)
  }

  @Test("A document that is no form is refused")
  func noForm() {
    #expect(problems { _ = try XFormDefinition(Array("<data id='x'/>".utf8), file: "f.xml") }.map(\.code) == ["I-217"])
  }
}
