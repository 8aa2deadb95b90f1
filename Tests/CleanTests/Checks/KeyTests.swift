import Tables
import Testing

@testable import Clean

@Suite("duplicate_keys and out_of_frame")
struct KeyTests {
  @Test("records that share a key; a missing part is nobody's duplicate")
  func duplicates() throws {
    let data = table([
      ("uscc", texts(["p", "q", "p", nil, nil, "p"])), ("device", integers([1, 1, 1, 1, 1, 2])),
    ])
    #expect(
      try DuplicateKeys(key: ["uscc"]).check(data).struck == [
        StruckRow(0, figure: 3, otherRow: 2), StruckRow(2, figure: 3, otherRow: 0),
        StruckRow(5, figure: 3, otherRow: 0),
      ])
    #expect(try DuplicateKeys(key: ["uscc", "device"]).check(data).rows == [0, 2])
    #expect(try DuplicateKeys(key: ["device"], maximum: 4).check(data).rows == [0, 1, 2, 3, 4])
    #expect(try DuplicateKeys(key: ["device"], maximum: 5).check(data).rows == [])
  }

  @Test("a key that the frame does not have; numbers and codes that read the same agree")
  func frame() throws {
    let data = table([("firm", integers([1, 2, nil, 3])), ("district", texts(["GX", "YL", "GX", "GX"]))])
    let frame = table([
      ("id", texts(["3", "1", "2"])), ("place", categories(["GX", "GX", "GX"], of: ["GX", "YL"])),
    ])
    #expect(try OutOfFrame(key: ["firm"], frameKey: ["id"]).check(data, against: frame).rows == [])
    let both = OutOfFrame(key: ["firm", "district"], frameKey: ["id", "place"])
    #expect(try both.check(data, against: frame).struck == [StruckRow(1)])
    let empty = Table([("id", texts([]))], rowCount: 0)
    #expect(try OutOfFrame(key: ["firm"], frameKey: ["id"]).check(data, against: empty).rows == [0, 1, 3])
  }
}
