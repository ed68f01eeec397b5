import Autoscaling
import InputFiles
import Workloads

extension RecordedPolicy: PolicyKind {
  /// `recorded`.
  public static let name = "recorded"
  /// One sentence.
  public static let summary =
    "Follows a forecast from a file, as a controller with a window and, if wanted, a safety floor."
  /// The file and the controller.
  public static let settings = [
    forecast, value, horizon, window, stepDown, capacityScale, safetyPersistence, safetyHold,
  ]
  static let forecast = Setting(
    "forecast", .text,
    "The forecast, a CSV table with the columns `target_second`, `issued_second` (unless `horizon` is given) and that of `value`."
  )
  static let value = Setting(
    "value", .text, "The column of the forecast's values, or of one of its quantiles.",
    default: "predicted_rps")
  private static let horizon = Setting(
    "horizon", .duration(0...86_400),
    "How far ahead of a decision the target lies that it looks at. Default the value that was issued last.",
    example: "6s")
  private static let window = Setting(
    "window", .whole(1...100_000), "Decisions, this one included, whose largest need counts.", default: 1)
  private static let stepDown = Setting(
    "step_down", .whole(1...1_000_000), "Replicas that one decision takes away at most.", default: 1)
  private static let capacityScale = Setting(
    "capacity_scale", .share(0.01...100), "What the policy believes of the capacity, as a share of it.",
    default: 1)
  private static let safetyPersistence = Setting(
    "safety_persistence", .whole(1...100_000),
    "Decisions in a row that have to see more load than the ready replicas carry before the measured load sets a floor. Default "
      + "no floor.")
  private static let safetyHold = Setting(
    "safety_hold", .whole(1...1_000_000),
    "Decisions for which the floor stays after the last one that needed it.", default: 30)

  /// Six seconds ahead.
  public static let example: PolicySettings = ["forecast": "forecast.csv", "horizon": 6, "window": 30]

  /// A controller that has decided nothing yet.
  public static func policy(_ settings: PolicySettings, _ context: PolicyContext) throws -> any ScalingPolicy
  {
    guard let file = settings.text("forecast") else {
      throw PolicyError("a recorded policy needs a forecast")
    }
    let forecast = try forecast(
      path: file.path(in: context.folder), value: settings.text(value), needsIssue: settings["horizon"] == nil
    )
    return policy(settings, context, forecast: forecast)
  }

  /// The same with another forecast than that of the file.
  static func policy(
    _ settings: PolicySettings, _ context: PolicyContext, forecast: RecordedForecast
  ) -> RecordedPolicy {
    RecordedPolicy(
      forecast: forecast, horizon: settings.number("horizon"), demand: context.demand,
      capacityScale: settings.number(capacityScale), window: settings.whole(window),
      stepDown: settings.whole(stepDown), limits: context.limits,
      safety: settings.whole("safety_persistence").map {
        Safety(persistence: $0, hold: settings.whole(safetyHold))
      })
  }

  /// Reads a forecast.
  ///
  /// - Parameter needsIssue: Whether it has to say when each value was issued.
  /// - Throws: `PolicyError`, one sentence.
  static func forecast(path: String, value: String, needsIssue: Bool) throws -> RecordedForecast {
    do {
      let table = try NamedTable(path: path)
      let targets = try table.allNumbers("target_second")
      let values = try table.allNumbers(value)
      let issues = needsIssue ? try table.allNumbers("issued_second") : targets
      let entries = targets.indices.map {
        RecordedForecast.Entry(issued: issues[$0], target: targets[$0], value: values[$0])
      }
      guard let forecast = RecordedForecast(entries) else { throw PolicyError("\(path): holds no forecast") }
      return forecast
    } catch let error as WorkloadError {
      throw PolicyError("\(error)")
    }
  }
}
