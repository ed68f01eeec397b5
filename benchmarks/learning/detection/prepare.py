"""Writes the labelled series as CSV, one file a series: python3 prepare.py DATA OUT (standard library alone).

First line: '# ' and the windows of anomalies as first-last, of all points counted from 0. Then a line a point: its values,
and last its label. KDD rows have no time: duplicates are dropped, 5,000 normal rows come first, then 15,000 in random
order at the natural share of attacks among the rest.
"""

import csv
import gzip
import json
import os
import random
import sys

data, out = sys.argv[1], sys.argv[2]
os.makedirs(out, exist_ok=True)


def ranges(labels):
    found, start = [], None
    for index, label in enumerate(labels + [0]):
        if label and start is None:
            start = index
        if not label and start is not None:
            found.append((start, index - 1))
            start = None
    return found


def write(name, rows, windows):
    with open(os.path.join(out, name + ".csv"), "w") as file:
        file.write("# " + " ".join(f"{a}-{b}" for a, b in windows) + "\n")
        labels = [0] * len(rows)
        for a, b in windows:
            labels[a : b + 1] = [1] * (b + 1 - a)
        for row, label in zip(rows, labels):
            file.write(",".join(row) + f",{label}\n")


windows = json.load(open(os.path.join(data, "nab/labels/combined_windows.json")))
for name, spans in sorted(windows.items()):
    path = os.path.join(data, "nab", name)
    if not os.path.exists(path):
        continue
    rows = list(csv.DictReader(open(path)))
    times = [row["timestamp"][:19] for row in rows]
    places = [(times.index(a[:19]), times.index(b[:19])) for a, b in spans]
    write("nab-" + os.path.basename(name)[:-4], [[row["value"]] for row in rows], places)

for name in ["cpu4", "server_res_eth1out_curve_6", "server_res_eth1out_curve_61"]:
    with gzip.open(os.path.join(data, "kpi-labelled-5min", name + ".csv.gz"), "rt") as file:
        rows = list(csv.DictReader(file))
    write("kpi-" + name, [[row["value"]] for row in rows], ranges([int(float(row["label"])) for row in rows]))

with gzip.open(os.path.join(data, "kddcup99/kddcup.data_10_percent.gz"), "rt") as file:
    rows = sorted(set(file.read().split()))
random.Random(1).shuffle(rows)
fields = [row.split(",") for row in rows]
normal = [row for row in fields if row[41] == "normal."]
chosen = normal[:5000]
taken = set(map(tuple, chosen))
rest = [row for row in fields if tuple(row) not in taken]
random.Random(2).shuffle(rest)
chosen += rest[:15000]
numeric = [k for k in range(41) if k not in (1, 2, 3)]
labels = [int(row[41] != "normal.") for row in chosen]
write("kdd", [[row[k] for k in numeric] for row in chosen], ranges(labels))
