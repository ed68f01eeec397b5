extension Chart {
  /// An axis: what it measures, from where to where, and what is written beside it.
  struct Axis {
    /// From where to where.
    enum Range {
      /// The data, rounded to whole tics.
      case fitting
      /// The data and nothing more.
      case exact
      /// From a value to where the data end.
      case from(Double)
      /// The data and a value.
      case holding(Double)
      /// Between two values, the first of which may be the larger one.
      case between(Double, Double)
    }

    /// What it measures, with the unit in brackets; empty for none.
    var label = ""
    /// How far the label is moved, in widths and heights of a letter.
    var nudge: (right: Double, up: Double)?
    var range = Range.fitting
    var isLogarithmic = false
    var tics = Tics()

    init(
      _ label: String = "", nudge: (right: Double, up: Double)? = nil, range: Range = .fitting,
      isLogarithmic: Bool = false, tics: Tics = Tics()
    ) {
      self.label = label
      self.nudge = nudge
      self.range = range
      self.isLogarithmic = isLogarithmic
      self.tics = tics
    }

    /// A time axis in days that ends where the data end, with a little air.
    ///
    /// - Parameter times: In seconds.
    static func days(_ times: [Double]) -> Range {
      guard let first = times.min(), let last = times.max(), first < last else { return .fitting }
      let air = (last - first) * 0.01
      return .between((first - air) / 86_400, (last + air) / 86_400)
    }
  }

  /// What is written beside an axis.
  struct Tics {
    enum Places {
      case automatic
      /// A number at each multiple.
      case every(Double)
      /// Texts, each at its place.
      case named([(text: String, place: Double)])
      /// Numbers, and texts between them.
      case and([(text: String, place: Double)])
    }
    enum Format {
      case plain
      /// The shortest of decimal and scientific.
      case short
      /// Powers of ten.
      case powers
      /// Nothing.
      case none
    }

    var places = Places.automatic
    var format = Format.plain
    /// Size of the text in points; nil as all other text.
    var size: Int?
    /// Degrees by which texts are turned against the clock.
    var turn: Int?
    /// How long the tics are, as a share of the usual.
    var length: Double?

    /// Texts at 0, 1 and so on.
    static func names(_ texts: [String]) -> Places {
      .named(texts.enumerated().map { ($1, Double($0)) })
    }

    /// Texts from the top down, the last at 0.
    static func rows(_ texts: [String]) -> Places {
      .named(texts.enumerated().map { ($1, Double(texts.count - 1 - $0)) })
    }
  }

  /// What the colours of cells mean, as a bar beside the panel.
  struct Shades {
    /// Colours by value; between them they are mixed.
    var gradient: [(value: Double, ink: Ink)]
    var range: ClosedRange<Double>
    /// What the colours measure, with the unit in brackets.
    var label: String
    var nudge: (right: Double, up: Double)?
    /// Numbers beside it at each multiple, and their size in points; nil for gnuplot's.
    var every: Double?, size: Int?
    /// Where the bar stands, as shares of the chart's width and height from below; nil right of the panel.
    var box: (x: Double, y: Double, width: Double, height: Double)?
  }

  /// Which mark means what.
  struct Key {
    enum Corner: String {
      case topLeft = "left top", topRight = "right top", bottomLeft = "left bottom"
    }
    enum Place {
      /// Right of the panel.
      case beside
      /// Above the panel.
      case above
      /// In a corner of the panel.
      case inside(Corner)
      /// With a corner at shares of the chart's width and height from below.
      case at(x: Double, y: Double, Corner)
      /// With its top right corner at the panel's right edge, and a share of the chart's height from below.
      case overRight(y: Double)
    }

    var place: Place
    /// Entries beside each other; else one below the other, each sample left of its text.
    var isHorizontal = false
    /// The most rows.
    var rows: Int?
    /// How long the samples are, in letters.
    var sample = 2.0
    /// Whether it covers what is behind it.
    var isOpaque = false
  }
}
