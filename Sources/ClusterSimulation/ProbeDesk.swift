import SimulationKernel
import Stochastics

extension RandomPurpose {
  static let probePhase = RandomPurpose("probe phase")
}

/// The probes that pods answer like requests (`Probe.timeout`), and what has come of them.
///
/// The kubelet sends one a period, and the next at the earliest when the last is answered or its time is up; so many failures in a
/// row make a pod not ready, or end its container (Kubernetes documentation, "Configure Liveness, Readiness and Startup Probes").
struct ProbeDesk: Sendable {
  /// The probes of one kind of one pod.
  struct Watch: Sendable {
    var service: Int
    /// Changes when a container ends, so that what was planned for it is forgotten.
    var stamp: UInt32 = 0
    var isActive = false
    /// Probes sent; the one that is not answered yet, 0 for none.
    var sent: UInt32 = 0, open: UInt32 = 0
    var failures = 0, successes = 0
  }

  /// By twice the pod's number, liveness after readiness.
  private var watches: [Watch] = []

  /// The watch of a pod.
  subscript(pod: Int, isLiveness: Bool) -> Watch {
    get {
      let index = 2 * pod + (isLiveness ? 1 : 0)
      return index < watches.count ? watches[index] : Watch(service: 0)
    }
    set {
      let index = 2 * pod + (isLiveness ? 1 : 0)
      while watches.count <= index { watches.append(Watch(service: 0)) }
      watches[index] = newValue
    }
  }

  /// Forgets what was planned for a pod whose container has ended or is asked to.
  mutating func end(_ pod: Int) {
    for isLiveness in [false, true] where self[pod, isLiveness].isActive {
      self[pod, isLiveness].isActive = false
      self[pod, isLiveness].stamp &+= 1
    }
  }
}

extension ClusterModel {
  private func probe(of service: Int, isLiveness: Bool) -> Probe? {
    let parameters = states[service].parameters
    let probe = isLiveness ? parameters.liveness : parameters.readiness
    return probe?.timeout == nil ? nil : probe
  }

  /// Begins to probe a pod that has become ready for the first time.
  ///
  /// Those that are there at the start were probed before: at an instant of their own in the period. Of others the first success
  /// has just been.
  mutating func watchProbes(of pod: Int, service: Int, _ scheduler: inout Scheduler<ClusterEvent>) {
    for isLiveness in [false, true] {
      guard let probe = probe(of: service, isLiveness: isLiveness), !probes[pod, isLiveness].isActive else {
        continue
      }
      var watch = ProbeDesk.Watch(service: service)
      watch.stamp = probes[pod, isLiveness].stamp &+ 1
      watch.sent = probes[pod, isLiveness].sent
      watch.isActive = true
      probes[pod, isLiveness] = watch
      var wait = probe.period
      if scheduler.now == inputs.start {
        var stream = RandomStream(
          seed: inputs.seed, purpose: .probePhase, entity: UInt64(pod), ordinal: isLiveness ? 1 : 0)
        wait *= stream.nextUnit()
      }
      scheduler.schedule(
        .probe(pod: Int32(pod), isLiveness: isLiveness, stamp: watch.stamp),
        after: .seconds(rounding: wait), phase: .plant)
    }
  }

  /// Sends the probe that is due and plans the next.
  mutating func sendProbe(
    _ pod: Int, isLiveness: Bool, stamp: UInt32, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    let watch = probes[pod, isLiveness]
    guard watch.isActive, watch.stamp == stamp,
      let probe = probe(of: watch.service, isLiveness: isLiveness), let timeout = probe.timeout
    else { return }
    scheduler.schedule(
      .probe(pod: Int32(pod), isLiveness: isLiveness, stamp: stamp),
      after: .seconds(rounding: probe.period), phase: .plant)
    // the last one is still under way
    guard watch.open == 0 else { return }
    let number = watch.sent &+ 1
    probes[pod, isLiveness].sent = number
    probes[pod, isLiveness].open = number
    scheduler.schedule(
      .probeDeadline(pod: Int32(pod), isLiveness: isLiveness, number: number),
      after: .seconds(rounding: timeout), phase: .plant)
    services.sendProbe(
      ProbeAnswer(pod: pod, number: number, isLiveness: isLiveness), of: watch.service,
      work: probe.work ?? 0.001, scheduler: &scheduler)
  }

  /// The time of a probe is up: if it is not answered it has failed.
  mutating func endProbe(
    _ pod: Int, isLiveness: Bool, number: UInt32, _ scheduler: inout Scheduler<ClusterEvent>
  ) {
    guard probes[pod, isLiveness].isActive, probes[pod, isLiveness].open == number else { return }
    probes[pod, isLiveness].open = 0
    probes[pod, isLiveness].successes = 0
    probes[pod, isLiveness].failures += 1
    let watch = probes[pod, isLiveness]
    guard let probe = probe(of: watch.service, isLiveness: isLiveness),
      watch.failures >= probe.failureThreshold
    else { return }
    if isLiveness {
      plant.crash(pod: pod, reason: .hung, scheduler: &scheduler)
    } else {
      plant.failReadiness(of: pod, scheduler: &scheduler)
    }
    takeNotices(&scheduler)
  }

  /// Takes the answers that have come.
  mutating func takeProbeAnswers(_ scheduler: inout Scheduler<ClusterEvent>) {
    for answer in services.takeProbeAnswers() {
      let watch = probes[answer.pod, answer.isLiveness]
      guard watch.isActive, watch.open == answer.number,
        let probe = probe(of: watch.service, isLiveness: answer.isLiveness)
      else { continue }
      probes[answer.pod, answer.isLiveness].open = 0
      probes[answer.pod, answer.isLiveness].failures = 0
      probes[answer.pod, answer.isLiveness].successes += 1
      guard !answer.isLiveness, watch.successes + 1 >= probe.successThreshold ?? 1 else { continue }
      plant.passReadiness(of: answer.pod, scheduler: &scheduler)
      takeNotices(&scheduler)
    }
  }
}
