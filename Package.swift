// swift-tools-version: 6.1
import PackageDescription

/// Our modules, from the lowest to the highest. A module imports only what stands before it here, and is built anew when any
/// of them changes.
///
/// Each target names all of them that it can see, not only those that it imports. SwiftPM compiles a target again when the
/// module file of a named dependency changes. A stored property that is added in Stochastics changes the layout of types in
/// Workloads that hold it, but not a byte of Workloads' module file: a target that names Workloads alone would keep objects
/// compiled for the old layout and crash (seen with Swift 6.3.1).
let layers = [
  "Stochastics", "SimulationKernel", "Writing", "InputFiles", "Workloads", "Learning", "Autoscaling",
  "ClusterSimulation",
  "Experiments", "Reporting", "forescale",
]

/// The layers up to and including `top` as dependencies; `without` are those that it does not see, nor what it imports.
func seen(upTo top: String, without hidden: [String] = []) -> [Target.Dependency] {
  layers[...(layers.firstIndex(of: top) ?? -1)].filter { !hidden.contains($0) }.map { .target(name: $0) }
}

let package = Package(
  name: "forescale",
  platforms: [.macOS(.v14)],
  products: [.executable(name: "forescale", targets: ["forescale"])]
    // what others may build on; docs/libraries.md
    + ["Stochastics", "SimulationKernel", "Workloads", "Learning", "Autoscaling", "ClusterSimulation"].map {
      .library(name: $0, targets: [$0])
    },
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
    .package(url: "https://github.com/swiftlang/swift-docc-plugin", exact: "1.5.0"),
  ],
  targets: [
    .target(name: "Stochastics", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "SimulationKernel"),
    .target(name: "Writing", dependencies: ["Stochastics"]),
    .target(name: "InputFiles"),
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
        "SimulationKernel", "Stochastics", "Writing", "InputFiles", "CLibCSV", "CZlib", "CSimdJSON",
        "CInflate",
        "CNumericScan",
      ]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CXGBoost", pkgConfig: "xgboost", providers: [.apt(["libxgboost-dev"])]),
    .target(name: "CForestKernels"),
    .target(name: "CRecurrentKernels"),
    .target(
      name: "Learning",
      dependencies: [
        "Stochastics", "Writing", "InputFiles", "COpenBLAS", "CXGBoost", "CForestKernels",
        "CRecurrentKernels",
      ]),
    .target(name: "Autoscaling", dependencies: seen(upTo: "Learning", without: ["Workloads"])),
    .target(
      name: "ClusterSimulation",
      dependencies: seen(upTo: "Autoscaling")),
    .target(name: "CSpawn"),
    .systemLibrary(name: "CLibCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .target(
      name: "Experiments",
      dependencies: seen(upTo: "ClusterSimulation") + ["CLibCrypto", "CSpawn", "Yams"]),
    .target(
      name: "Reporting",
      dependencies: seen(upTo: "Experiments") + [
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
        .product(name: "Mustache", package: "swift-mustache"),
      ]),
    .executableTarget(
      name: "forescale",
      dependencies: seen(upTo: "Reporting") + [
        .product(name: "ArgumentParser", package: "swift-argument-parser")
      ]),

    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "InputFilesTests", dependencies: ["InputFiles", "TestSupport"]),
    .testTarget(
      name: "StochasticsTests", dependencies: ["Stochastics", "TestSupport"], exclude: ["Reference"]),
    .testTarget(name: "WritingTests", dependencies: ["Writing", "Stochastics", "TestSupport"]),
    .testTarget(name: "SimulationKernelTests", dependencies: ["SimulationKernel", "Stochastics"]),
    .testTarget(
      name: "WorkloadsTests", dependencies: seen(upTo: "Workloads") + ["CNumericScan", "TestSupport"],
      exclude: ["Reference"]),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "Stochastics", "Writing", "TestSupport"],
      resources: [.copy("Reference")]),
    .testTarget(
      name: "AutoscalingTests",
      dependencies: seen(upTo: "Autoscaling", without: ["Workloads"]) + ["TestSupport"], exclude: ["Mutation"]
    ),
    .testTarget(
      name: "ClusterSimulationTests", dependencies: seen(upTo: "ClusterSimulation") + ["TestSupport"]),
    .testTarget(name: "TheoryTests", dependencies: seen(upTo: "ClusterSimulation") + ["TestSupport"]),
    .testTarget(
      name: "ExperimentsTests",
      dependencies: seen(upTo: "Experiments") + ["TestSupport", "Yams"],
      exclude: ["Validation/Small", "Validation/hours.csv"]),
    .testTarget(
      name: "ReportingTests",
      dependencies: seen(upTo: "Reporting") + [.product(name: "GRDB", package: "GRDB.swift"), "TestSupport"],
      exclude: ["Fixtures"]),
    .testTarget(name: "CommandLineTests", dependencies: seen(upTo: "forescale") + ["TestSupport"]),
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
      name: "detection", dependencies: seen(upTo: "Experiments"),
      path: "benchmarks/learning/detection", exclude: ["README.md", "prepare.py"]),
    .executableTarget(
      name: "skill", dependencies: ["Learning", "Stochastics"], path: "benchmarks/learning/skill",
      exclude: ["README.md", "prepare.py", "table.py"]),
    .executableTarget(
      name: "healing-evidence",
      dependencies: seen(upTo: "Experiments"),
      path: "benchmarks/healing"),
  ]
}

// `./forescale test` builds with this: debugging, with all its checks and testable, but our own modules are optimised, for
// the tests simulate and train for hours of unoptimised time. The tests themselves and the libraries are compiled
// plainly, which is quicker than what their optimisation would save.
if Context.environment["FORESCALE_OPTIMISED_TESTS"] != nil {
  for target in package.targets where target.type == .executable || target.type == .regular {
    if layers.contains(target.name) {
      target.swiftSettings =
        (target.swiftSettings ?? []) + [
          .unsafeFlags(["-O", "-whole-module-optimization", "-num-threads", "2", "-assert-config", "Debug"])
        ]
    } else {
      target.cSettings = (target.cSettings ?? []) + [.unsafeFlags(["-O2"])]
      target.cxxSettings = (target.cxxSettings ?? []) + [.unsafeFlags(["-O2"])]
    }
  }
}
