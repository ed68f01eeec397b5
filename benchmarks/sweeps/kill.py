#!/usr/bin/env python3
"""Kills a sweep at random instants, lets it go on each time, and compares the end with an undisturbed sweep.

usage: benchmarks/sweeps/kill.py [--binary .build/release/forescale] [--runs 1200] [--kills 200] [--seed 1] [--full-disk]

--full-disk runs the sweep on a small tmpfs that fills up instead (needs root), grows it, and goes on.
Exit code 0 if both databases hold the same and the kills were all made, 1 if not: more runs leave more to kill.
"""
import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

root = pathlib.Path(__file__).resolve().parents[2]
binary = root / ".build/release/forescale"
os.environ["FORESCALE_ROOT"] = str(root)


def experiment(folder: pathlib.Path, runs: int) -> pathlib.Path:
    path = folder / "e.yaml"
    path.write_text(f"""format: forescale/experiment/v1
name: kill
scenario: {root}/scenarios/google-2019-service.yaml
arms: [static-mean, hpa-stock]
seeds: {runs // 2}
timeline: 10m
parameters:
  grid:
    workload.mean_requests_per_second: [20]
    warm_up: [1h]
""")
    return path


def sweep(path: pathlib.Path, out: pathlib.Path) -> list[str]:
    return [str(binary), "sweep", str(path), "--out", str(out), "--threads", "2"]


def dump(out: pathlib.Path) -> str:
    return subprocess.run([str(binary), "dump", str(out)], check=True, capture_output=True, text=True).stdout


def killed(path: pathlib.Path, out: pathlib.Path, kills: int, seed: int) -> int:
    stream = random.Random(seed)
    done = 0
    while done < kills:
        process = subprocess.Popen(sweep(path, out), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(stream.uniform(0.02, 1.0))
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        done += 1
    subprocess.run(sweep(path, out), check=True, stdout=subprocess.DEVNULL)
    return done


def full(path: pathlib.Path, folder: pathlib.Path) -> pathlib.Path:
    disk = folder / "disk"
    disk.mkdir()
    size = 1
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}m", "none", str(disk)], check=True)
    out = disk / "r.sqlite"
    while True:
        result = subprocess.run(sweep(path, out), capture_output=True, text=True)
        print(f"disk of {size} MiB: exit code {result.returncode} {result.stderr.strip().splitlines()[-1:]}")
        if result.returncode == 0:
            return out
        size *= 2
        subprocess.run(["mount", "-o", f"remount,size={size}m", str(disk)], check=True)


def main() -> int:
    global binary
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", type=pathlib.Path, default=binary)
    parser.add_argument("--runs", type=int, default=1200)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--full-disk", action="store_true")
    options = parser.parse_args()
    binary = options.binary.absolute()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        path = experiment(folder, options.runs)
        calm = folder / "calm.sqlite"
        began = time.monotonic()
        subprocess.run(sweep(path, calm), check=True, stdout=subprocess.DEVNULL)
        print(f"undisturbed: {options.runs} runs in {time.monotonic() - began:.1f} s")
        enough = True
        if options.full_disk:
            try:
                out = full(path, folder)
                same = dump(out) == dump(calm)
            finally:
                subprocess.run(["umount", str(folder / "disk")], check=False)
        else:
            out = folder / "killed.sqlite"
            done = killed(path, out, options.kills, options.seed)
            print(f"killed {done} times")
            same = dump(out) == dump(calm)
            enough = done >= options.kills
            if not enough:
                print("the sweep got through before it was killed as often as asked")
        print("the databases hold the same" if same else "THE DATABASES DIFFER")
        return 0 if same and enough else 1


if __name__ == "__main__":
    sys.exit(main())
