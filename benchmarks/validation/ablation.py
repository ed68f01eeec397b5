#!/usr/bin/env python3
"""Switches off the mechanisms of the K3s study one at a time, and prints a row of docs/validation.md for each.

usage: benchmarks/validation/ablation.py BINARY DATA

DATA is the folder of forecast-error-semantics-k3s. A row has p99 in ms and failed requests of missed peak, late spike and shortened
peak, and p99 of three conditions without an overload. Needs Python 3 without packages.
"""
import csv
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
OVERLOADS, QUIET = ("p03b", "p07b", "p02b"), ("osus", "p01a", "p06b")
# what is replaced by what in the study
WITHOUT = {
    "all mechanisms": [],
    "limit spread evenly": [(r"cpu_period: 100ms,\s*", "")],
    "probe is no request": [(r"(readiness: \{period: 1s), timeout: 1s", r"\1"), (r"(liveness: \{period: 10s), timeout: 2s", r"\1")],
    "requests wait for an endpoint": [("refuse_without_replica: true", "refuse_without_replica: false")],
    "routes change at once": [(r"route_delay: \[[^\]]*\],?\s*", ""), (r"first_answer_times:\s*\[[^\]]*\],?\s*", "")],
    "nothing out of order": [(r"out_of_order: [0-9.%]+", "out_of_order: 0")],
    "no liveness probe": [(r"liveness: \{[^}]*\},\s*", "")],
    "Poisson arrivals": [("arrivals: even", "arrivals: poisson")],
}


def main(binary, data):
    study = (root / "scenarios/validation/forecast-errors-k3s.yaml").read_text()
    environment = dict(os.environ, FORESCALE_ROOT=str(root), OPENBLAS_NUM_THREADS="1")
    with tempfile.TemporaryDirectory() as folder:
        for name, changes in WITHOUT.items():
            text = study
            for pattern, other in changes:
                text, count = re.subn(pattern, other, text)
                assert count, f"{name}: {pattern} is not in the study"
            file = os.path.join(folder, "study.yaml")
            with open(file, "w", encoding="utf-8") as out:
                out.write(text)
            done = subprocess.run([binary, "validate", file, "--data", data, "--out", os.path.join(folder, "r.sqlite")],
                                  env=environment, capture_output=True, text=True)
            # 1: a statement does not hold, which is what is looked for
            if done.returncode not in (0, 1):
                sys.exit(done.stderr)
            with open(os.path.join(folder, "r.csv"), encoding="utf-8") as table:
                means = {(row["name"], row["figure"]): row["simulated_mean"] for row in csv.DictReader(table)}

            def mean(condition, figure):
                return f"{float(means[condition, figure]):.0f}"

            overloads = [f"{mean(c, 'request_p99_ms')} / {mean(c, 'request_failures')}" for c in OVERLOADS]
            print("|", " | ".join([name, *overloads, " / ".join(mean(c, "request_p99_ms") for c in QUIET)]), "|", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
