import InputFiles
import SimulationKernel

extension SimulationDuration {
  /// A length as scenarios write it, such as `500ms`, `15s`, `10m`, `2h` or `1d`; nil if `text` is none.
  public init?(text: String) {
    guard let seconds = SettingUnit.duration.parse(text), abs(seconds) < 9e9 else { return nil }
    self = .seconds(rounding: seconds)
  }
}
