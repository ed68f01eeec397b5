import Autoscaling
import ClusterSimulation
import InputFiles

/// Nodes and the control loop.
extension Scenario {
  static let controlKeys = [
    Setting("metric_resolution", .duration(1...3600), "Time between scrapes.", default: 15),
    Setting("metric_lag", .duration(0...3600), "From scrape to delivery.", default: 15),
    Setting("sync", .duration(1...3600), "Time between decisions.", default: 15),
    Setting(
      "metric_loss", .share(0...0.99), "Share of scrapes that are lost; the next one covers their time too.",
      default: 0),
  ]

  /// Of one pool: an entry of `pools`, or the nodes themselves where there are no `pools`.
  private static func poolKeys(ofEntry isEntry: Bool) -> [Setting] {
    func needed(_ key: String, _ form: Setting.Form, _ summary: String, _ example: String? = nil) -> Setting {
      Setting(
        key, form, isEntry ? summary : summary + " Needed unless there are `pools`.", isRequired: isEntry,
        example: example)
    }
    return [
      needed("cpu", .cores(0.001...4096), "Allocatable cores of a node.", "8"),
      needed("memory", .bytes(0x1p20...0x1p50), "Allocatable memory of a node.", "32Gi"),
      needed("price_per_hour", .number(0...1e6), "USD an hour and node, from order to release."),
      Setting("boot", .duration(0...86_400), "From order to ready.", default: 150),
      Setting("boot_variation", .share(0...3), "Coefficient of variation of the boot time.", default: 0),
      Setting("min", .whole(0...100_000), "Fewest nodes.", default: 1),
      needed("max", .whole(1...100_000), "Most nodes."),
      Setting("zones", .texts, "Zones that nodes are spread over in turn.", default: .texts(["a"])),
      Setting("taints", .texts, "Taints; only replicas that tolerate all of them are placed here."),
      Setting(
        "spot",
        .section([
          Setting("price_per_hour", .number(0...1e6), "USD an hour and node.", isRequired: true),
          Setting(
            "mean_life", .duration(60...1e9), "Mean time until a node is taken back, exponential.",
            isRequired: true, example: "8h"),
          Setting("notice", .duration(0...3600), "From notice to end.", default: 120),
        ]), "Terms of nodes that the provider may take back."),
      Setting(
        "priority", .whole(-1_000_000...1_000_000),
        "The priority expander grows the pool of the highest value.", default: 0),
      Setting(
        "pull_bandwidth", .bytes(1...1e15), "Image bytes a second that a node pulls.",
        default: .number(0x1p20 * 100)),
    ]
  }

  static let nodeKeys =
    poolKeys(ofEntry: false) + [
      Setting(
        "cpu_price_per_hour", .number(0...1e6), "USD an hour and requested core, for the replica cost.",
        default: 0),
      Setting(
        "memory_gib_price_per_hour", .number(0...1e6), "USD an hour and requested GiB, for the replica cost.",
        default: 0),
      Setting("scan", .duration(1...3600), "How often the node autoscaler looks.", default: 10),
      Setting(
        "unneeded", .duration(0...86_400), "How long a node is empty before it is released.", default: 600),
      Setting(
        "utilization_threshold", .share(0...1),
        "A node with less of its CPU and memory requested is emptied if its replicas fit elsewhere; 0 lets only empty "
          + "nodes go.", default: 0),
      Setting(
        "delay_after_add", .duration(0...86_400), "How long after an order no node is released.", default: 0),
      Setting(
        "expander", .choice(of: ExpanderChoice.self), "Which of several pools grows.",
        default: .text(ExpanderChoice.leastWaste.rawValue)),
      Setting("core_quota", .cores(0.001...1e9), "Most cores of all nodes together."),
      Setting(
        "placement", .choice(of: PlacementChoice.self),
        "Which node with room a replica goes to: the fullest or the emptiest.",
        default: .text(PlacementChoice.mostAllocated.rawValue)),
      Setting(
        "pools",
        .table([Setting("name", .text, "Name of the pool.", isRequired: true)] + poolKeys(ofEntry: true)),
        "Several pools, instead of the one described by the keys above."),
    ]

  static func plant(_ top: YAMLReader, service reader: YAMLReader) -> ClusterParameters {
    let nodes = top.section("nodes")
    let control = top.section("control")
    defer { for reader in [nodes, control] { reader.finish() } }
    let named = nodes.list("pools")
    let pools =
      named.isEmpty
      ? [pool(nodes, name: "nodes")]
      : named.map { reader in
        defer { reader.finish() }
        return pool(reader, name: reader.text("name"))
      }
    return ClusterParameters(
      service: service(reader), pools: pools,
      autoscaler: AutoscalerParameters(
        scanInterval: nodes.number("scan"), unneededTime: nodes.number("unneeded"),
        utilizationThreshold: nodes.number("utilization_threshold"),
        delayAfterAdd: nodes.number("delay_after_add"),
        expander: (nodes.choice("expander") as ExpanderChoice).expander,
        coreQuota: nodes.optionalNumber("core_quota")),
      placement: (nodes.choice("placement") as PlacementChoice).strategy,
      cpuPricePerHour: nodes.number("cpu_price_per_hour"),
      memoryPricePerHour: nodes.number("memory_gib_price_per_hour"),
      control: ControlParameters(
        metricResolution: control.number("metric_resolution"), metricLag: control.number("metric_lag"),
        syncPeriod: control.number("sync"), metricLoss: control.number("metric_loss")))
  }

  private static func pool(_ nodes: YAMLReader, name: String) -> PoolParameters {
    let minimum = nodes.whole("min")
    let maximum = nodes.whole("max")
    if maximum < minimum { nodes.note("max", "\(maximum) is less than min, which is \(minimum)") }
    let boot = nodes.number("boot")
    let variation = nodes.number("boot_variation")
    let terms = nodes.optionalSection("spot").map { spot in
      defer { spot.finish() }
      return SpotTerms(
        pricePerHour: spot.number("price_per_hour"), meanLife: spot.number("mean_life"),
        notice: spot.number("notice"))
    }
    return PoolParameters(
      name: name, capacity: Resources(cpu: nodes.number("cpu"), memory: nodes.number("memory")),
      zones: nodes.strings("zones"), taints: nodes.optionalStrings("taints"),
      pricePerHour: nodes.number("price_per_hour"), spot: terms,
      boot: boot > 0 && variation > 0 ? .logNormal(mean: boot, variation: variation) : .constant(boot),
      minNodes: minimum, maxNodes: maximum, priority: nodes.whole("priority"),
      pullBandwidth: nodes.number("pull_bandwidth"))
  }

  private enum ExpanderChoice: String, CaseIterable {
    case leastWaste = "least-waste"
    case price, priority, random

    var expander: Expander {
      switch self {
      case .leastWaste: .leastWaste
      case .price: .price
      case .priority: .priority
      case .random: .random
      }
    }
  }

  private enum PlacementChoice: String, CaseIterable {
    case mostAllocated = "most-allocated"
    case leastAllocated = "least-allocated"

    var strategy: PlacementStrategy { self == .mostAllocated ? .mostAllocated : .leastAllocated }
  }
}

extension PoolParameters {
  /// Whether a replica fits an empty node of this pool.
  func takes(_ service: ServiceParameters) -> Bool {
    service.cpuRequest <= capacity.cores && service.memoryRequest <= Double(capacity.memory)
      && taints.allSatisfy(service.tolerations.contains)
  }
}
