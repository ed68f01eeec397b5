// swift-tools-version: 6.1
import PackageDescription

// Imports point one way, from the top of this list to its bottom. C libraries have one importer each.
let package = Package(
  name: "forescale",
  platforms: [.macOS(.v14)],
  targets: [
    .target(name: "Stochastics", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "SimulationKernel"),
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CSimdJSON", cxxSettings: [.define("NDEBUG")],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "Workloads",
      dependencies: ["SimulationKernel", "Stochastics", "CLibCSV", "CZlib", "CSimdJSON"]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "Learning", dependencies: ["Stochastics", "COpenBLAS"]),
    .target(name: "Autoscaling", dependencies: ["SimulationKernel", "Learning"]),
    .target(
      name: "ClusterSimulation",
      dependencies: ["SimulationKernel", "Stochastics", "Workloads", "Autoscaling"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "StochasticsTests", dependencies: ["Stochastics", "TestSupport"]),
    .testTarget(name: "SimulationKernelTests", dependencies: ["SimulationKernel", "Stochastics"]),
    .testTarget(name: "WorkloadsTests", dependencies: ["Workloads", "TestSupport"]),
    .testTarget(
      name: "LearningTests", dependencies: ["Learning", "TestSupport"], resources: [.copy("Reference")]),
    .testTarget(name: "ClusterSimulationTests", dependencies: ["ClusterSimulation", "TestSupport"]),
    .testTarget(name: "TheoryTests", dependencies: ["ClusterSimulation", "TestSupport"]),
  ],
  cxxLanguageStandard: .cxx17
)
