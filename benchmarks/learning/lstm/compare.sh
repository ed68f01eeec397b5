#!/bin/sh
# Trains and asks LSTMs in Forescale, PyTorch and JAX, one after the other and again, on one thread, and prints the medians:
# windows trained a second of CPU, microseconds of CPU of one window, and the ratio to the better peer.
#
#   python3 -m venv VENV && VENV/bin/pip install jax==0.10.2 \
#     && VENV/bin/pip install torch==2.13.0 --index-url https://download.pytorch.org/whl/cpu
#   ./forescale build
#   compare.sh VENV/bin/python
set -eu
here=$(dirname "$0")
python=$1
runs=${RUNS:-5}
# the program loads OpenBLAS, whose idle threads would count as CPU time
export OPENBLAS_NUM_THREADS=1
for run in $(seq "$runs"); do
  "$here/../../../.build/release/forescale" bench lstm --runs 3
  "$python" "$here/peers.py" 0.3
done | "$python" -c '
import collections, json, statistics, sys
found = collections.defaultdict(lambda: collections.defaultdict(list))
for line in sys.stdin:
    record = json.loads(line)
    about = record["params"]
    network = "{steps:.0f} steps, {hidden:.0f} units".format(**about)
    case = network + (", batch {:.0f}".format(about["batch"]) if "batch" in about else ", one window, us")
    found[case][about["library"]].append(record["value"])
libraries = list(dict.fromkeys(name for case in found.values() for name in case))
print("| | " + " | ".join(libraries) + " | ratio |\n| --- |" + " ---: |" * (len(libraries) + 1))
for case, values in found.items():
    medians = [statistics.median(values[name]) for name in libraries]
    ours, peers = medians[0], medians[1:]
    ratio = min(peers) / ours if case.endswith("us") else ours / max(peers)
    cells = [f"{median:,.1f}" if median < 1000 else f"{median:,.0f}" for median in medians]
    print(f"| {case} | " + " | ".join(cells) + f" | {ratio:.2f} |")
for case, values in found.items():
    print(case, {name: [round(value, 1) for value in sorted(values[name])] for name in libraries}, file=sys.stderr)
'
