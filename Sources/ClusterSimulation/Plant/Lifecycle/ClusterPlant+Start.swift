import SimulationKernel
import Stochastics

extension ClusterPlant {
  /// 10 s, doubled each time, at most 300 s (kubelet: MaxContainerBackOff and the image pull back-off).
  static func backOff(doublings: UInt8) -> SimulationDuration {
    .seconds(min(10 << Int64(min(doublings, 5)), 300))
  }

  /// How long a container has to run for the next crash to count as the first again.
  static let backOffReset = SimulationDuration.minutes(10)

  /// What a pod waited for is there.
  mutating func podStep<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    switch pods[pod].step {
    case .startingUp:
      if templates[Int(pods[pod].template)].source.exitsAfter != nil {
        return restart(pod, reason: .crash, &scheduler)
      }
      pods[pod].stamp &+= 1
      // nobody hears of it until the node answers again
      if nodes[Int(pods[pod].nodeIndex)].isUnreachable {
        pods[pod].step = .running
      } else {
        becomeReady(pod, &scheduler)
      }
    case .imageBackOff, .restartBackOff: startContainer(pod, &scheduler)
    case .hung: restart(pod, reason: .hung, &scheduler)
    case .ending: removePod(pod, &scheduler)
    case .none, .running, .lost: preconditionFailure("pod \(pod) waits for nothing")
    }
  }

  /// Pulls the image if the node lacks it and starts the container; schedules the moment the pod is found
  /// ready.
  mutating func startContainer<E: PlantEventCarrier>(_ pod: Int, _ scheduler: inout Scheduler<E>) {
    let template = Int(pods[pod].template)
    guard let imageThere = imageAvailability(pod, at: scheduler.now) else {
      let delay = Self.backOff(doublings: pods[pod].backOff)
      pods[pod].backOff = min(pods[pod].backOff + 1, 5)
      pods[pod].step = .imageBackOff
      return schedulePodStep(pod, after: delay, &scheduler)
    }
    if pods[pod].step == .imageBackOff { pods[pod].backOff = 0 }
    pods[pod].step = .startingUp
    pods[pod].containerStart = imageThere
    let source = templates[template].source
    // The first start is known by the pod's number alone, so that it is the same draw in every arm of an
    // experiment.
    let ordinal = UInt64(pods[pod].ordinal) | UInt64(pods[pod].starts) << 40
    var stream = RandomStream(
      seed: seed, purpose: .podStartUp, entity: UInt64(pods[pod].deploymentIndex), ordinal: ordinal)
    pods[pod].starts += 1
    let started = imageThere + source.startUp.sample(from: &stream)
    if let life = source.exitsAfter {
      return schedulePodStep(pod, after: imageThere + .seconds(rounding: life) - scheduler.now, &scheduler)
    }
    let ready = source.readiness?.first(notBefore: started, start: imageThere) ?? started
    schedulePodStep(pod, after: ready - scheduler.now, &scheduler)
  }

  /// When the image of a pod is on its node; nil if the pull has failed.
  private mutating func imageAvailability(_ pod: Int, at now: SimulationTime) -> SimulationTime? {
    let template = templates[Int(pods[pod].template)]
    guard template.image >= 0, let image = template.source.image else { return now }
    let node = Int(pods[pod].nodeIndex)
    if let known = nodes[node].images.first(where: { $0.image == template.image }) {
      return max(now, known.availableAt)
    }
    if isRegistryDown || template.isImageBroken || nodes[node].isUnreachable { return nil }
    if image.pullFailure > 0 {
      let ordinal = UInt64(pods[pod].ordinal) | UInt64(pods[pod].pulls) << 40
      var stream = RandomStream(
        seed: seed, purpose: .imagePull, entity: UInt64(pods[pod].deploymentIndex), ordinal: ordinal)
      pods[pod].pulls += 1
      if stream.nextUnit() < image.pullFailure { return nil }
    }
    let pool = parameters.pools[Int(nodes[node].pool)]
    let begin = pool.pullsInParallel ? now : max(now, nodes[node].pullsEnd)
    let end = begin + .seconds(rounding: image.bytes / pool.pullBandwidth)
    nodes[node].pullsEnd = max(nodes[node].pullsEnd, end)
    nodes[node].images.append(.init(image: template.image, availableAt: end))
    return end
  }

  /// Puts the image of a pod on its node without a pull.
  mutating func cacheImage(of pod: Int, at now: SimulationTime) {
    let (image, node) = (templates[Int(pods[pod].template)].image, Int(pods[pod].nodeIndex))
    guard image >= 0, !nodes[node].images.contains(where: { $0.image == image }) else { return }
    nodes[node].images.append(.init(image: image, availableAt: now))
  }

  /// Ends the container of a pod and starts it again after its back-off.
  mutating func restart<E: PlantEventCarrier>(
    _ pod: Int, reason: KillReason, _ scheduler: inout Scheduler<E>
  ) {
    let deployment = pods[pod].deployment
    endReadiness(pod, at: scheduler.now)
    notices.append(.podKilled(pod: pod, deployment: deployment, reason: reason))
    if scheduler.now - pods[pod].containerStart >= Self.backOffReset { pods[pod].backOff = 0 }
    let delay = Self.backOff(doublings: pods[pod].backOff)
    pods[pod].backOff = min(pods[pod].backOff + 1, 5)
    pods[pod].step = .restartBackOff
    pods[pod].stamp &+= 1
    schedulePodStep(pod, after: delay, &scheduler)
    if deployments[deployment].rollout != nil { requestReconcile(deployment, &scheduler) }
  }
}
