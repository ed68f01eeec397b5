import Stochastics

extension RandomPurpose {
  static let balancing = RandomPurpose("request balancing")
}

/// The ready replicas of a service and the choice among them.
struct ReadyReplicas: Sendable {
  let balancer: RequestBalancer
  private(set) var members: [Int] = []
  private var stream: RandomStream
  private var next = 0
  /// For `leastOutstanding`, keys of the load in the upper 20 bits and, below it, the number of the last
  /// choice.
  private var tree = LeastLoadedTree()
  private var choices: UInt64 = 0

  private static let loadShift: UInt64 = 44

  init(balancer: RequestBalancer, seed: UInt64, service: Int) {
    self.balancer = balancer
    stream = RandomStream(seed: seed, purpose: .balancing, entity: UInt64(service))
  }

  var isEmpty: Bool { members.isEmpty }

  /// The place of a new member.
  mutating func add(_ replica: Int) -> Int {
    members.append(replica)
    if balancer == .leastOutstanding { tree.set(0, at: members.count - 1) }
    return members.count - 1
  }

  /// Removes the member at `position`; returns the one that has taken its place, if any.
  mutating func remove(at position: Int) -> Int? {
    let last = members.count - 1
    if balancer == .leastOutstanding {
      tree.set(tree.key(at: last), at: position)
      tree.set(.max, at: last)
    }
    members.swapAt(position, last)
    members.removeLast()
    if next >= members.count { next = 0 }
    return position < last ? members[position] : nil
  }

  /// Notes that the member at `position` has `load` requests, of which one is new if it was `chosen`.
  mutating func setLoad(_ load: Int, at position: Int, chosen: Bool) {
    guard balancer == .leastOutstanding else { return }
    let (load, old) = (UInt64(min(load, 1 << 20 - 2)), tree.key(at: position))
    if !chosen, load == old >> Self.loadShift { return }
    if chosen { choices &+= 1 }
    let choice = (chosen ? choices : old) & (1 << Self.loadShift - 1)
    tree.set(load << Self.loadShift | choice, at: position)
  }

  /// The replica for a request.
  ///
  /// - Precondition: there is a member.
  mutating func choose(replicas: [RequestReplica]) -> Int {
    switch balancer {
    case .roundRobin:
      let chosen = members[next]
      next = next + 1 < members.count ? next + 1 : 0
      return chosen
    case .random: return members[stream.nextIndex(below: members.count)]
    case .leastOutstanding: return members[tree.least]
    case .powerOfTwoChoices:
      guard members.count > 1 else { return members[0] }
      let first = stream.nextIndex(below: members.count)
      let other = stream.nextIndex(below: members.count - 1)
      let (a, b) = (members[first], members[other >= first ? other + 1 : other])
      return replicas[b].inFlight < replicas[a].inFlight ? b : a
    }
  }
}
