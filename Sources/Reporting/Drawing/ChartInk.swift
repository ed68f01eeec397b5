/// How charts look: on paper, or on a dark screen.
public enum ChartStyle: String, Sendable, CaseIterable {
  /// Black on white.
  case print
  /// Light on dark.
  case dark

  /// The colour behind everything.
  var background: Ink { Ink("white", dark: "#16181D") }
}

/// A colour, and the one that takes its place on a dark screen.
struct Ink: Equatable {
  private let light: String, dark: String

  /// A colour of gnuplot, such as `#0072B2`; `dark` as well where that is nil.
  init(_ light: String, dark: String? = nil) {
    self.light = light
    self.dark = dark ?? light
  }

  /// The colour in a style.
  func color(_ style: ChartStyle) -> String { style == .dark ? dark : light }
}

extension Ink {
  // Okabe and Ito's palette, which colour-blind readers tell apart
  static let blue = Ink("#0072B2", dark: "#4FA8E0"), orange = Ink("#E69F00"), green = Ink("#009E73")
  static let purple = Ink("#CC79A7"), sky = Ink("#56B4E9", dark: "#B5E3FF"), vermilion = Ink("#D55E00")
  static let black = Ink("#000000", dark: "#F0F0F0"), grey = Ink("#7F7F7F")

  // around the data
  static let demand = Ink("#BBBBBB", dark: "#6A6E78"), quiet = Ink("#555555", dark: "#C8C8C8")
  static let grid = Ink("#CCCCCC", dark: "#3A3D44"), shade = Ink("#EEEEEE", dark: "#2A2D34")
  static let zero = Ink("#888888"), base = Ink("#999999")
  static let limit = vermilion, under = vermilion, over = Ink("#9ECAE9", dark: "#2C5878")

  /// The colour of a curve by its number; they begin again after eight.
  static func series(_ index: Int) -> Ink {
    let all = [blue, orange, green, purple, sky, vermilion, black, grey]
    return all[index % all.count]
  }

  /// Blue is less, vermilion more: apart for colour-blind readers, and in grey both darken away from 0.
  static let diverging: [(value: Double, ink: Ink)] = [
    (-1, blue), (-0.5, Ink("#7FB8D8")), (0, Ink("#F7F7F7")), (0.5, Ink("#EAAE80")), (1, vermilion),
  ]
}
