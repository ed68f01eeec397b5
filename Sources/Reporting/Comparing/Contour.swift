/// A piece of a contour, in units of grid steps.
public struct ContourSegment: Sendable, Equatable {
  /// The ends.
  public var from, to: GridPoint
}

/// A place on a grid: column and row, with shares of a step.
public struct GridPoint: Sendable, Equatable {
  /// Columns and rows from the first.
  public var x, y: Double
}

/// The contour of a function given on a grid, by marching squares with linear interpolation along the edges.
///
/// A square whose corners alternate is cut by the mean of its corners. Squares with a missing corner have no contour.
///
/// Source: Lorensen & Cline, "Marching Cubes", SIGGRAPH 1987, in two dimensions.
///
/// - Parameters:
///   - values: rows of equal length; nil where the function is unknown.
///   - level: the value looked for; a corner equal to it counts as above.
/// - Returns: the segments, square by square from the first row on.
func contour(_ values: [[Double?]], level: Double) -> [ContourSegment] {
  var segments: [ContourSegment] = []
  for row in values.indices.dropLast() {
    for column in values[row].indices.dropLast() {
      // counter-clockwise from the lower left
      let places = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
      let corners = places.compactMap { values[$0.1][$0.0] }.map { $0 - level }
      guard corners.count == 4 else { continue }
      var crossings: [GridPoint] = []
      for edge in 0..<4 {
        let (a, b) = (corners[edge], corners[(edge + 1) % 4])
        guard (a >= 0) != (b >= 0) else { continue }
        let share = a / (a - b)
        let (from, to) = (places[edge], places[(edge + 1) % 4])
        crossings.append(
          GridPoint(
            x: Double(from.0) + share * Double(to.0 - from.0),
            y: Double(from.1) + share * Double(to.1 - from.1)))
      }
      if crossings.count == 2 {
        segments.append(ContourSegment(from: crossings[0], to: crossings[1]))
      } else if crossings.count == 4 {
        // the first corner joins its opposite one where the middle is on its side
        let joins = (corners.reduce(0, +) >= 0) == (corners[0] >= 0)
        let pairs = joins ? [(0, 1), (2, 3)] : [(3, 0), (1, 2)]
        for (a, b) in pairs { segments.append(ContourSegment(from: crossings[a], to: crossings[b])) }
      }
    }
  }
  return segments
}
