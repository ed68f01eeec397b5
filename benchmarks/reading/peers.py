#!/usr/bin/env python3
"""Reads a file of usage rows into 5-minute demand with DuckDB, Polars or pandas, and prints how fast.

    pip install duckdb==2.0.0 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1
    peers.py duckdb|polars|pandas THREADS FILE

The demand: the mean CPU of every task in every window of 300 s, and their sum for every collection and window. Prints
the tool, the threads, the file, MB of content a second of CPU and of wall time, peak MiB and the sum of the demand,
which shows that all do the same. Importing the library is not timed.
"""
import gzip
import os
import resource
import sys
import time

tool, threads, path = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if threads == 1:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
for name in ("POLARS_MAX_THREADS", "OMP_NUM_THREADS"):
    os.environ[name] = str(threads)
WINDOW = 300_000_000
isJSON = ".json" in path


def duck():
    import duckdb
    connection = duckdb.connect(config={"threads": threads, "memory_limit": "2GB"})

    def run():
        if isJSON:
            source = (
                f"read_json('{path}', format='newline_delimited', columns={{start_time: 'BIGINT', collection_id: "
                "'BIGINT', instance_index: 'BIGINT', average_usage: 'STRUCT(cpus DOUBLE)'})")
            time_column, cpu = "start_time", "average_usage.cpus"
        else:
            source, time_column, cpu = f"read_csv('{path}')", "time", "avg_cpu_usage"
        return connection.execute(
            f"select sum(demand) from (select collection_id, w, sum(cpu) as demand from (select collection_id, "
            f"instance_index, {time_column} // {WINDOW} as w, avg({cpu}) as cpu from {source} group by all) "
            "group by all)").fetchone()[0]
    return run


def polars():
    import polars as pl

    def run():
        if isJSON:
            schema = {"start_time": pl.String, "collection_id": pl.String, "instance_index": pl.String,
                      "average_usage": pl.Struct({"cpus": pl.Float64})}
            frame = pl.scan_ndjson(path, schema=schema).select(
                pl.col("start_time").cast(pl.Int64).alias("time"), "collection_id", "instance_index",
                pl.col("average_usage").struct.field("cpus").alias("avg_cpu_usage"))
        else:
            frame = pl.scan_csv(path).select("time", "collection_id", "instance_index", "avg_cpu_usage")
        return (
            frame.with_columns((pl.col("time") // WINDOW).alias("w"))
            .group_by("collection_id", "instance_index", "w").agg(pl.col("avg_cpu_usage").mean())
            .group_by("collection_id", "w").agg(pl.col("avg_cpu_usage").sum())
            .select(pl.col("avg_cpu_usage").sum()).collect(engine="streaming").item())
    return run


def pandas():
    import warnings
    import pandas as pd
    warnings.simplefilter("ignore")

    def run():
        if isJSON:
            parts = []
            for chunk in pd.read_json(
                    path, lines=True, chunksize=20_000, convert_dates=False, dtype=False, precise_float=True):
                parts.append(pd.DataFrame({
                    "time": chunk["start_time"].astype("int64"), "collection_id": chunk["collection_id"].astype("int64"),
                    "instance_index": chunk["instance_index"].astype("int64"),
                    "avg_cpu_usage": [entry["cpus"] for entry in chunk["average_usage"]]}))
            frame = pd.concat(parts)
        else:
            frame = pd.read_csv(path, usecols=["time", "collection_id", "instance_index", "avg_cpu_usage"])
        frame["w"] = frame["time"] // WINDOW
        tasks = frame.groupby(["collection_id", "instance_index", "w"])["avg_cpu_usage"].mean()
        return tasks.groupby(level=["collection_id", "w"]).sum().sum()
    return run


def content_bytes():
    if not path.endswith(".gz"):
        return os.path.getsize(path)
    plain = path[:-3]
    if os.path.exists(plain):
        return os.path.getsize(plain)
    with gzip.open(path) as source:
        return sum(len(chunk) for chunk in iter(lambda: source.read(1 << 20), b""))


run = {"duckdb": duck, "polars": polars, "pandas": pandas}[tool]()
size = content_bytes() / 1e6
cpu, wall = time.process_time(), time.perf_counter()
total = run()
cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
print(f"{tool}\t{threads}\t{os.path.basename(path)}\t{size / cpu:.0f}\t{size / wall:.0f}\t{peak}\t{total:.6f}", flush=True)
