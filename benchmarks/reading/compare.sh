#!/bin/sh
# Reads 200 MB of usage rows into 5-minute demand with Forescale and with DuckDB, Polars and pandas, five times each, and
# prints the medians: MB of the file's content a second of CPU and of wall time, peak MiB.
#
#   make-data.py REAL DATA            once: the files
#   python3 -m venv VENV && VENV/bin/pip install duckdb==2.0.0 polars==2.1.0 pandas==3.1.1 pyarrow==26.0.1
#   ./forescale build
#   compare.sh DATA VENV/bin/python
set -eu
here=$(dirname "$0")
data=$1
python=$2
forescale="$here/../../.build/release/forescale"
runs=${RUNS:-5}
# the program loads OpenBLAS, whose idle threads would count as CPU time
export OPENBLAS_NUM_THREADS=1
"$forescale" trace import "$data/usage.csv" --out "$data/usage.fscol" > /dev/null
for run in $(seq "$runs"); do
  for threads in 1 2; do
    for file in usage.csv usage.csv.gz usage.json usage.json.gz usage.fscol; do
      "$forescale" bench reading --file "$data/$file" --threads $threads | "$python" -c '
import json, sys
cpu, wall, peak = (json.loads(line) for line in sys.stdin)
about = cpu["params"]
print("forescale", int(about["threads"]), about["file"], cpu["value"], wall["value"], peak["value"], about["demand"], sep="\t")'
      [ "$file" = usage.fscol ] && continue
      for tool in duckdb polars; do "$python" "$here/peers.py" $tool $threads "$data/$file"; done
      [ $threads = 2 ] || "$python" "$here/peers.py" pandas 1 "$data/$file"
    done
  done
done | "$python" -c '
import collections, statistics, sys
runs = collections.defaultdict(list)
for line in sys.stdin:
    tool, threads, file, *numbers = line.rstrip("\n").split("\t")
    runs[file, int(threads), tool].append([float(number) for number in numbers])
print("| file | threads | tool | MB/CPU s | MB/s | peak MiB | sum of the demand |\n| --- | --- | --- | --- | --- | --- | --- |")
for (file, threads, tool), found in runs.items():
    cpu, wall, peak, total = (statistics.median(column) for column in zip(*found))
    print(f"| {file} | {threads} | {tool} | {cpu:.0f} | {wall:.0f} | {peak:.0f} | {total:.4f} |")
'
