#!/usr/bin/env python3
"""Readers that loop on a running sweep, and two sweeps into one file: both have to leave what an undisturbed sweep leaves.

usage: benchmarks/database/readers.py [--binary .build/release/forescale] [--seconds 300] [--readers 4]

Each reader takes `dump`, `report --markdown` and a query of Python's sqlite3 in turn. The sweep is started again, into a new file,
until the seconds are over. Exit code 1 if a command failed or a file differs.
"""
import argparse
import os
import pathlib
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

root = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(root / "benchmarks/database"))
from inject import SCENARIO  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", default=root / ".build/release/forescale")
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--readers", type=int, default=4)
    parser.add_argument("--seeds", type=int, default=200)
    options = parser.parse_args()
    binary = str(pathlib.Path(options.binary).resolve())
    environment = dict(os.environ, FORESCALE_ROOT=str(root), OPENBLAS_NUM_THREADS="1")
    faults, reads, sweeps = [], {"dump": 0, "report": 0, "sqlite3": 0}, 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "s.yaml").write_text(SCENARIO)
        (folder / "e.yaml").write_text(
            f"format: forescale/experiment/v1\nname: e\nscenario: s.yaml\nseeds: {options.seeds}\n")

        def run(*command):
            return subprocess.run([binary, *command], cwd=folder, env=environment, capture_output=True, text=True)

        def sweep(out):
            return subprocess.Popen([binary, "sweep", "e.yaml", "--out", out, "--threads", "1"], cwd=folder, env=environment,
                                    stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

        calm = sweep("calm.sqlite")
        assert calm.communicate() and calm.returncode == 0
        expected = run("dump", "calm.sqlite").stdout
        state = {"file": None}
        over = threading.Event()

        def read(number):
            turn = number
            while not over.is_set():
                file = state["file"]
                if file is None or not (folder / file).exists():
                    time.sleep(0.01)
                    continue
                turn += 1
                kind = ("dump", "report", "sqlite3")[turn % 3]
                if kind == "sqlite3":
                    try:
                        database = sqlite3.connect(f"file:{folder / file}?mode=ro", uri=True, timeout=30)
                        database.execute("SELECT count(*), sum(value) FROM run JOIN metric ON metric.run = run.id").fetchone()
                        database.close()
                    except sqlite3.DatabaseError as error:
                        if "no such table" not in str(error):
                            faults.append(f"sqlite3: {error}")
                else:
                    arguments = ["--markdown", "--out", f"report-{number}.md"] if kind == "report" else []
                    done = run(kind, file, *arguments)
                    early = "holds no results yet" in done.stderr or "hold no run" in done.stderr
                    if done.returncode != 0 and not early:
                        faults.append(f"{kind} {done.returncode}: {done.stderr.strip()}")
                reads[kind] += 1

        threads = [threading.Thread(target=read, args=(number,)) for number in range(options.readers)]
        for thread in threads:
            thread.start()
        end = time.monotonic() + options.seconds
        while time.monotonic() < end:
            file = f"read-{sweeps}.sqlite"
            state["file"] = file
            process = sweep(file)
            error = process.communicate()[1]
            sweeps += 1
            if process.returncode != 0:
                faults.append(f"sweep {process.returncode}: {error.strip()}")
            elif run("dump", file).stdout != expected:
                faults.append("a sweep that was read left other results")
        over.set()
        for thread in threads:
            thread.join()
        print(f"{sweeps} sweeps of {2 * options.seeds} runs under {options.readers} readers: {reads}")
        both = [sweep("both.sqlite") for _ in range(2)]
        ends = [(process.communicate()[1].strip(), process.returncode) for process in both]
        same = run("dump", "both.sqlite").stdout == expected
        left = sorted(path.name for path in folder.glob("both.sqlite*"))
        print(f"two sweeps into one file: exit codes {[code for _, code in ends]}, same dump: {same}, left: {left}")
        if not same or any(code != 0 for _, code in ends):
            faults.append(f"two sweeps: {ends}")
    for fault in sorted(set(faults))[:20]:
        print(" ", fault)
    print(f"{len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
