import Writing

/// A chart as data: what is shown, by which marks, between which axes, under which title.
///
/// All that becomes of a chart is written from this value: gnuplot's script (`GnuplotScript`), the data as CSV, the alternative
/// text and the caption. Nothing reads a script or a picture back.
struct Chart {
  /// The part of a report that shows it.
  enum Section {
    /// What arms do against a baseline.
    case effects
    /// Everything else.
    case evidence
  }

  /// How the title stands above the chart.
  struct Heading {
    /// In points; nil as all other text.
    var size: Int? = 13
    /// How far it is moved, in widths and heights of a letter.
    var nudge: (right: Double, up: Double)?
  }

  /// The file name without extension, before it is made harmless.
  var name: String
  /// What it shows, as readers see it above the chart.
  var title: String
  /// What readers are told beside the title; a sentence without its full stop, or nothing.
  var note = ""
  /// The part of a report that shows it.
  var section = Section.evidence
  /// Size in points; PNG has twice as many pixels.
  var width = 720, height = 400
  /// How the title stands.
  var heading = Heading()
  /// One, or several of which each says where it stands.
  var panels: [Panel]

  /// The name with nothing but letters, digits and hyphens, at most 100 of them.
  var fileName: String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(100))
  }

  /// The data that the marks show, each table once, in the order of the marks.
  var tables: [Table] {
    var tables: [Table] = []
    for table in panels.flatMap({ $0.marks.compactMap(\.table) })
    where !tables.contains(where: { $0.name == table.name }) {
      tables.append(table)
    }
    return tables
  }

  /// The height of a chart beside which so many keys stand one below the other.
  static func height(forKeys count: Int) -> Int { max(400, 90 + 19 * count) }
}

extension Chart {
  /// Rows of numbers under named columns.
  struct Table {
    /// A column: what its numbers are, and in which unit.
    struct Column: Equatable {
      var name: String
      /// Empty where there is none.
      var unit = ""
      /// Name and unit in one.
      var heading: String { unit.isEmpty ? name : "\(name) (\(unit))" }

      init(_ name: String, _ unit: String = "") {
        self.name = name
        self.unit = unit
      }
    }

    /// The name under which scripts find it: letters and digits of ours, another in each table of a chart.
    var name: String
    /// What it stands for in the CSV, where the name does not tell; such as an arm.
    var label: String
    var columns: [Column]
    /// The numbers; what is not finite is shown nowhere.
    var rows: [[Double]]

    init(_ name: String, label: String? = nil, _ columns: [Column], _ rows: [[Double]]) {
      self.name = name
      self.label = label ?? name
      self.columns = columns
      self.rows = rows
    }

    /// The place of a column, from 0. A name that is none is a mistake of the chart's declaration.
    func place(of column: String) -> Int {
      guard let place = columns.firstIndex(where: { $0.name == column }) else {
        preconditionFailure("the table \(name) has no column '\(column)'")
      }
      return place
    }

    /// The finite numbers of a column.
    func values(of column: String) -> [Double] {
      let place = place(of: column)
      return rows.map { $0[place] }.filter(\.isFinite)
    }
  }

  /// A pair of axes and what stands between them.
  struct Panel {
    /// Above the panel, in a chart of several.
    var title = ""
    /// The title's size in points; nil as all other text.
    var titleSize: Int?
    /// Where the axes stand; what is nil leaves room for the labels.
    var frame = Frame()
    var x = Axis(), y = Axis()
    /// The axis at the right.
    var right: Axis?
    /// What colours of cells mean.
    var shades: Shades?
    /// Room left and right of the data.
    var padding: Padding?
    /// Whether faint lines help to read values.
    var hasGrid = true
    /// The length of tics that stand outside, as a share of the usual; nil where they stand inside.
    var outerTics: Double?
    /// Behind everything, from left to right.
    var fields: [Field] = []
    var rules: [Rule] = []
    var texts: [Text] = []
    /// Which mark means what; nil for none.
    var key: Key?
    var marks: [Mark] = []
  }

  /// An edge of a panel.
  enum Edge {
    /// As a share of the chart's width from the left, or of its height from below.
    case share(Double)
    /// In letters from the edge of the chart.
    case letters(Double)
  }

  /// The edges of a panel.
  struct Frame {
    var left: Edge?, right: Edge?, top: Edge?, bottom: Edge?
  }

  /// Room between the data and the ends of the horizontal axis.
  enum Padding {
    /// As shares of the panel's width.
    case shares(left: Double, right: Double)
    /// In the axis' unit.
    case units(left: Double, right: Double)
  }

  /// A rectangle of one colour over the panel's height.
  struct Field {
    /// From and to on the horizontal axis; nil for all of it.
    var x: ClosedRange<Double>?
    var ink: Ink
  }

  /// A line across the panel at a value.
  struct Rule {
    enum Across { case x, y }
    var axis: Across
    /// The value, on the axis that the line crosses.
    var value: Double
    var ink: Ink
    var width: Double?, dash: Int?
  }

  /// Words in the panel.
  struct Text {
    enum Place {
      /// At values of both axes.
      case values(x: Double, y: Double)
      /// At a share of the width, and a value of the vertical axis.
      case share(x: Double, y: Double)
      /// In the middle of the panel.
      case middle
    }
    var text: String
    var place: Place
    /// Whether it ends at its place instead of being centred there.
    var isBefore = false
    /// Nil as all other text.
    var ink: Ink?
    var size: Int?
  }
}
