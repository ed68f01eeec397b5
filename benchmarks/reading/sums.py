#!/usr/bin/env python3
"""Compares what two binaries read from the same files: format, series, samples, and the sum of each series' values.

usage: benchmarks/reading/sums.py OLD NEW FILE...

A file is "same" if both tell the same series with the same sums (to 1e-9); else what differs is printed. Exit code 1 if a file
differs. Needs Python 3 without packages.
"""
import json
import os
import subprocess
import sys


def read(binary, path):
    """What a binary reads: the format and, for each series, its samples and the sum of its values; or its sentence."""
    environment = dict(os.environ, OPENBLAS_NUM_THREADS="1")
    ended = subprocess.run([binary, "trace", "inspect", path, "--json", "--series", "1000000"], capture_output=True,
                           text=True, env=environment, timeout=300)
    if ended.returncode:
        return None, ended.stderr.strip().splitlines()[-1][:200] if ended.stderr else f"exit code {ended.returncode}"
    document = json.loads(ended.stdout)[0]
    sums = {}
    for series in document["series"]:
        sums[series["name"]] = (series["measured"], (series["mean"] or 0) * series["measured"])
    return document, sums


def close(a, b):
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-300)


def main(old, new, paths):
    different = 0
    for path in paths:
        (before, sums_before), (after, sums_after) = read(old, path), read(new, path)
        if before and after and sums_before.keys() == sums_after.keys() and all(
                sums_before[name][0] == sums_after[name][0] and close(sums_before[name][1], sums_after[name][1])
                for name in sums_before):
            total = sum(value for _, value in sums_after.values())
            print(f"same       {path}: {after['format']}, {len(sums_after)} series, sum {total:.10g}")
            continue
        different += 1
        print(f"DIFFERENT  {path}")
        for label, document, sums in (("before", before, sums_before), ("after", after, sums_after)):
            if document is None:
                print(f"  {label}: {sums}")
            else:
                print(f"  {label}: {document['format']}, {document['rows']} rows, {document['samples']} samples, {len(sums)} series, "
                      f"sum {sum(value for _, value in sums.values()):.10g}; {'; '.join(map(str, document['oddities']))[:300]}")
    print(f"{len(paths)} files, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
