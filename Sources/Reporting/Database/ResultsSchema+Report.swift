extension ResultsSchema {
  /// What a report needs beside the runs, and a view for each question that people ask.
  static var report: String {
    """
    CREATE TABLE soundness_check (
      scenario TEXT NOT NULL,
      position INTEGER NOT NULL CHECK (position >= 0),
      name TEXT NOT NULL,
      holds INTEGER NOT NULL CHECK (holds IN (0, 1)),
      detail TEXT NOT NULL,
      PRIMARY KEY (scenario, position)
    ) WITHOUT ROWID;

    CREATE TABLE provenance (
      name TEXT PRIMARY KEY NOT NULL,
      command TEXT NOT NULL,
      version TEXT NOT NULL
    ) WITHOUT ROWID;

    """ + questionViews.map { "CREATE VIEW \($0.name) AS\n\($0.sql);" }.joined(separator: "\n\n")
  }

  /// A question and the view that answers it.
  struct QuestionView {
    var name: String
    var question: String
    var sql: String
  }

  /// The views of the migration `v4 report`. Released ones are not edited; new ones go into a new migration.
  static let questionViews: [QuestionView] = [
    QuestionView(
      name: "run_figures", question: "What did each run measure, with units?",
      sql: """
          SELECT run.id AS run, scenario, arm, part, seed, metric.name AS metric, value, unit, better
          FROM run JOIN metric ON metric.run = run.id JOIN metric_definition d ON d.name = metric.name
        """),
    QuestionView(
      name: "arm_means",
      question: "What is the mean of each figure over the runs of an arm, and how do they spread?",
      sql: """
          SELECT scenario, arm, part, metric, unit, count(value) AS runs, avg(value) AS mean, min(value) AS least,
            max(value) AS largest
          FROM run_figures GROUP BY scenario, arm, part, metric
        """),
    QuestionView(
      name: "cheapest_arms", question: "Which arm costs least, and what did it miss?",
      sql: """
          SELECT scenario, part, seed, arm, node_cost_usd, violating_windows_percent,
            rank() OVER (PARTITION BY scenario, part, seed ORDER BY node_cost_usd) AS place
          FROM arm_summary
        """),
    QuestionView(
      name: "cost_against_baseline", question: "What does each arm cost against the baseline?",
      sql: """
          SELECT scenario, baseline, arm, metric, 100 * (ratio - 1) AS change_percent
          FROM comparison WHERE metric IN ('node_cost', 'replica_cost')
        """),
    QuestionView(
      name: "undominated_arms", question: "Which arms are not beaten in cost and violation by another?",
      sql: """
          SELECT scenario, part, seed, arm, node_cost_usd, violating_windows_percent FROM arm_summary a
          WHERE NOT EXISTS (
            SELECT 1 FROM arm_summary b
            WHERE b.scenario = a.scenario AND b.part = a.part AND b.seed = a.seed
              AND b.node_cost_usd <= a.node_cost_usd
              AND b.violating_windows_percent <= a.violating_windows_percent
              AND (b.node_cost_usd < a.node_cost_usd
                OR b.violating_windows_percent < a.violating_windows_percent))
        """),
    QuestionView(
      name: "hourly_load", question: "How did load, demand and supply go, hour by hour?",
      sql: """
          SELECT run, CAST(time / 3600 AS INTEGER) AS hour, avg(requests_per_second) AS requests_per_second,
            avg(demand) AS demand, avg(ready) AS ready, max(latency) AS largest_latency_seconds
          FROM timeline GROUP BY run, hour
        """),
    QuestionView(
      name: "shortages", question: "When were there fewer ready replicas than demanded, and by how many?",
      sql: """
          SELECT run, scenario, arm, time, demand, ready, demand - ready AS missing, latency AS latency_seconds
          FROM timeline JOIN run ON run.id = run WHERE demand > ready
        """),
    QuestionView(
      name: "idle_hours", question: "How many replica-hours were ready beyond the demand?",
      sql: """
          SELECT run, scenario, arm, sum(max(ready - demand, 0) * step) / 3600 AS idle_replica_hours
          FROM (SELECT *, coalesce(time - lag(time) OVER (PARTITION BY run ORDER BY time), 0) AS step FROM timeline)
          JOIN run ON run.id = run GROUP BY run
        """),
    QuestionView(
      name: "worst_minutes", question: "When was latency worst?",
      sql: """
          SELECT run, scenario, arm, time, latency AS latency_seconds, error_share, place FROM (
            SELECT *, row_number() OVER (PARTITION BY run ORDER BY latency DESC, time) AS place FROM timeline)
          JOIN run ON run.id = run WHERE place <= 10
        """),
    QuestionView(
      name: "decision_reasons", question: "For which reasons did an arm scale, how often and how far?",
      sql: """
          SELECT scenario, arm, rule, count(*) AS decisions, sum(desired > current) AS up, sum(desired < current) AS down,
            avg(abs(desired - current)) AS mean_step
          FROM decision JOIN run ON run.id = run GROUP BY scenario, arm, rule
        """),
    QuestionView(
      name: "flapping", question: "How often did an arm turn from up to down, or back, within ten minutes?",
      sql: """
          SELECT run, scenario, arm, count(*) AS turns FROM (
            SELECT run, time, desired - current AS step,
              lag(desired - current) OVER (PARTITION BY run ORDER BY time) AS before,
              time - lag(time) OVER (PARTITION BY run ORDER BY time) AS gap
            FROM decision WHERE desired <> current)
          JOIN run ON run.id = run WHERE step * before < 0 AND gap <= 600 GROUP BY run
        """),
    QuestionView(
      name: "forecast_errors", question: "How wrong was each forecaster, by how far ahead it looked?",
      sql: """
          SELECT scenario, model.name AS forecaster, valid_at - issued_at AS horizon_seconds, count(*) AS forecasts,
            avg(abs(actual - value)) AS mean_absolute_error, avg(value - actual) AS bias,
            sum(abs(actual - value)) / sum(abs(actual)) AS wape
          FROM forecast JOIN model ON model.id = model GROUP BY model.id, horizon_seconds
        """),
    QuestionView(
      name: "forecast_coverage",
      question: "How often did what came lie inside the interval, above it, below it?",
      sql: """
          SELECT scenario, model.name AS forecaster, count(*) AS forecasts, avg(actual BETWEEN lower AND upper) AS inside,
            avg(actual > upper) AS above, avg(actual < lower) AS below, avg(upper - lower) AS mean_width
          FROM forecast JOIN model ON model.id = model WHERE lower IS NOT NULL AND upper IS NOT NULL GROUP BY model.id
        """),
    QuestionView(
      name: "unrecovered_faults", question: "From which faults did an arm not recover?",
      sql: """
          SELECT scenario, arm, number, type, severity, onset, ended, violation_seconds
          FROM fault JOIN run ON run.id = run WHERE is_censored
        """),
    QuestionView(
      name: "undetected_faults", question: "Which faults were never detected?",
      sql: """
          SELECT scenario, arm, type, count(*) AS faults, sum(violation_seconds) AS violation_seconds
          FROM fault JOIN run ON run.id = run WHERE detection_seconds IS NULL GROUP BY scenario, arm, type
        """),
    QuestionView(
      name: "remedy_outcomes", question: "Which remedies were asked for, and what became of them?",
      sql: """
          SELECT scenario, arm, kind, outcome, count(*) AS remedies, avg(ended - requested) AS mean_seconds
          FROM remedy JOIN run ON run.id = run GROUP BY scenario, arm, kind, outcome
        """),
    QuestionView(
      name: "input_files", question: "Which input files stand behind which runs?",
      sql: "  SELECT name, sha256, count(DISTINCT run) AS runs FROM input GROUP BY name, sha256"),
    QuestionView(
      name: "slowest_runs", question: "Which runs took longest to simulate?",
      sql: """
          SELECT id AS run, scenario, arm, seed, wall_seconds, rank() OVER (ORDER BY wall_seconds DESC) AS place FROM run
        """),
    QuestionView(
      name: "failed_runs", question: "Which runs of a sweep failed, and why?",
      sql: """
          SELECT experiment.name AS experiment, point_run.position, point_run.arm, failure.reason
          FROM failure JOIN point_run ON point_run.digest = failure.digest
          JOIN experiment ON experiment.id = point_run.experiment
        """),
    QuestionView(
      name: "seed_spread", question: "How much do the seeds of one scenario and arm differ?",
      sql: """
          SELECT scenario, arm, part, metric, unit, runs AS seeds, mean, largest - least AS range,
            100 * (largest - least) / nullif(abs(mean), 0) AS range_percent
          FROM arm_means WHERE runs > 1
        """),
  ]
}
