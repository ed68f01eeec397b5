// swift-tools-version: 6.1
import PackageDescription

/// Programs of their own on Forescale's modules; docs/libraries.md goes through them.
let package = Package(
  name: "forescale-examples",
  platforms: [.macOS(.v14)],
  dependencies: [.package(name: "forescale", path: "../..")],
  targets: [
    .executableTarget(name: "queue", dependencies: modules("SimulationKernel", "Stochastics"), path: "queue"),
    .executableTarget(
      name: "hpa", dependencies: modules("Autoscaling", "SimulationKernel", "Workloads"), path: "hpa",
      exclude: ["metrics.csv"]),
    .executableTarget(name: "forest", dependencies: modules("Learning"), path: "forest"),
    .executableTarget(
      name: "policy",
      dependencies: modules("Autoscaling", "ClusterSimulation", "SimulationKernel", "Workloads"),
      path: "policy"),
  ]
)

func modules(_ names: String...) -> [Target.Dependency] {
  names.map { .product(name: $0, package: "forescale") }
}
