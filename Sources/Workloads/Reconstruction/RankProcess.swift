import Stochastics

import Glibc

extension RandomPurpose {
  /// In which order a window takes its values.
  public static let windowReconstruction = RandomPurpose("window reconstruction")
}

/// A first-order autoregressive normal process that says in which order the cells of a window take its values.
///
/// It runs on from window to window, so that a crest at a border is one in both windows.
struct RankProcess {
  private var stream: RandomStream
  private var state: Double
  private let memory: Double
  private let innovation: Double

  /// - Parameters:
  ///   - step: length of a cell in seconds.
  ///   - correlationTime: in seconds; 0 for independent cells.
  init(step: Double, correlationTime: Double, seed: UInt64, entity: UInt64) {
    stream = RandomStream(seed: seed, purpose: .windowReconstruction, entity: entity)
    memory = correlationTime > 0 ? exp(-step / correlationTime) : 0
    innovation = (1 - memory * memory).squareRoot()
    state = Normal().sample(from: &stream)
  }

  /// For each of the next `count` cells its rank among them, from 0; equal states rank in order of time.
  mutating func ranks(count: Int) -> [Int] {
    var states: [Double] = []
    states.reserveCapacity(count)
    for _ in 0..<count {
      states.append(state)
      state = memory * state + innovation * Normal().sample(from: &stream)
    }
    let order = states.indices.sorted { (states[$0], $0) < (states[$1], $1) }
    var ranks = [Int](repeating: 0, count: count)
    for (rank, cell) in order.enumerated() { ranks[cell] = rank }
    return ranks
  }
}
