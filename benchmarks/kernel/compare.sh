#!/bin/sh
# Runs `forescale bench kernel` and its peers one after another on this machine and prints a Markdown table.
#
#   benchmarks/kernel/compare.sh
#
# Raw lines are kept in $OUT (default: a new directory).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
lines=$out/lines.jsonl
: > "$lines"

absent() {
  echo "PEER ABSENT: $1. Install it with: $2" >&2
}

# peer NAME COMMAND...: runs a peer; its lines count only if it succeeds.
peer() {
  name=$1
  shift
  echo "running $name" >&2
  if "$@" > "$out/$name.jsonl"; then
    cat "$out/$name.jsonl" >> "$lines"
  else
    echo "PEER FAILED: $name" >&2
  fi
}

# build NAME SOURCE LIBRARIES...: compiles a peer, quietly if that works.
build() {
  name=$1
  source=$2
  shift 2
  g++ -O3 -march=native -std=c++17 "$here/$source" -o "$out/$name" "$@" 2> "$out/$name.log"
}

peer forescale "$here/../../forescale" bench kernel

if ! command -v g++ > /dev/null; then
  absent "g++" "apt-get install g++"
else
  build hold hold.cpp
  peer standard "$out/hold"

  ns3=$(find /usr/lib /usr/local/lib -name 'libns3*core*.so' 2> /dev/null | sort | head -n 1)
  if [ -n "$ns3" ] && build hold_ns3 hold_ns3.cc "$ns3"; then
    peer ns3 "$out/hold_ns3"
  else
    absent "ns-3" "apt-get install libns3-dev"
  fi

  if build hold_simgrid hold_simgrid.cpp -lsimgrid; then
    # One case a process; the median of five processes.
    simgrid() {
      for case in "hold 10 exponential" "hold 100 exponential" "hold 1000 exponential" \
        "hold 10 bimodal" "hold 100 bimodal" "hold 1000 bimodal" "queue 1" "queue 8"; do
        for _ in 1 2 3 4 5; do
          # shellcheck disable=SC2086
          "$out/hold_simgrid" $case 2> /dev/null || return 1
        done | sort -t : -k 4 -n | sed -n 3p
      done
    }
    peer simgrid simgrid
  else
    absent "SimGrid" "apt-get install libsimgrid-dev"
  fi
fi

if python3 -c 'import simpy' 2> /dev/null; then
  peer simpy python3 "$here/hold_simpy.py"
else
  absent "SimPy" "pip install simpy"
fi

python3 "$here/table.py" < "$lines"

version() { dpkg-query -W -f '${Version}' "$1" 2> /dev/null || echo absent; }
echo
echo "- Processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
echo "- Swift: $(swift --version 2> /dev/null | grep -o 'Swift version [0-9.]*' | head -n 1)"
echo "- C++: $(g++ --version 2> /dev/null | head -n 1)"
echo "- ns-3: $(version libns3-dev)"
echo "- SimGrid: $(version libsimgrid-dev)"
echo "- SimPy: $(python3 -c 'import simpy; print(simpy.__version__)' 2> /dev/null || echo absent)"
