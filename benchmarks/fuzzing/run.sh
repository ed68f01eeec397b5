#!/bin/sh
# Fuzzes one reader of traces with libFuzzer, under AddressSanitizer.
set -eu
cd "$(dirname "$0")"

usage() {
  cat >&2 << 'END'
usage: benchmarks/fuzzing/run.sh READER SECONDS    fuzzes a reader that long, from where it stopped last time
       benchmarks/fuzzing/run.sh READER INPUT      hands one input to a reader and shows what it breaks
       benchmarks/fuzzing/run.sh list              names the readers: the formats of traces, then the others

Seeds are the files in seeds/READER and, where the public data are at hand, the beginnings of files there
(FORESCALE_DATA names their folder; ../../shared/data and the folders above are looked at too). Inputs that
reach something new stay in .build/fuzz/READER/corpus, those that break a promise are in .build/fuzz/READER/found,
and each run adds a line to .build/fuzz/table.tsv: reader, seconds, executions, edges covered, features, inputs
in the corpus, findings, slowest input in seconds, largest memory in MB.
The promises are in Sources/ReaderFuzzer/Promises.swift; 20 s (of a machine that may be busy) and 512 MB an input
are libFuzzer's to watch. Ends with 1 if there is a finding. Needs Swift's toolchain on Linux with its lld.
END
  exit 2
}

[ $# -ge 1 ] || usage
[ "${FUZZ_NO_BUILD:-}" ] || swift build -c release >&2
fuzzer=$PWD/.build/release/ReaderFuzzer
[ "$1" != list ] || { FUZZ_READER=list exec "$fuzzer"; }
[ $# -eq 2 ] || usage
reader=$1
FUZZ_READER=list "$fuzzer" | grep -qx -e "$reader" || { echo "no reader $reader; the list is: run.sh list" >&2; exit 2; }

export FUZZ_READER="$reader"
# its own report of a crash gets in the way of the sanitizer's
export SWIFT_BACKTRACE=enable=no
# a small quarantine, so that memory that is freed is not taken for memory that is held
export ASAN_OPTIONS=detect_leaks=0:quarantine_size_mb=8:detect_container_overflow=0
# 20 s, since the machine may be busy; the slowest input of a run is in the table
limits="-timeout=20 -rss_limit_mb=512 -max_len=65536 -detect_leaks=0"

case $2 in
  *[!0-9]*) exec "$fuzzer" $limits "$2" ;;
esac

seconds=$2
work=$PWD/.build/fuzz/$reader
mkdir -p "$work/corpus" "$work/found" "$work/seeds"

data=${FORESCALE_DATA:-}
folder=$PWD
while [ -z "$data" ] && [ "$folder" != / ]; do
  [ ! -d "$folder/shared/data" ] || data=$folder/shared/data
  folder=$(dirname "$folder")
done

# The whole lines among the first $2 bytes of a file, decompressed.
beginning() { gzip -dcf "$1" 2> /dev/null | head -c "$2" | sed '$d'; }
seed_from() { # bytes, then files under the data folder
  bytes=$1
  shift
  for file in "$@"; do
    [ -f "$data/$file" ] || continue
    beginning "$data/$file" "$bytes" > "$work/seeds/$(basename "$file")"
  done
}

[ ! -d "seeds/$reader" ] || cp "seeds/$reader"/* "$work/seeds/"
if [ "$data" ]; then
  case $reader in
    google-2019-usage | usage-file | trace-demand)
      seed_from 4096 google2019-instance-usage/job113-task22.csv.gz google2019-instance-usage/job382-task2.csv.gz
      cp "$data/google2019-usage-sample/instance_usage-one-line.json" "$work/seeds/" ;;
    google-2019-cell) seed_from 3000 google2019-cell-5min/instance_usage_grouped_300_seconds_week1.csv.gz ;;
    google-machine-events) seed_from 2000 google2011-tables/machine_events-part-00000-of-00001.csv.gz ;;
    google-task-events) seed_from 2000 google2011-tables/task_events-part-00000-of-00500.csv.gz ;;
    google-job-events) seed_from 2000 google2011-tables/job_events-part-00000-of-00500.csv.gz ;;
    google-2011-job-usage)
      # two of the archive's files, each cut to four lines, in an archive of their own
      cut=$(mktemp -d)
      (
        cd "$cut"
        tar -xzf "$data/google2011-job-usage-24h/GCD_VMs.part.tar.gz" 2> /dev/null || :
        find . -type f | sort | head -n 2 > names
        while read -r name; do head -n 4 "$name" > cut && mv cut "$name"; done < names
        tar -b 1 --format=ustar -cf "$work/seeds/two.tar" -T names
      )
      rm -rf "$cut" ;;
    google-2019-requests) seed_from 2000 google2019-requests/2019_a_user_requests.csv.gz ;;
    google-2019-machine-shapes) seed_from 2000 google2019-requests/2019_a_host_resource.csv ;;
    google-2019-usage-sample)
      seed_from 6000 google2019-usage-sample/sample_data.csv.gz
      seed_from 800 google2019-usage-sample/google_cluster_10k_minimal.rows-00001-01500.csv ;;
    azure-llm | recorded-requests) seed_from 1000 azure-llm-2023/AzureLLMInferenceTrace_code.csv.gz ;;
    azure-vm-average) seed_from 4000 azure-v1-vm-5min/microsoft_avg_50vms.csv.gz ;;
    azure-fleet) seed_from 1000 azure-v2-fleet-5min/vm_cpu_readings_week1_aggregated_cpu_mem.csv.gz ;;
    cloud-pool)
      seed_from 1500 cloud-pools-30s/cluster1-dataseries-cpu-mem-202408_0.csv.gz \
        cloud-pools-30s/cluster9-dataseries-cpu-mem-202408_0-stat.csv.gz \
        cloud-pools-30s/cluster1-test-dataseries-daily-2024-11-05.csv.gz ;;
    timestamp-value | csv)
      seed_from 800 nab/realAWSCloudwatch/ec2_cpu_utilization_24ae8d.csv kpi-labelled-5min/cpu4.csv.gz \
        crane-metrics-1min/input0.csv.gz worldcup98/invocation_count.csv.gz ;;
    kdd-cup-1999) seed_from 1500 kddcup99/kddcup.data_10_percent.gz ;;
    anomaly-windows) cp "$data/nab/labels/combined_windows.json" "$work/seeds/" ;;
    format-detection)
      for file in "$data"/*/*.csv* "$data"/kddcup99/*.gz; do
        beginning "$file" 600 > "$work/seeds/$(basename "$file")"
      done ;;
  esac
fi
case $reader in
  format-detection | trace-demand)
    for folder in seeds/*/; do
      case $folder in
        */azure-functions-2019/ | */gzip/ | */labelled-table/ | */recorded-metrics/ | */column-mapping/) ;;
        *) for seed in "$folder"*; do cp "$seed" "$work/seeds/$(basename "$folder")-$(basename "$seed")"; done ;;
      esac
    done ;;
  gzip) for seed in seeds/*/*; do gzip -nc "$seed" > "$work/seeds/$(basename "$(dirname "$seed")").gz"; done ;;
esac

# words of the seeds, and numbers at the edges
{
  cat "$work/seeds"/* 2> /dev/null | LC_ALL=C tr -cs 'A-Za-z0-9_.-' '\n' | awk 'length > 1 && length < 40' |
    sort | uniq -c | sort -rn | awk 'NR <= 150 { print $2 }'
  printf '%s\n' -1 0 1e308 -1e308 1e-320 1e19 NaN inf 9e9 9000000000 9223372036854775807 -9223372036854775808 \
    9223372036854775806 18446744073709551616 9007199254740993 1970-01-01T00:00:00Z 9999-12-31T23:59:59Z 0001-01-01 \
    '\"' '\"\"' '\x00' '\xef\xbb\xbf' '\xc2\x85' '\xe2\x80\xa8' '\x1f\x8b' '\x0d\x0a' '{}' '[]' null true
} | sort -u | sed 's/.*/"&"/' > "$work/words.dict"

begin=$(date +%s)
runs=0
executions=0
findings=0
slowest=0
memory=0
cd "$work"
: > all.log
while left=$((seconds - $(date +%s) + begin)) && [ "$left" -gt 0 ] && [ "$findings" -lt 20 ]; do
  status=0
  # shellcheck disable=SC2086
  "$fuzzer" $limits -max_total_time="$left" -print_final_stats=1 -report_slow_units=5 -artifact_prefix=found/ \
    -dict=words.dict corpus seeds > last.log 2>&1 || status=$?
  cat last.log >> all.log
  runs=$((runs + 1))
  number() { sed -n "s/^stat::$1: *//p" last.log | tail -n 1; }
  executions=$((executions + $(number number_of_executed_units || :) + 0))
  unit=$(number slowest_unit_time_sec)
  held=$(number peak_rss_mb)
  [ "${unit:-0}" -le "$slowest" ] || slowest=$unit
  [ "${held:-0}" -le "$memory" ] || memory=$held
  [ "$status" -eq 0 ] || findings=$((findings + 1))
done
edges=$(sed -n 's/.* cov: \([0-9]*\) ft: \([0-9]*\) .*/\1\t\2/p' all.log | tail -n 1)
printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$reader" "$(($(date +%s) - begin))" "$executions" "$edges" \
  "$(find corpus -type f | wc -l)" "$findings" "$slowest" "$memory" | tee -a ../table.tsv
[ "$findings" -eq 0 ]
