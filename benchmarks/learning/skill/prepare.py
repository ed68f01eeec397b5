"""Writes the series of the skill table as plain text: `prepare.py DATA OUT`.

DATA is the folder of real data (crane-metrics-1min, worldcup98, cloud-pools-30s, google2019-instance-usage,
azure-v1-vm-5min, azure-v2-fleet-5min). One file a series in OUT: step and start in seconds, then a value a line.
Only the standard library. What is done to the data: means over one minute where it is finer; gaps of at most 15
points carry the last value on, longer ones end a run and the longest run is kept; at most 30,000 points, the newest.
"""
import csv, datetime, gzip, os, sys

data, out = sys.argv[1:3]
os.makedirs(out, exist_ok=True)


def rows(name):
    with gzip.open(os.path.join(data, name), "rt") as file:
        yield from csv.reader(file)


def seconds(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc).timestamp()


def write(name, step, points):
    """points: (seconds, value) in any order; several in one step are averaged."""
    bins = {}
    for time, value in points:
        bins.setdefault(int(time // step), []).append(value)
    runs, run, last = [], [], None
    for place in sorted(bins):
        value = sum(bins[place]) / len(bins[place])
        if last is not None and place - last > 16:
            runs.append((last, run))
            run = []
        elif last is not None:
            run += [run[-1]] * (place - last - 1)
        run.append(value)
        last = place
    runs.append((last, run))
    last, run = max(runs, key=lambda item: len(item[1]))
    run = run[-30000:]
    if len(run) < 500 or max(run) <= 0:
        print("left out", name, len(run))
        return
    with open(os.path.join(out, name + ".txt"), "w") as file:
        print(step, (last + 1 - len(run)) * step, file=file)
        for value in run:
            print(repr(max(value, 0.0)), file=file)
    print(name, step, len(run))


for k in (0, 2, 4, 6, 8, 9, 12, 15):
    body = (r for r in rows(f"crane-metrics-1min/input{k}.csv.gz") if r[0].isdigit())
    write(f"crane-{k}", 60, [(float(t), float(v)) for t, v in body])
body = list(rows("worldcup98/invocation_count.csv.gz"))[1:]
write("worldcup98", 60, [(seconds(t), float(v)) for t, v in body])
for pool, suffix in (("cluster1", ""), ("cluster9", "-stat"), ("cluster39", "")):
    body = rows(f"cloud-pools-30s/{pool}-dataseries-cpu-mem-202408_0{suffix}.csv.gz")
    write(f"pool-{pool}", 60, [(seconds(r[1]), float(r[3])) for r in body])
for job, tasks in ((113, (22, 75, 81, 88, 115)), (382, (2, 22, 23, 27, 115))):
    for task in tasks:
        body = list(rows(f"google2019-instance-usage/job{job}-task{task}.csv.gz"))
        column = body[0].index("avg_cpu_usage")
        write(f"google-{job}-{task}", 300, [(float(r[0]) / 1e6, float(r[column])) for r in body[1:]])
body = list(rows("azure-v1-vm-5min/microsoft_avg_50vms.csv.gz"))[1:]
for column in range(1, 51, 5):
    write(f"azure-vm-{column}", 300, [(300 * float(r[0]), float(r[column])) for r in body])
fleet = []
for week in (1, 2, 3):
    for r in list(rows(f"azure-v2-fleet-5min/vm_cpu_readings_week{week}_aggregated_cpu_mem.csv.gz"))[1:]:
        fleet.append((float(r[0]), float(r[1])))
write("azure-fleet", 300, fleet)
