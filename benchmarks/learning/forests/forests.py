"""Times this project's forests beside scikit-learn, its oneDAL backend (sklearnex) and isotree, on the same data.

    python benchmarks/learning/forests/forests.py --bench .build/release/forest-bench --folder FOLDER [--kdd FILE.gz]

Made with scikit-learn 1.9.1, scikit-learn-intelex 2026.2.0, isotree 0.6.1.post10, numpy 2.4.6. Every figure is printed
as wall and CPU seconds; on a machine with other load compare CPU seconds, and ratios within one run of this script.
The parts, which may be chosen: forest, isolation, kdd.
"""

import argparse
import gzip
import os
import subprocess
import sys
import time

import numpy as np


def timed(name, work):
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    print(f"{name}: wall {time.perf_counter() - wall:.3f} s, cpu {time.process_time() - cpu:.3f} s", flush=True)
    return result


def write(folder, **arrays):
    for name, array in arrays.items():
        np.ascontiguousarray(array.T if array.ndim == 2 else array, dtype=np.float32).tofile(f"{folder}/{name}.f32")


def summary(name, found):
    error = np.std(found, ddof=1) / np.sqrt(len(found)) if len(found) > 1 else float("nan")
    print(f"{name}: mean over {len(found)} seeds {np.mean(found):.5f}, standard error {error:.5f}", flush=True)


def forest(folder, bench, threads, quick, slow_trees, noise, seeds):
    """200 trees on 80,000 x 33 with a target after Friedman (1991); noise of deviation 1.4 leaves an R2 near 0.84.

    Forests of other seeds differ by more than the libraries do: R2 is compared as a mean over seeds, of 40 trees.
    """
    rng = np.random.default_rng(7)
    rows, test, features = 80_000, 20_000, 33
    x = rng.random((rows + test, features)).astype(np.float32)
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    y = (y + rng.normal(0, noise, rows + test)).astype(np.float32)
    write(folder, train_x=x[:rows], train_y=y[:rows], test_x=x[rows:], test_y=y[rows:])
    for count in threads:
        print(f"-- Forescale, {count} threads", flush=True)
        subprocess.run([bench, folder, "forest", str(count), str(seeds)], check=True)
    from sklearn.ensemble import RandomForestRegressor
    from sklearnex.ensemble import RandomForestRegressor as Accelerated

    for name, kind, trees in (("oneDAL", Accelerated, 200), ("scikit-learn", RandomForestRegressor, slow_trees)):
        for count in threads if not quick else threads[:1]:
            print(f"-- {name}, {trees} trees, {count} threads", flush=True)
            model = kind(trees, max_features="sqrt", random_state=1, n_jobs=count)
            timed("fit", lambda: model.fit(x[:rows], y[:rows]))
            timed("batch of 20000", lambda: model.predict(x[rows:]))
            print("R2", model.score(x[rows:], y[rows:]))
            timed("20 single rows", lambda: [model.predict(x[rows + k : rows + k + 1]) for k in range(20)])
        some = (kind(40, max_features="sqrt", random_state=seed, n_jobs=2) for seed in range(1, seeds + 1))
        summary("R2 of 40 trees", [model.fit(x[:rows], y[:rows]).score(x[rows:], y[rows:]) for model in some])


def isolation(folder, bench, threads, x, y, seeds):
    """Areas under the curve differ from seed to seed: the mean of many is compared, on every tenth row."""
    from sklearn.ensemble import IsolationForest
    from sklearn.metrics import roc_auc_score
    import isotree

    write(folder, iso_x=x, iso_y=y)
    doubles = np.asfortranarray(x, dtype=np.float64)
    part = slice(None, None, 1 if len(x) < 100_000 else 10)

    def areas(score):
        summary("AUC", [roc_auc_score(y[part], score(seed)) for seed in range(1, seeds + 1)])

    for count in threads:
        print(f"-- Forescale, {count} threads", flush=True)
        subprocess.run([bench, folder, "isolation", str(count), str(seeds)], check=True)

        def theirs(seed):
            return IsolationForest(n_estimators=100, max_samples=256, random_state=seed, n_jobs=count)

        def isotrees(seed):
            return isotree.IsolationForest(
                ntrees=100, sample_size=256, ndim=1, prob_pick_avg_gain=0, missing_action="fail", nthreads=count,
                random_seed=seed)

        for name, make, data, score in (
            ("scikit-learn", theirs, x, lambda model, rows: -model.score_samples(rows)),
            ("isotree", isotrees, doubles, lambda model, rows: model.predict(rows)),
        ):
            print(f"-- {name}, {count} threads", flush=True)
            model = make(1)
            timed("isolation fit", lambda: model.fit(data))
            scores = timed(f"isolation score of {len(x)}", lambda: score(model, data))
            print("AUC of all rows", roc_auc_score(y, scores))
            areas(lambda seed: score(make(seed).fit(data), data[part]))


def synthetic():
    """1,000,000 x 20 normal rows, of which 1 % are shifted and widened."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(1_000_000, 20)).astype(np.float32)
    y = np.zeros(len(x), np.float32)
    few = len(x) // 100
    x[:few] += rng.normal(size=(few, 20)).astype(np.float32) * 0.7 + 0.45
    y[:few] = 1
    return x, y


def kdd(path, service):
    """Connections of one service without duplicates; the columns that are numbers; every attack is an anomaly."""
    seen, rows, labels = set(), [], []
    with gzip.open(path, "rt") as lines:
        for line in lines:
            fields = line.strip().split(",")
            if fields[2] == service and line not in seen:
                seen.add(line)
                rows.append([float(v) for k, v in enumerate(fields[:41]) if k not in (1, 2, 3)])
                labels.append(fields[41] != "normal.")
    return np.array(rows, np.float32), np.array(labels, np.float32)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bench", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--kdd")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--quick", action="store_true", help="the others' forests on the first number of threads only")
    parser.add_argument("--noise", type=float, default=1.4)
    parser.add_argument("--forest-seeds", type=int, default=1, help="random forests of 40 trees over whose seeds R2 is meant")
    parser.add_argument("--seeds", type=int, default=100, help="isolation forests over whose seeds areas are meant")
    parser.add_argument("--slow-trees", type=int, default=200, help="trees of scikit-learn's random forest")
    parser.add_argument("parts", nargs="*", default=["forest", "isolation", "kdd"])
    options = parser.parse_args()
    os.makedirs(options.folder, exist_ok=True)
    print("python", sys.version.split()[0], "cores", os.cpu_count())
    if "forest" in options.parts:
        forest(options.folder, options.bench, options.threads, options.quick, options.slow_trees, options.noise,
               options.forest_seeds)
    if "isolation" in options.parts:
        isolation(options.folder, options.bench, options.threads, *synthetic(), options.seeds)
    if "kdd" in options.parts and options.kdd:
        for service in ("http", "smtp"):
            x, y = kdd(options.kdd, service)
            print(f"== KDD Cup 1999, {service}: {len(x)} rows, {int(y.sum())} attacks")
            isolation(options.folder, options.bench, options.threads[:1], x, y, options.seeds)


main()
