#!/usr/bin/env python3
"""Fails the n-th write, sync, lock, open or truncation of the results database, for n = 1, 2, ..., in each command that writes one.

usage: benchmarks/database/inject.py [--binary .build/release/forescale] [--step 1] [--most 100000]

Each command is started with a file system for SQLite that fails (faulty.c, compiled here with cc; preloaded, so Linux alone).
What has to hold after each: the command ended with 0, or with 2 or 3 and one sentence; `integrity_check` is ok; and the same
command without a fault ends with 0 and leaves what an undisturbed one leaves (`dump`).

--step 7 tries every seventh n. Prints a line for each command, operation and code. Exit code 1 if something did not hold.
"""
import argparse
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
here = pathlib.Path(__file__).resolve().parent

SCENARIO = """format: forescale/scenario/v1
name: small
workload: {generator: {kind: seasonal, mean: 200, amplitude: 50%}, span: 2h}
service:
  replica: {cpu: 1, memory: 2Gi, start_up: 60s, min: 1, max: 20}
  request: {service_time: 100ms, cpu_time: 10ms}
  objective: {latency_target: 500ms}
nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
arms:
  - {name: stock, policy: hpa, cpu_utilization: 70}
  - {name: flat, policy: static, size: peak}
"""
EXPERIMENT = "format: forescale/experiment/v1\nname: e\nscenario: s.yaml\nseeds: 2\n"
SEARCH = """format: forescale/tuning/v1
name: t
scenario: s.yaml
arm: stock
metric: node_cost
method: random
trials: 2
seed: 1
parameters:
  cpu_utilization: {from: 30, to: 90, whole: true}
"""
COMMANDS = {
    "run": ["run", "s.yaml", "--out", "r.sqlite", "--threads", "1"],
    "sweep": ["sweep", "e.yaml", "--out", "r.sqlite", "--threads", "1"],
    "merge": ["results", "merge", "r.sqlite", "source.sqlite"],
    "tune": ["tune", "t.yaml", "--out", "r.sqlite", "--threads", "1"],
}


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default=root / ".build/release/forescale")
    parser.add_argument("--step", type=int, default=1)
    parser.add_argument("--most", type=int, default=100_000)
    parser.add_argument("--commands", nargs="*", default=list(COMMANDS))
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    faults, tried = [], 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        library = folder / "faulty.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", library, here / "faulty.c", "-lsqlite3"], check=True)
        clean = dict(os.environ, FORESCALE_ROOT=str(root), OPENBLAS_NUM_THREADS="1")

        def start(command, where, **extra):
            return subprocess.run([binary, *command], cwd=where, env=dict(clean, **extra), capture_output=True, text=True)

        template = folder / "template"
        template.mkdir()
        for file, text in (("s.yaml", SCENARIO), ("e.yaml", EXPERIMENT), ("t.yaml", SEARCH)):
            (template / file).write_text(text)
        subprocess.run([binary, "sweep", "e.yaml", "--out", "source.sqlite"], cwd=template, env=clean, check=True,
                       capture_output=True)
        for title in options.commands:
            command = COMMANDS[title]
            calm = folder / f"{title}-calm"
            shutil.copytree(template, calm)
            start(command, calm)
            expected = start(["dump", "r.sqlite"], calm).stdout
            assert expected, title
            for operation in ("write", "sync", "lock", "open", "truncate"):
                for code in ("FULL", "IOERR", "BUSY"):
                    # a lock is refused, a disk is full or broken
                    if (code, operation) == ("FULL", "lock") or (code == "BUSY" and operation != "lock"):
                        continue
                    ends, n = {}, 1
                    while n <= options.most:
                        where = folder / "try"
                        shutil.rmtree(where, ignore_errors=True)
                        shutil.copytree(template, where)
                        count = folder / "count"
                        count.unlink(missing_ok=True)
                        done = start(command, where, LD_PRELOAD=str(library), FORESCALE_FAULT=f"{operation}:{code}:{n}",
                                     FORESCALE_FAULT_FILE="/r.sqlite", FORESCALE_FAULT_COUNT=str(count))
                        label = f"{title}, {operation} {n} fails with {code}"
                        reached = count.exists() and int(count.read_text()) >= n
                        tried += 1
                        ends[done.returncode] = ends.get(done.returncode, 0) + 1
                        lines = [line for line in done.stderr.splitlines() if line.startswith("forescale: ")]
                        if done.returncode not in (0, 2, 3):
                            faults.append(f"{label}: exit code {done.returncode}: {done.stderr[-300:]}")
                        elif done.returncode != 0 and (len(lines) != 1 or len(done.stderr.splitlines()) != 1):
                            faults.append(f"{label}: not one sentence: {done.stderr[-300:]!r}")
                        file = where / "r.sqlite"
                        if file.exists() and file.stat().st_size > 0:
                            try:
                                database = sqlite3.connect(file)
                                found = database.execute("PRAGMA integrity_check").fetchone()[0]
                                database.close()
                            except sqlite3.DatabaseError as error:
                                found = str(error)
                            if found != "ok":
                                faults.append(f"{label}: {found}")
                        again = start(command, where)
                        if again.returncode != 0:
                            faults.append(f"{label}: going on ends with {again.returncode}: {again.stderr[-300:]}")
                        elif start(["dump", "r.sqlite"], where).stdout != expected:
                            faults.append(f"{label}: going on leaves other results")
                        if not reached:
                            break
                        n += options.step
                    print(f"{title:6} {operation:8} {code:5}: {n - 1} places; exit codes {ends}", flush=True)
    print(f"{tried} tried, {len(faults)} did not hold")
    for fault in faults[:40]:
        print(" ", fault)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
