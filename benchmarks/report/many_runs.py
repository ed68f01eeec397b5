"""Fills an empty results database with the runs of a large sweep, to time reports of it.

    forescale run scenarios/flash-crowd.yaml --out out/many.sqlite   # makes the tables
    python3 benchmarks/report/many_runs.py out/many.sqlite 10000
    time forescale report out/many.sqlite
"""
import hashlib
import json
import random
import sqlite3
import sys

METRICS = ["node_cost", "replica_cost", "violation_windows", "violation_requests", "downtime", "scaling_time",
           "mean_replicas", "replica_changes", "availability", "mean_latency", "surges", "peak_replicas"]
ARMS = ["hpa-stock", "react+", "proactive", "oracle", "static-peak"]


def main(path, count):
    draw = random.Random(1)
    results = sqlite3.connect(path)
    with results:
        results.executemany("INSERT OR IGNORE INTO metric_definition VALUES (?, 'USD', 'lower', 'A figure.')",
                            [(name,) for name in METRICS])
        results.execute("INSERT INTO experiment (id, name) VALUES (1, 'large')")
        scenario = json.dumps({"arms": [{"name": arm} for arm in ARMS], "padding": "x" * 4000})
        for position in range(count // len(ARMS)):
            settings = {"service.replica.start_up": f"{30 * (position // 5 % 100)}s", "workload.mean": position // 500}
            results.execute("INSERT INTO point VALUES (1, ?, ?, ?)", (position, str(position % 5), json.dumps(settings)))
            for arm in ARMS:
                digest = hashlib.sha256(f"{position}{arm}".encode()).hexdigest()
                run = results.execute(
                    "INSERT INTO run (key, scenario, arm, part, seed, policy_json, scenario_json, wall_seconds, digest) "
                    "VALUES (?, 'base', ?, 'test', ?, '{}', ?, 1, ?)",
                    (digest, arm, str(position % 5), scenario, digest)).lastrowid
                results.execute("INSERT INTO point_run VALUES (1, ?, ?, ?)", (position, arm, digest))
                results.executemany("INSERT INTO metric VALUES (?, ?, ?)",
                                    [(run, name, draw.lognormvariate(2, 0.3)) for name in METRICS])


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
