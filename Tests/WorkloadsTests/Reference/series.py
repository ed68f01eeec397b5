"""Writes series.json: figures from NumPy that the tests of the readers of series and of the statistics compare with.

Run with Python 3 and NumPy (recorded with 2.4): python3 series.py FOLDER, where FOLDER holds the public data.
The files are read here by other means than in the package: csv, tarfile, datetime and NumPy.
"""

import csv
import datetime
import glob
import gzip
import itertools
import json
import math
import pathlib
import random
import sys
import tarfile

import numpy as np

DATA = pathlib.Path(sys.argv[1])
LAGS = [("1 step", None), ("5 min", 300), ("10 min", 600), ("30 min", 1800), ("1 h", 3600), ("6 h", 21600),
        ("12 h", 43200), ("24 h", 86400), ("7 d", 604800)]


def utc(text):
    """Microseconds since 1970 of a time without a zone, taken for UTC."""
    moment = datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.timezone.utc)
    return round((moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) / datetime.timedelta(microseconds=1))


def rows(name):
    opener = gzip.open if name.endswith(".gz") else open
    with opener(DATA / name, "rt", newline="") as file:
        yield from csv.reader(file)


def table(name):
    """The header and the rows."""
    every = rows(name)
    return next(every), list(every)


def wide(name, time, columns, step=None):
    header, body = table(name)
    series = []
    for column, label, scale in columns(header):
        place = header.index(column)
        series.append((label, step, [(time(header, index, row), float(row[place]) * scale)
                                     for index, row in enumerate(body)], None))
    return len(body), series, {}


def azure_vm(name):
    return wide(name, lambda h, i, r: int(r[0]) * 300_000_000, lambda h: [(c, c, 1) for c in h[1:]], 300_000_000)


def azure_fleet(name):
    return wide(name, lambda h, i, r: int(r[0]) * 1_000_000,
                lambda h: [("cpu_usage", "cpu", 0.01), ("assigned_mem", "assigned memory", 2.0**30)], 300_000_000)


def google_cell(name):
    return wide(name, lambda h, i, r: i * 300_000_000,
                lambda h: [("avg_cpu", "cpu", 100), ("avg_mem", "memory", 100),
                           ("avg_assigned_mem", "assigned memory", 100)], 300_000_000)


def cloud_pool(name):
    body = list(rows(name))
    if len(body[0]) == 2:
        return len(body), [("cpu", 30_000_000, [(utc(t), float(v)) for t, v in body], None)], {}
    pool = body[0][0]
    filled = sum(1 for row in body if row[2] == "")
    cpu = [(utc(row[1]), float(row[3])) for row in body]
    memory = [(utc(row[1]), float(row[4]) * 2.0**30) for row in body]
    return len(body), [(pool + " cpu", 30_000_000, cpu, None), (pool + " memory", 30_000_000, memory, None)], {
        "rows filled in with the values before": filled}


def timestamp_value(name):
    header, body = table(name)
    is_text = "-" in body[0][0]
    samples = [(utc(row[0]) if is_text else int(row[0]) * 1_000_000, float(row[1])) for row in body]
    anomalous = None
    if len(header) == 3:
        anomalous = [row[2] != "0" for row in body]
    windows = DATA / "nab/labels/combined_windows.json"
    if name.startswith("nab/"):
        spans = [[utc(t) for t in pair] for pair in json.load(open(windows))[name[4:]]]
        anomalous = [any(a <= time <= b for a, b in spans) for time, _ in samples]
    return len(body), [(header[1], None, samples, anomalous)], {}


def google_usage(name):
    header, body = table(name)
    at = header.index
    key = f"{body[0][at('collection_id')]}-{body[0][at('instance_index')]}"
    samples = [(int(row[at("time")]), float(row[at("avg_cpu_usage")])) for row in body]
    return len(body), [(key, 300_000_000, samples, None)], {}


def job_usage(name):
    series, count = [], 0
    with tarfile.open(DATA / name) as archive:
        for member in archive:
            if not member.isfile():
                continue
            lines = [line.split() for line in archive.extractfile(member).read().decode().splitlines() if line.strip()]
            count += len(lines)
            _, job, day = member.name.split("/")[-1].split("_")
            start = (int(day) - 1) * 86_400_000_000
            for place, what in ((0, "cpu"), (1, "memory")):
                series.append((f"{job} day {day} {what}", 300_000_000,
                               [(start + i * 300_000_000, float(line[place])) for i, line in enumerate(lines)], None))
    return count, series, {}


def correlation(values, lag):
    if lag >= len(values):
        return None
    early, late = values[:-lag], values[lag:]
    both = ~np.isnan(early) & ~np.isnan(late)
    early, late = early[both], late[both]
    if len(early) < 3 or np.ptp(early) == 0 or np.ptp(late) == 0:
        return None
    return float(np.corrcoef(early, late)[0, 1])


def hill(ascending, k):
    below = ascending[len(ascending) - k - 1]
    if below <= 0:
        return None
    total = float(np.sum(np.log(ascending[len(ascending) - k:] / below)))
    return k / total if total > 0 else None


def grid(step, samples, anomalous):
    """The samples on a grid: start, step, values with NaN, labels, counts. Those of one time are one, their mean."""
    backwards = sum(b[0] < a[0] for a, b in zip(samples, samples[1:]))
    order = sorted(range(len(samples)), key=lambda i: samples[i][0])
    kept, duplicates = [], 0
    for time, group in itertools.groupby(order, key=lambda i: samples[i][0]):
        group = list(group)
        duplicates += len(group) - 1
        kept.append((time, float(np.mean([samples[i][1] for i in group])),
                     any(anomalous[i] for i in group) if anomalous else None))
    times = np.array([k[0] for k in kept], dtype=np.int64)
    fixed = step is not None
    if not fixed:
        step = int(np.sort(np.diff(times))[(len(times) - 1) // 2])
    phases, first, counts = np.unique(times % step, return_index=True, return_counts=True)
    best = min((i for i in range(len(phases)) if counts[i] == counts.max()), key=lambda i: first[i])
    phase = int(phases[best])
    places = (times - phase + (0 if fixed else step // 2)) // step
    origin = int(places[0])
    places = places - origin
    start = origin * step + phase
    values = np.full(int(places[-1]) + 1, np.nan)
    weights = np.zeros(len(values))
    labels = {}
    for index, (time, value, label) in enumerate(kept):
        place = int(places[index])
        if fixed:
            end = start + (place + 1) * step
            window = min(end, kept[index + 1][0] if index + 1 < len(kept) else end) - time
            before = values[place] * weights[place] if weights[place] else 0.0
            weights[place] += window
            values[place] = (before + value * window) / weights[place]
        else:
            before = values[place] * weights[place] if weights[place] else 0.0
            weights[place] += 1
            values[place] = (before + value) / weights[place]
        if label is not None:
            labels[place] = labels.get(place, False) or label
    off = int(np.sum(times != start + places * step))
    shared = len(times) - len(np.unique(places))
    return start, step, values, labels, dict(
        kept=len(samples), offGrid=off, sharedSteps=shared, backwards=backwards, duplicates=duplicates)


def describe(name, step, samples, anomalous):
    start, step, values, labels, counts = grid(step, samples, anomalous)
    present = np.sort(values[~np.isnan(values)])
    absent = np.isnan(values)
    runs, longest, run = 0, 0, 0
    for flag in absent:
        run = run + 1 if flag else 0
        runs += run == 1
        longest = max(longest, run)
    constant, best, held = 0, 0, math.nan
    for value in values:
        if math.isnan(value):
            constant, held = 0, math.nan
            continue
        if abs(value - held) <= 1e-6 * abs(held):
            constant += 1
        else:
            constant, held = 1, value
        best = max(best, constant)
    correlations = {}
    for lag, seconds in LAGS:
        if seconds is not None and seconds * 1_000_000 % step:
            continue
        steps = 1 if seconds is None else seconds * 1_000_000 // step
        found = correlation(values, steps)
        if found is not None:
            correlations[lag] = found
    tails = {}
    for share in (0.01, 0.02, 0.05):
        k = int(share * len(present))
        if k >= 10 and (index := hill(present, k)) is not None:
            tails[str(share)] = index
    return dict(
        name=name, start=start, step=step, steps=len(values), measured=len(present), gaps=runs, longestGap=longest,
        mean=float(np.mean(present)), standardDeviation=float(np.std(present, ddof=1)),
        percentiles=[float(q) for q in np.percentile(present, [0, 1, 5, 25, 50, 75, 95, 99, 100])],
        zeros=int(np.sum(present == 0)), longestConstant=best, autocorrelations=correlations, tails=tails,
        anomalousShare=sum(labels.values()) / len(labels) if labels else None, **counts)


def files():
    def found(pattern):
        return sorted(str(pathlib.Path(p).relative_to(DATA)) for p in glob.glob(str(DATA / pattern)))

    kinds = [
        ("azure-vm-average", azure_vm, "azure-v1-vm-5min/*.csv.gz"),
        ("azure-fleet", azure_fleet, "azure-v2-fleet-5min/*.csv.gz"),
        ("cloud-pool", cloud_pool, "cloud-pools-30s/*.csv.gz"),
        ("timestamp-value", timestamp_value, "crane-metrics-1min/*.csv.gz"),
        ("timestamp-value", timestamp_value, "kpi-labelled-5min/*.csv.gz"),
        ("timestamp-value", timestamp_value, "nab/*/*.csv"),
        ("timestamp-value", timestamp_value, "worldcup98/*.csv.gz"),
        ("google-2019-cell", google_cell, "google2019-cell-5min/*.csv.gz"),
        ("google-2019-usage", google_usage, "google2019-instance-usage/*.csv.gz"),
        ("google-2011-job-usage", job_usage, "google2011-job-usage-24h/*.tar.gz"),
    ]
    for form, reader, pattern in kinds:
        for name in found(pattern):
            count, series, oddities = reader(name)
            total = 0.0
            for _, _, samples, _ in series:
                for _, value in samples:
                    total += value
            chosen = series[: 1 if len(series) > 4 else 2]
            yield dict(file=name, format=form, rows=count, seriesCount=len(series), sum=total, oddities=oddities,
                       series=[describe(*one) for one in chosen])


def statistics():
    """Autocorrelations and tail indices of series that the tests make by the same formulas."""
    n = 500
    wave = np.array([math.sin(i * 0.37) + (i * 7919 % 101) / 50 for i in range(n)])
    holes = wave.copy()
    holes[[i for i in range(n) if i * i % 7 == 2]] = np.nan
    heavy = np.sort(np.array([((i * 7919 % 1009) + 1) / 1010 for i in range(1009)]) ** -0.8)
    return dict(
        wave=[correlation(wave, lag) for lag in (1, 2, 17, 250, 497)],
        holes=[correlation(holes, lag) for lag in (1, 2, 17, 250, 490)],
        hill=[hill(heavy, k) for k in (1, 10, 50, 500)])


def times():
    """Times between the years 1583 and 9999, and what they are in microseconds since 1970."""
    random.seed(1)
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    result = []
    low, high = datetime.datetime(1583, 1, 1).toordinal(), datetime.datetime(9998, 12, 31).toordinal()
    for index in range(300):
        day = datetime.datetime.fromordinal(random.randint(low, high))
        if index % 5 == 0:  # around the ends of February and of the year
            year = random.choice([1600, 1700, 1900, 1972, 1999, 2000, 2023, 2024, 2100, 2400])
            day = random.choice([datetime.datetime(year, 2, 28), datetime.datetime(year, 3, 1),
                                 datetime.datetime(year, 1, 1), datetime.datetime(year, 12, 31)])
        offset = random.choice([None, 0, 330, -480, 60, 765])
        moment = day + datetime.timedelta(seconds=random.randrange(86_400), microseconds=random.choice([0, 0, 250_000, 1]))
        zone = None if offset is None else datetime.timezone(datetime.timedelta(minutes=offset))
        text = moment.replace(tzinfo=zone).isoformat(sep=random.choice("T "))
        value = (moment.replace(tzinfo=zone or datetime.timezone.utc) - epoch) // datetime.timedelta(microseconds=1)
        result.append([text, str(value)])
    return result


def main():
    found = dict(numpy=np.__version__, statistics=statistics(), times=times(), files=list(files()))
    lines = ",\n".join(json.dumps(one) for one in found.pop("files"))
    head = json.dumps(found)[:-1]
    path = pathlib.Path(__file__).with_name("series.json")
    path.write_text(head + ', "files": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
