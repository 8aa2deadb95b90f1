// swift-tools-version: 6.2
import PackageDescription

/// As in the package itself. libFuzzer brings the `main` of a fuzzer, so the compiler must not make one.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
  .unsafeFlags(["-parse-as-library"]),
]

/// One parser under libFuzzer, which hands it bytes that reach ever more of its code; see `Scripts/fuzz.sh`.
func fuzzer(_ name: String, _ modules: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: ["Promises"] + modules.map { .product(name: $0, package: "bizclimate") },
    swiftSettings: strict)
}

let package = Package(
  name: "Fuzzing",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "bizclimate", path: "..")],
  targets: [
    .target(name: "Promises", swiftSettings: strict),
    fuzzer("FuzzCSV", ["Tables", "Diagnostics"]),
    fuzzer("FuzzTable", ["Tables", "Diagnostics"]),
    fuzzer("FuzzExpression", ["Expressions", "Tables"]),
    fuzzer("FuzzWorkbook", ["Ingest", "Tables", "Diagnostics"]),
    fuzzer("FuzzXML", ["Ingest", "SurveyModel", "Expressions", "Tables", "Diagnostics"]),
  ],
  swiftLanguageModes: [.v6]
)
