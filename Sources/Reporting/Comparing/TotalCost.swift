import Experiments
import Foundation

/// Node cost plus a price for every hour of violating windows: what a service costs if its violations do.
public enum TotalCost {
  /// The metric's name.
  public static let name = "total_cost"
  /// The key that stands for the price on an axis.
  public static let axis = "downtime_price"
  /// The stored metrics it is made of.
  public static let parts = ["node_cost", "downtime"]
  /// What it means.
  public static let definition = MetricDefinition(
    name: name, unit: "USD", better: "lower", summary: "Node cost plus the price of downtime.")

  /// `runs` with the metric at each of the prices, in USD an hour of downtime: each run once a price, with the price among
  /// its settings.
  public static func priced(_ runs: [StoredRun], at prices: [Double]) -> [StoredRun] {
    prices.enumerated().flatMap { index, price in
      runs.compactMap { run -> StoredRun? in
        guard let cost = run.figures["node_cost"], let downtime = run.figures["downtime"] else { return nil }
        var run = run
        run.figures[name] = cost + price * downtime / 3600
        // one run at two prices is two
        run.id = run.id * Int64(prices.count) + Int64(index)
        var values = run.values
        values[axis] = price == price.rounded() && price < 1e15 ? String(Int64(price)) : String(price)
        if let data = try? JSONSerialization.data(
          withJSONObject: values, options: [.sortedKeys, .withoutEscapingSlashes])
        {
          run.settings = String(decoding: data, as: UTF8.self)
        }
        return run
      }
    }
  }
}
