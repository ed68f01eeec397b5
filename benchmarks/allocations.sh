#!/bin/sh
# Counts what one reconcile of the HPA allocates in the steady state: valgrind's count of a long run of the benchmark minus
# that of a short one, over the reconciles between. Needs valgrind; usage: benchmarks/allocations.sh [forescale binary]
set -eu
cd "$(dirname "$0")/.."
binary=${1:-.build/release/forescale}
[ -x "$binary" ] || { echo "$binary is not there; build it with ./forescale build" >&2; exit 2; }
command -v valgrind > /dev/null || { echo "valgrind is not installed: apt-get install valgrind" >&2; exit 2; }
copy=$(mktemp)
trap 'rm -f "$copy"' EXIT
# some versions of valgrind cannot read Swift's debug information
strip -g -o "$copy" "$binary"
allocations() {
  FORESCALE_ROOT=$PWD valgrind --leak-check=no "$copy" bench hpa --runs 1 --reconciles "$1" 2>&1 > /dev/null |
    sed -n 's/.*total heap usage: \([0-9,]*\) allocs.*/\1/p' | tr -d ,
}
short=$(allocations 1000)
long=$(allocations 3000)
# three numbers of pods, each measured once after once for warming up
echo "allocations in 12000 reconciles: $((long - short))"
