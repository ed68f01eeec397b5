import Dispatch
import Foundation
import Learning
import Synchronization

/// What became of one run of a sweep.
public struct SweepOutcome: Sendable {
  /// Which run.
  public var run: SweepRun
  /// What it left, or why it failed, in a sentence.
  public var result: Result<RunResult, RunError>

  /// What became of `run`.
  public init(run: SweepRun, result: Result<RunResult, RunError>) {
    self.run = run
    self.result = result
  }
}

/// Runs the points of a sweep that are not done yet, several at a time.
public struct SweepRunner: Sendable {
  /// What is to run.
  public var points: [SweepPoint]
  /// The folder that the scenario's files are named from.
  public var folder: String
  /// Seconds between points of the timelines; 0 for none.
  public var timelineInterval: Double
  /// Points at a time. Results do not depend on it.
  public var threads: Int
  /// Digests of runs that need not run again.
  public var done: Set<String>
  /// Given each outcome; one call at a time, from any thread. What it throws ends the sweep after the runs on their way.
  public var store: @Sendable (SweepOutcome) throws -> Void

  private let cache = WorkloadCache()

  /// A runner of the given points of `plan`.
  public init(
    _ plan: SweepPlan, points: [SweepPoint], threads: Int, done: Set<String>,
    store: @escaping @Sendable (SweepOutcome) throws -> Void
  ) {
    self.points = points
    folder = plan.folder
    timelineInterval = plan.experiment.timelineInterval
    self.threads = threads
    self.done = done
    self.store = store
  }

  private struct State {
    var next = 0
    var claimed: Set<String>
    var failure: (any Error)?
  }

  /// Reads the traces of every point that has something to run, before anything runs, and tells what was odd about them.
  /// What cannot be read at all fails the runs that need it, and they alone.
  ///
  /// - Parameter remarked: Told a remark at a time, each once.
  /// - Throws: `RunError` where too much of a load is made up or left out; all points' loads are looked at first.
  public func checkLoads(_ remarked: (String) -> Void) throws {
    var looked: Set<WorkloadCache.LoadKey> = []
    var told: Set<String> = []
    var refusal: String?
    for point in points where point.runs.contains(where: { !done.contains($0.digest) }) {
      guard !point.traces.isEmpty || !point.scenario.workload.superposedFiles(in: folder).isEmpty else {
        continue
      }
      // a seed changes no file
      var scenario = point.scenario
      scenario.seed = 0
      let key = WorkloadCache.LoadKey(scenario, traces: point.traces, folder: folder)
      guard looked.insert(key).inserted else { continue }
      scenario.cell = nil
      guard
        let load = try? PreparedWorkload(
          scenario, traces: point.traces, folder: folder, cache: cache, refuses: false)
      else { continue }
      for remark in load.remarks where told.insert(remark).inserted { remarked(remark) }
      refusal = refusal ?? load.refusal
    }
    if let refusal { throw RunError(refusal) }
  }

  /// Runs everything that is not done.
  ///
  /// - Throws: What `store` throws first.
  public func run() throws {
    let state = Mutex(State(claimed: done))
    let storing = Mutex(())
    DispatchQueue.concurrentPerform(iterations: max(1, min(threads, points.count))) { _ in
      while true {
        // points that share a run (equal digests) run it once
        let mine: (point: SweepPoint, runs: [SweepRun])? = state.withLock { state in
          while state.failure == nil, state.next < points.count {
            let point = points[state.next]
            state.next += 1
            let runs = point.runs.filter { state.claimed.insert($0.digest).inserted }
            if !runs.isEmpty { return (point, runs) }
          }
          return nil
        }
        guard let (point, runs) = mine else { return }
        do {
          try perform(point, runs, cache) { outcome in
            guard state.withLock({ $0.failure == nil }) else { return false }
            try storing.withLock { _ in try store(outcome) }
            return true
          }
        } catch {
          state.withLock { $0.failure = $0.failure ?? error }
        }
      }
    }
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }

  private func perform(
    _ point: SweepPoint, _ runs: [SweepRun], _ cache: WorkloadCache,
    keep: (SweepOutcome) throws -> Bool
  ) throws {
    let prepared = Result {
      (
        load: try cache.prepared(point.scenario, traces: point.traces, folder: folder),
        json: try point.scenario.canonicalJSON()
      )
    }
    for run in runs {
      let result = prepared.flatMap { prepared in
        Result {
          try self.result(
            of: run, at: point, prepared.load.workload, prepared.load.key, json: prepared.json, cache)
        }
      }.mapError { RunError("\($0)") }
      guard try keep(SweepOutcome(run: run, result: result)) else { return }
    }
  }

  private func result(
    of run: SweepRun, at point: SweepPoint, _ workload: PreparedWorkload, _ load: WorkloadCache.LoadKey,
    json: String, _ cache: WorkloadCache
  ) throws -> RunResult {
    let scenario = point.scenario
    guard let specification = scenario.arms.first(where: { $0.name == run.arm }) else {
      throw RunError("the scenario has no arm '\(run.arm)'")
    }
    let arm = try Arm(specification, of: scenario, workload) { try cache.forecaster($0, workload, load) }
    var result = try arm.result(
      scenarioJSON: json, timelineInterval: timelineInterval, progress: { _ in }
    ).result
    result.digest = run.digest
    return result
  }
}
