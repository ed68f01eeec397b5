// swift-tools-version: 6.1
import PackageDescription

// Imports point one way, from the top of this list to its bottom. C libraries have one importer each.
let package = Package(
  name: "forescale",
  platforms: [.macOS(.v14)],
  products: [.executable(name: "forescale", targets: ["forescale"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.0.0"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", from: "1.5.0"),
  ],
  targets: [
    .target(name: "Stochastics", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "SimulationKernel"),
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CSimdJSON", cxxSettings: [.define("NDEBUG")],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(name: "CInflate", linkerSettings: [.linkedLibrary("isal")]),
    .target(name: "CNumericScan"),
    .target(
      name: "Workloads",
      dependencies: [
        "SimulationKernel", "Stochastics", "CLibCSV", "CZlib", "CSimdJSON", "CInflate", "CNumericScan",
      ]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CXGBoost", pkgConfig: "xgboost", providers: [.apt(["libxgboost-dev"])]),
    .target(name: "CForestKernels"),
    .target(name: "CRecurrentKernels"),
    .target(
      name: "Learning",
      dependencies: ["Stochastics", "COpenBLAS", "CXGBoost", "CForestKernels", "CRecurrentKernels"]),
    .target(name: "Autoscaling", dependencies: ["SimulationKernel", "Stochastics", "Learning"]),
    .target(
      name: "ClusterSimulation",
      dependencies: ["SimulationKernel", "Stochastics", "Workloads", "Autoscaling"]),
    .target(
      name: "Experiments",
      dependencies: [
        "ClusterSimulation", "Stochastics", "Yams", .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .target(
      name: "CGnuplot",
      linkerSettings: [
        .linkedLibrary("boost_iostreams"), .linkedLibrary("boost_filesystem"),
        .linkedLibrary("boost_system"),
      ]),
    .target(
      name: "Reporting",
      dependencies: [
        "Experiments", "CGnuplot", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .executableTarget(
      name: "forescale",
      dependencies: [
        "Reporting", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(
      name: "StochasticsTests", dependencies: ["Stochastics", "TestSupport"], exclude: ["Reference"]),
    .testTarget(name: "SimulationKernelTests", dependencies: ["SimulationKernel", "Stochastics"]),
    .testTarget(
      name: "WorkloadsTests", dependencies: ["Workloads", "Stochastics", "CNumericScan", "TestSupport"],
      exclude: ["Reference"]),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "TestSupport"], resources: [.copy("Reference")]),
    .testTarget(
      name: "AutoscalingTests", dependencies: ["Autoscaling", "TestSupport"], exclude: ["Mutation"]),
    .testTarget(name: "ClusterSimulationTests", dependencies: ["ClusterSimulation", "TestSupport"]),
    .testTarget(name: "TheoryTests", dependencies: ["ClusterSimulation", "TestSupport"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: [
        "Experiments", "Stochastics", "TestSupport", "Yams",
        .product(name: "Crypto", package: "swift-crypto"),
      ]),
    .testTarget(
      name: "ReportingTests", dependencies: ["Reporting", "TestSupport"], exclude: ["Fixtures"]),
    .testTarget(name: "CommandLineTests", dependencies: ["forescale", "TestSupport"]),
  ],
  cxxLanguageStandard: .cxx17
)

// What benchmarks/learning measures with; built only where it is asked for.
if Context.environment["FORESCALE_BENCHMARKS"] != nil {
  package.targets += [
    .executableTarget(
      name: "forest-bench", dependencies: ["Learning", "Stochastics"], path: "benchmarks/learning/forests",
      exclude: ["forests.py"]),
    .executableTarget(
      name: "detection", dependencies: ["Experiments", "Learning", "Stochastics"],
      path: "benchmarks/learning/detection", exclude: ["README.md", "prepare.py"]),
    .executableTarget(
      name: "skill", dependencies: ["Learning", "Stochastics"], path: "benchmarks/learning/skill",
      exclude: ["README.md", "prepare.py", "table.py"]),
    .executableTarget(
      name: "healing-evidence",
      dependencies: [
        "Experiments", "ClusterSimulation", "Autoscaling", "Stochastics", "Workloads", "SimulationKernel",
      ],
      path: "benchmarks/healing"),
  ]
}
