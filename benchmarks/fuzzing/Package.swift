// swift-tools-version: 6.1
import PackageDescription

// The project's own sources, by links, built with the coverage that libFuzzer steers by and with AddressSanitizer.
let instrumented: [SwiftSetting] = [.unsafeFlags(["-sanitize=fuzzer,address", "-g"])]
let instrumentedC = ["-fsanitize=fuzzer-no-link,address", "-g"]

let package = Package(
  name: "fuzzing",
  targets: [
    .target(
      name: "Stochastics", swiftSettings: instrumented,
      linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "SimulationKernel", swiftSettings: instrumented),
    .systemLibrary(name: "CLibCSV", providers: [.apt(["libcsv-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .target(
      name: "CSimdJSON",
      cxxSettings: [.define("NDEBUG"), .unsafeFlags(instrumentedC)],
      linkerSettings: [.linkedLibrary("simdjson")]),
    .target(
      name: "CInflate", cSettings: [.unsafeFlags(instrumentedC)], cxxSettings: [.unsafeFlags(instrumentedC)],
      linkerSettings: [.linkedLibrary("isal")]),
    .target(
      name: "CNumericScan", cSettings: [.unsafeFlags(instrumentedC)],
      cxxSettings: [.unsafeFlags(instrumentedC)]),
    .target(
      name: "Workloads",
      dependencies: [
        "SimulationKernel", "Stochastics", "CLibCSV", "CZlib", "CSimdJSON", "CInflate", "CNumericScan",
      ],
      swiftSettings: instrumented),
    .executableTarget(
      name: "ReaderFuzzer", dependencies: ["Workloads"], swiftSettings: instrumented,
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]),
  ],
  cxxLanguageStandard: .cxx17
)
