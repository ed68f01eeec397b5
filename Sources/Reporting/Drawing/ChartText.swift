import Foundation
import Writing

extension Chart {
  /// What stands below the chart in a page: the title and the note.
  var caption: String { Escape.line(title) + (note.isEmpty ? "" : ". \(Escape.line(note))") }

  /// The chart in words, for those who do not see it: title, axes with their units and what they span, and what is shown.
  var alternative: String {
    var sentences = [Escape.line(title)]
    let names = panels.map(\.title).filter { !$0.isEmpty }
    if !names.isEmpty { sentences.append("Panels: \(Self.listed(names))") }
    // panels of one kind are told once
    var told: [String] = []
    for panel in panels {
      let axes = [
        words("Across", panel.x, among: panels, \.x), words("Up", panel.y, among: panels, \.y),
        panel.right.map { "Up at the right: \(Escape.line($0.label))" },
        panel.shades.map { "Colour: \(Escape.line($0.label)), \(Self.span($0.range))" },
      ]
      for axis in axes.compactMap(\.self) where !told.contains(axis) { told.append(axis) }
    }
    sentences += told
    var curves: [String] = []
    for title in panels.flatMap(\.marks).map(\.title) where !title.isEmpty && !curves.contains(title) {
      curves.append(title)
    }
    if !curves.isEmpty { sentences.append("Shown: \(Self.listed(curves))") }
    return sentences.joined(separator: ". ") + "."
  }

  /// An axis in words, with what all panels show along it that have its label, or leave it to a panel below; nil for one
  /// without a label.
  private func words(
    _ name: String, _ axis: Axis, among panels: [Panel], _ path: KeyPath<Panel, Axis>
  ) -> String? {
    guard !axis.label.isEmpty else { return nil }
    let label = "\(name): \(Escape.line(axis.label))"
    if case .named(let tics) = axis.tics.places { return "\(label): \(Self.listed(tics.map(\.text)))" }
    let same = panels.map { (panel: $0, axis: $0[keyPath: path]) }.filter {
      $0.axis.label == axis.label || $0.axis.tics.format == .none
    }
    let values = same.flatMap(\.panel.marks).flatMap { path == \Panel.x ? $0.across : $0.up }
    guard let low = values.min(), let high = values.max() else { return label }
    return "\(label), \(Self.span(low...high))"
  }

  /// Both ends to three digits; one number where they are the same.
  private static func span(_ range: ClosedRange<Double>) -> String {
    let ends = [range.lowerBound, range.upperBound].map { value in
      1000..<1e7 ~= abs(value)
        ? value.formatted(digits: 0) : String(format: "%.3g", value).replacing("-", with: "−")
    }
    return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
  }

  private static func listed(_ names: [String]) -> String {
    let most = 12
    let shown = names.prefix(most).map { Escape.line($0, limit: 60) }.joined(separator: ", ")
    return shown + (names.count > most ? " and \(names.count - most) more" : "")
  }
}

extension Chart.Mark {
  /// The values along the horizontal axis.
  fileprivate var across: [Double] {
    switch shape {
    case .line(let x, _), .steps(let x, _), .filledSteps(let x, _), .points(let x, _),
      .lineWithPoints(let x, _), .band(let x, _, _), .area(let x, _), .verticalBars(let x, _, _, _):
      values([x])
    case .horizontalBars(let x, _, let low, let high): values([x, low, high])
    case .boxes(let x, _), .cells(let x, _, _): values(x)
    case .segments(let x, _): values([x.0, x.1])
    case .level, .diagonal, .sample: []
    }
  }

  /// The values along the vertical axis; none of those along the right one.
  fileprivate var up: [Double] {
    switch shape {
    case .line(_, let y), .steps(_, let y), .filledSteps(_, let y), .points(_, let y),
      .lineWithPoints(_, let y), .horizontalBars(_, let y, _, _):
      values([y])
    case .band(_, let low, let high): values([low, high])
    case .verticalBars(_, let y, let low, let high): values([y, low, high])
    case .boxes(_, let y), .cells(_, let y, _): values(y)
    case .segments(_, let y): values([y.0, y.1])
    case .level(let value): [value]
    case .area, .diagonal, .sample: []
    }
  }

  private func values(_ columns: [String]) -> [Double] {
    columns.flatMap { table?.values(of: $0) ?? [] }
  }

  private func values(_ extent: Extent) -> [Double] {
    switch extent {
    case .between(let low, let high): values([low, high])
    case .around(let name, _): values([name])
    }
  }
}
