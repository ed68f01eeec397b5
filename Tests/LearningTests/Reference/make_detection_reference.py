"""Writes detection_reference.json: VUS, range-based precision and recall and NAB scores by the published code.

Run in this folder (made with vus 0.0.6, prts 1.0.0.3, numpy 2.4.6 and NAB at commit ea702d7):
    python make_detection_reference.py PATH_TO_A_CLONE_OF_NAB

Scores and labels follow from a formula, so that Swift makes the same: uniform numbers are the upper 24 bits of the linear
congruential generator s <- 1664525 s + 1013904223 mod 2^32; a score is such a number, plus 0.4 inside an anomaly, rounded
to hundredths so that there are ties.
"""

import json
import sys

import numpy as np
from prts.time_series_metrics.precision import TimeSeriesPrecision
from prts.time_series_metrics.recall import TimeSeriesRecall
from vus.utils.metrics import metricor

sys.path.insert(0, sys.argv[1])
from nab.sweeper import Sweeper  # noqa: E402


def uniforms(seed, count):
    state, out = seed, np.empty(count)
    for k in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out[k] = (state >> 8) / 2**24
    return out


def series(seed, count, ranges):
    labels = np.zeros(count, dtype=int)
    for first, last in ranges:
        labels[first : last + 1] = 1
    return np.round((uniforms(seed, count) + 0.4 * labels) * 100) / 100, labels


CASES = [
    {"seed": 1, "count": 900, "ranges": [[200, 240], [500, 503], [700, 760]]},
    {"seed": 2, "count": 600, "ranges": [[3, 9], [200, 210], [216, 230], [590, 599]]},
    {"seed": 3, "count": 400, "ranges": [[250, 250]]},
]
for case in CASES:
    scores, labels = series(case["seed"], case["count"], case["ranges"])
    case["vus"] = []
    for window in [0, 1, 10, 41]:
        *_, roc, pr = metricor().RangeAUC_volume_opt(labels, scores, window)
        case["vus"].append({"window": window, "pr": float(pr), "roc": float(roc)})
    flags = (scores >= 0.9).astype(int)
    case["ranged"] = []
    for bias in ["flat", "front", "middle", "back"]:
        for cardinality in ["one", "reciprocal"]:
            case["ranged"].append(
                {
                    "bias": bias,
                    "cardinality": cardinality,
                    "precision": float(TimeSeriesPrecision(0, cardinality, bias).score(labels, flags)),
                    "recall": float(TimeSeriesRecall(0.3, cardinality, bias).score(labels, flags)),
                }
            )

# NAB: windows of at least two points, files of their own, one threshold for the corpus
PROFILES = {
    "standard": {"tpWeight": 1.0, "fpWeight": 0.11, "fnWeight": 1.0, "tnWeight": 1.0},
    "reward low FP rate": {"tpWeight": 1.0, "fpWeight": 0.22, "fnWeight": 1.0, "tnWeight": 1.0},
    "reward low FN rate": {"tpWeight": 1.0, "fpWeight": 0.11, "fnWeight": 2.0, "tnWeight": 1.0},
}
corpus = [case for case in CASES if all(last > first for first, last in case["ranges"])]
nab = []
for name, profile in PROFILES.items():
    sweeper = Sweeper(probationPercent=0.15, costMatrix=profile)
    points = []
    for case in corpus:
        scores, _ = series(case["seed"], case["count"], case["ranges"])
        # a file of its own name, so that windows of different files stay apart
        points += sweeper.calcSweepScore(range(case["count"]), scores, case["ranges"], str(case["seed"]))
    table = sweeper.calcScoreByThreshold(points)
    best = max(table, key=lambda row: row.score)
    at = {cut: [row.score for row in table if row.threshold >= cut][-1] for cut in (0.95, 1.38)}
    nab.append({"profile": name, "best": best.score, "threshold": best.threshold, "at095": at[0.95], "at138": at[1.38]})

with open("detection_reference.json", "w") as file:
    json.dump({"cases": CASES, "nab": nab}, file, indent=1)
    file.write("\n")
