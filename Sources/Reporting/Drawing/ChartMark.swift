extension Chart {
  /// What shows a table: lines, points, bars, and what they are called in the key.
  struct Mark {
    /// Where a box begins and ends on an axis, by columns.
    enum Extent {
      case between(String, String)
      case around(String, half: Double)
    }

    /// What is drawn for each row, by the names of columns.
    enum Shape {
      /// From row to row, straight; where a number is missing there is a gap.
      case line(x: String, y: String)
      /// From row to row; the value of a row holds up to the next.
      case steps(x: String, y: String)
      /// As steps, filled down to the axis.
      case filledSteps(x: String, y: String)
      case points(x: String, y: String)
      case lineWithPoints(x: String, y: String)
      /// Filled between two curves.
      case band(x: String, low: String, high: String)
      /// Filled down to 0 of the right axis.
      case area(x: String, y: String)
      /// A box of one colour a row.
      case boxes(x: Extent, y: Extent)
      /// A box a row, its colour by a column.
      case cells(x: Extent, y: Extent, value: String)
      /// A point and its interval along the horizontal axis.
      case horizontalBars(x: String, y: String, low: String, high: String)
      /// A point and its interval along the vertical axis.
      case verticalBars(x: String, y: String, low: String, high: String)
      /// A line a row, from one point to another.
      case segments(x: (String, String), y: (String, String))
      /// No table: a line at a value of the vertical axis.
      case level(Double)
      /// No table: where both axes say the same.
      case diagonal
      /// No table: an entry of the key for what rules show.
      case sample
    }

    /// Which rows are shown: those in which a column is on one side of another, or of 0 where that is nil.
    enum Condition {
      case above(String, String?)
      case below(String, String?)
    }

    /// The signs at points, by gnuplot's numbers.
    enum Sign: Int {
      case plus = 1, cross = 2
      case square = 4, filledSquare, circle, disc, triangle, filledTriangle, downTriangle, filledDownTriangle,
        diamond
      case filledDiamond

      /// A filled sign for the curve of a number, and a hollow one of the same form; five can be told apart.
      static func filled(_ index: Int) -> Sign {
        [.filledSquare, .disc, .filledTriangle, .filledDownTriangle, .filledDiamond][index % 5]
      }
      static func hollow(_ index: Int) -> Sign {
        [.square, .circle, .triangle, .downTriangle, .diamond][index % 5]
      }
    }

    /// The pattern of the curve of a number: curves of one colour have another one.
    static func dash(_ index: Int) -> Int { 1 + index / 4 % 3 }

    var shape: Shape
    /// What it shows; nil for shapes that need none.
    var table: Table?
    var ink: Ink
    /// Which rows are shown; nil for all.
    var rows: Condition?
    /// The width of lines; nil as gnuplot draws them.
    var width: Double?
    /// The pattern of lines by gnuplot's numbers, 1 unbroken.
    var dash: Int?
    /// The sign at points, and its size.
    var sign: Sign?, size: Double?
    /// Its name in the key; empty for none.
    var title: String

    init(
      _ shape: Shape, of table: Table? = nil, _ ink: Ink, rows: Condition? = nil, width: Double? = nil,
      dash: Int? = nil, sign: Sign? = nil, size: Double? = nil, title: String = ""
    ) {
      self.shape = shape
      self.table = table
      self.ink = ink
      self.rows = rows
      self.width = width
      self.dash = dash
      self.sign = sign
      self.size = size
      self.title = title
    }
  }
}
