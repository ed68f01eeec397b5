#!/usr/bin/env python3
"""Measures a sweep of one-day fluid runs: runs a second on one and two threads, and queries of its database.

usage: benchmarks/sweeps/throughput.py [--runs 10000] [--pairs 2000] [--repeats 3]

--pairs is the size of the sweeps of the scaling figure, which are run --repeats times, one thread and two in turn, so that
a drift of other load meets both; --runs that of the large one. Python 3.11, no packages. Prints the machine's load.
"""
import argparse
import os
import pathlib
import sqlite3
import statistics
import subprocess
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
binary = root / ".build/release/forescale"

# what `compare`, `map`, `front` and `results merge` ask, and the example of docs/sweeps.md
queries = {
    "effect of a key": """SELECT json_extract(settings_json, '$."service.replica.start_up"') AS start_up, arm, avg(value)
        FROM experiment_result WHERE experiment = 'throughput' AND metric = 'node_cost' GROUP BY 1, 2""",
    "progress": "SELECT * FROM experiment_progress",
    "figures of all runs": "SELECT run, value FROM metric WHERE name = 'node_cost' AND value IS NOT NULL",
    "runs of the points": """SELECT experiment.name, point.position, point_run.arm, run.id, point.settings_json, point.seed
        FROM experiment JOIN point ON point.experiment = experiment.id
        JOIN point_run ON point_run.experiment = point.experiment AND point_run.position = point.position
        JOIN run ON run.digest = point_run.digest""",
    "summary of arms": "SELECT arm, avg(node_cost_usd) FROM arm_summary GROUP BY arm",
    "one run": "SELECT * FROM experiment_result WHERE experiment = 'throughput' AND position = 77",
}


def experiment(folder: pathlib.Path, runs: int) -> pathlib.Path:
    """Half as many points as runs: five start-up times, two boot times, the rest seeds."""
    path = folder / f"throughput-{runs}.yaml"
    scenario = (root / "scenarios/maps/service.yaml").read_text().replace(", tune: true", "")
    (folder / "service.yaml").write_text(scenario)
    path.write_text(f"""format: forescale/experiment/v1
name: throughput
scenario: service.yaml
arms: [hpa-tuned, react+]
seeds: {runs // 20}
parameters:
  grid:
    service.replica.start_up: [30s, 60s, 90s, 120s, 180s]
    nodes.boot: [60s, 150s]
""")
    return path


def timed(path: pathlib.Path, out: pathlib.Path, threads: int) -> tuple[float, float]:
    """Wall seconds of a sweep, and the CPU seconds it used."""
    before = os.times()
    began = time.monotonic()
    subprocess.run([binary, "sweep", path, "--out", out, "--threads", str(threads)], check=True, capture_output=True)
    after = os.times()
    return time.monotonic() - began, after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=2_000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        small = experiment(folder, options.pairs)
        ratios, rates = [], {1: [], 2: []}
        for repeat in range(options.repeats):
            wall = {}
            for threads in (1, 2):
                wall[threads], cpu = timed(small, folder / f"{repeat}-{threads}.sqlite", threads)
                rates[threads].append(options.pairs / wall[threads])
                print(f"{options.pairs} runs, {threads} threads: {wall[threads]:.1f} s, {cpu:.1f} s of CPU, "
                      f"load {os.getloadavg()[0]:.1f}")
            ratios.append(wall[1] / wall[2])
        print(f"runs a second: {statistics.median(rates[1]):.0f} on one thread, {statistics.median(rates[2]):.0f} on two; "
              f"ratio {statistics.median(ratios):.2f} ({', '.join(f'{r:.2f}' for r in ratios)})")
        large = folder / "large.sqlite"
        wall, cpu = timed(experiment(folder, options.runs), large, 2)
        print(f"{options.runs} runs, 2 threads: {wall:.1f} s, {cpu:.1f} s of CPU, {options.runs / wall:.0f} a second, "
              f"{large.stat().st_size / 2**20:.0f} MiB, load {os.getloadavg()[0]:.1f}")
        database = sqlite3.connect(large)
        for title, sql in queries.items():
            began = time.monotonic()
            rows = len(database.execute(sql).fetchall())
            seconds = time.monotonic() - began
            plan = "; ".join(row[3] for row in database.execute("EXPLAIN QUERY PLAN " + sql))
            print(f"{title}: {1000 * seconds:.0f} ms, {rows} rows\n  {plan}")
        for command in (["compare", large, "--baseline", "hpa-tuned"],
                        ["map", large, "--x", "start_up", "--y", "boot", "--arm", "react+", "--baseline", "hpa-tuned"]):
            began = time.monotonic()
            result = subprocess.run([binary, *command], capture_output=True, text=True)
            print(f"{command[0]}: {time.monotonic() - began:.2f} s, exit code {result.returncode}")


if __name__ == "__main__":
    main()
