// swift-tools-version: 6.2
import PackageDescription

/// Apart from the product's package, so that neither slows the other.
let package = Package(
  name: "benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "bizclimate", path: "..")],
  targets: [
    .executableTarget(
      name: "BenchmarkRunner",
      dependencies: [
        .product(name: "Tables", package: "bizclimate"), .product(name: "Expressions", package: "bizclimate"),
        .product(name: "Diagnostics", package: "bizclimate"),
      ],
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error),
      ])
  ],
  swiftLanguageModes: [.v6]
)
