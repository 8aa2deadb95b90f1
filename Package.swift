// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target of the package: Swift 6 language mode, warnings are errors.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A module of the pipeline; arrows of the architecture are its `dependencies`.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one module, with data files under `Fixtures/`.
func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies,
    resources: fixtures ? [.copy("Fixtures")] : [], swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")

let package = Package(
  name: "bizclimate",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "bizclimate", targets: ["bizclimate"]),
    .executable(name: "SampleDataGenerator", targets: ["SampleDataGenerator"]),
    // For the packages of benchmarks and fuzz tests.
    .library(name: "Diagnostics", targets: ["Diagnostics"]),
    .library(name: "Tables", targets: ["Tables"]),
    .library(name: "Expressions", targets: ["Expressions"]),
    .library(name: "Ingest", targets: ["Ingest"]),
    .library(name: "Clean", targets: ["Clean"]),
    .library(name: "SurveyModel", targets: ["SurveyModel"]),
    .library(name: "CompositeIndex", targets: ["CompositeIndex"]),
    .library(name: "IndexTables", targets: ["IndexTables"]),
    .library(name: "Estimation", targets: ["Estimation"]),
    .library(name: "Aggregate", targets: ["Aggregate"]),
    .library(name: "Report", targets: ["Report"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
  ],
  targets: [
    // System libraries.
    .systemLibrary(
      name: "CLibXML2", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
    .systemLibrary(
      name: "CLibZip", pkgConfig: "libzip",
      providers: [.apt(["libzip-dev"]), .brew(["libzip"])]),
    // Debian's ReadStat has no pkg-config file; the module map links it.
    .systemLibrary(name: "CReadStat", providers: [.apt(["libreadstat-dev"]), .brew(["readstat"])]),
    // Chapters in Markdown.
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark",
      providers: [.apt(["libcmark-dev"]), .brew(["cmark"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    // Tests ask it what the SQL of an expression means.
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),

    // The ground floors.
    .target(name: "CKernels"),
    module("Diagnostics", []),
    module("Tables", ["CKernels", "Diagnostics"]),
    module("Expressions", ["Tables", "Diagnostics"]),
    module("SurveyModel", ["Expressions", "Tables", "Diagnostics", yams]),

    // The stages: none imports another.
    module(
      "Ingest",
      [
        "SurveyModel", "Expressions", "Tables", "Diagnostics", "CLibXML2", "CLibZip", "CReadStat", "CZlib", "CKernels",
      ]),
    module("Clean", ["SurveyModel", "Expressions", "Tables", "Diagnostics", "CKernels"]),
    module("Estimation", ["SurveyModel", "Expressions", "Tables", "Diagnostics", "CKernels"]),
    module("CompositeIndex", ["SurveyModel", "Diagnostics"]),
    module("IndexTables", ["CompositeIndex", "SurveyModel", "Tables", "Diagnostics"]),
    module("PromptEstimates", ["Ingest", "Estimation", "SurveyModel", "Expressions", "Tables", "Diagnostics"]),
    module("Aggregate", ["Estimation", "CompositeIndex", "SurveyModel", "Expressions", "Tables", "Diagnostics"]),
    module("Report", ["SurveyModel", "Tables", "Diagnostics", "CCMark", "CZlib"]),
    module("History", ["SurveyModel", "Tables", "Diagnostics", grdb]),

    // The only place that knows the order of the stages.
    module(
      "PipelineRunner",
      ["Ingest", "Clean", "Aggregate", "Report", "History", "SurveyModel", "Tables", "Diagnostics"]),

    .executableTarget(
      name: "bizclimate",
      dependencies: [
        "PipelineRunner", "History", "Ingest", "IndexTables", "CompositeIndex", "PromptEstimates", "Estimation",
        "SurveyModel", "Tables", "Diagnostics", arguments,
      ],
      swiftSettings: strict),
    module("SampleData", ["CLibZip", yams]),
    .executableTarget(
      name: "SampleDataGenerator", dependencies: ["SampleData", arguments], swiftSettings: strict),

    // Holds JSON against a schema, for tests.
    .target(name: "SchemaChecking", path: "Tests/SchemaChecking", swiftSettings: strict),
    tests("Tables", ["Tables", "Diagnostics"], fixtures: true),
    tests("Expressions", ["Expressions", "Tables", "Diagnostics", "CSQLite"]),
    tests("SurveyModel", ["SurveyModel", "SchemaChecking", "Expressions", "Tables", "Diagnostics"]),
    tests("Ingest", ["Ingest", "SurveyModel", "Expressions", "Tables", "Diagnostics"], fixtures: true),
    tests("Clean", ["Clean", "SurveyModel", "Expressions", "Tables", "Diagnostics"], fixtures: true),
    tests("Estimation", ["Estimation", "SurveyModel", "Expressions", "Tables", "Diagnostics"], fixtures: true),
    tests("CompositeIndex", ["CompositeIndex", "SurveyModel", "Diagnostics"], fixtures: true),
    tests("IndexTables", ["IndexTables", "CompositeIndex", "Diagnostics"]),
    tests("PromptEstimates", ["PromptEstimates", "Estimation", "Tables", "Diagnostics"]),
    tests("Aggregate", ["Aggregate", "Estimation", "CompositeIndex", "SurveyModel", "Tables", "Diagnostics"]),
    tests("Report", ["Report", "SurveyModel", "Expressions", "Tables", "Diagnostics", "CZlib"]),
    tests("History", ["History", "SurveyModel", "Tables", "Diagnostics", grdb]),
    tests("PipelineRunner", ["PipelineRunner", "History", "SurveyModel", "Tables", "Diagnostics"]),
    tests("SampleData", ["SampleData"]),
    .testTarget(
      name: "Acceptance", dependencies: ["bizclimate", "SchemaChecking"], path: "Tests/Acceptance",
      exclude: ["checks", "run.sh", "Fixtures"],
      swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
