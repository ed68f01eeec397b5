#!/usr/bin/env python3
"""Makes the files that the reading benchmarks read: 200 MB of usage rows in both forms, plain and gzipped.

    make-data.py REAL OUT [MEGABYTES]

REAL is the folder with the ten flattened files of real tasks (job113-task*.csv.gz, job382-task*.csv.gz). They are
repeated with other collection ids and times shifted by one window a repetition until the CSV has MEGABYTES (200).
usage.csv holds task after task; mixed.csv the same rows of every repetition in order of time, so that neighbouring
rows belong to different tasks. usage.json holds the rows of usage.csv in the official form, one object a line.
"""
import glob
import gzip
import json
import os
import sys

WINDOW = 300_000_000


def official(row):
    """The official JSON object of a row of the flattened form, in the order of the official files."""
    number = lambda name: float(row[name])
    low = [number(f"p{p}_cpu_usage") for p in range(0, 100, 10)]
    tail = [number(f"p{p}_cpu_usage") for p in range(91, 100)]
    known = min(low + tail) >= 0
    start = int(row["time"])
    return {
        "start_time": str(start), "end_time": str((start // WINDOW + 1) * WINDOW),
        "collection_id": row["collection_id"], "instance_index": row["instance_index"],
        "machine_id": row["machine_id"], "alloc_collection_id": row["alloc_collection_id"],
        "alloc_instance_index": row["alloc_instance_index"], "collection_type": row["collection_type"],
        "average_usage": {"cpus": number("avg_cpu_usage"), "memory": number("avg_memory_usage")},
        "maximum_usage": {"cpus": number("max_cpu_usage"), "memory": number("max_memory_usage")},
        "random_sample_usage": {"cpus": number("random_sample_cpu_usage")},
        "assigned_memory": number("assigned_memory"), "page_cache_memory": 0.0007877349853515625,
        "cycles_per_instruction": 1.2345678806304932, "memory_accesses_per_instruction": 0.0051234001293778419,
        "sample_rate": number("sample_rate"),
        "cpu_usage_distribution": low + [number("max_cpu_usage")] if known else [],
        "tail_cpu_usage_distribution": tail if known else [],
    }


def compress(path):
    with open(path, "rb") as source, open(path + ".gz", "wb") as raw:
        with gzip.GzipFile("", "wb", 6, raw, 0) as target:
            while chunk := source.read(1 << 20):
                target.write(chunk)


def main():
    real, out = sys.argv[1], sys.argv[2]
    wanted = int(sys.argv[3] if len(sys.argv) > 3 else 200) * 1_000_000
    os.makedirs(out, exist_ok=True)
    files = []
    for path in sorted(glob.glob(os.path.join(real, "job*.csv.gz"))):
        with gzip.open(path, "rt") as source:
            header, *lines = source.read().splitlines()
        files.append([line.split(",") for line in lines])
    names = header.split(",")
    written, jsonWritten, repetition = 0, 0, 0
    with open(f"{out}/usage.csv", "w") as usage, open(f"{out}/mixed.csv", "w") as mixed, \
            open(f"{out}/usage.json", "w") as objects:
        usage.write(header + "\n")
        mixed.write(header + "\n")
        while written < wanted or jsonWritten < wanted:
            part = []
            for rows in files:
                for fields in rows:
                    row = dict(zip(names, fields))
                    row["time"] = str(int(row["time"]) + repetition * WINDOW)
                    row["collection_id"] = str(int(row["collection_id"]) + repetition * 1_000_003)
                    row["unique_id"] = row["collection_id"] + "-" + row["instance_index"]
                    part.append((int(row["time"]), ",".join(row[name] for name in names) + "\n"))
                    if jsonWritten < wanted:
                        jsonWritten += objects.write(json.dumps(official(row), separators=(",", ":")) + "\n")
            if written < wanted:
                written += sum(usage.write(line) for _, line in part)
                mixed.writelines(line for _, line in sorted(part, key=lambda entry: entry[0]))
            repetition += 1
    for name in ("usage.csv", "mixed.csv", "usage.json"):
        compress(f"{out}/{name}")


if __name__ == "__main__":
    main()
