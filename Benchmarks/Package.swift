// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error),
]

func runner(_ name: String, _ modules: [String]) -> Target {
  .executableTarget(
    name: name, dependencies: modules.map { .product(name: $0, package: "bizclimate") } + ["Measuring"],
    swiftSettings: strict)
}

/// Apart from the product's package, so that neither slows the other.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "bizclimate", path: "..")],
  targets: [
    // What the runners measure with.
    .target(name: "Measuring", swiftSettings: strict),
    runner("BenchmarkRunner", ["Tables", "Expressions", "Diagnostics"]),
    runner("CleanBenchmarkRunner", ["Clean", "Ingest", "SurveyModel", "Expressions", "Tables", "Diagnostics"]),
    runner("IndexBenchmarkRunner", ["CompositeIndex", "IndexTables", "Diagnostics"]),
    runner("IngestBenchmarkRunner", ["Ingest", "SurveyModel", "Expressions", "Tables", "Diagnostics"]),
    runner(
      "ReportBenchmarkRunner", ["Report", "Aggregate", "Clean", "Ingest", "SurveyModel", "Tables", "Diagnostics"]),
    runner("EstimationBenchmarkRunner", ["Estimation", "Expressions", "Tables", "Diagnostics"]),
  ],
  swiftLanguageModes: [.v6]
)
