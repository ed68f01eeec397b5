"""Writes comparison.json: numbers from other libraries that the tests of Comparison compare with.

Run with Python 3 after
pip install numpy==2.4.6 scipy==1.17.1 statsmodels==0.15.0 lifelines==0.30.3 rliable==1.2.0
"""

import json
import pathlib

import numpy as np
import scipy
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from lifelines.utils import restricted_mean_survival_time
from rliable import metrics
from scipy import optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestPower
from statsmodels.stats.weightstats import ttost_paired

generator = np.random.default_rng(20)
ALTERNATIVES = ["two-sided", "greater", "less"]


def signed_rank():
    """Differences without ties, with ties, with zeros, and long ones; exact ones by all signs or SciPy's recursion."""
    cases = [
        np.round(generator.normal(0.3, 1, 9), 6),
        np.round(generator.normal(0.2, 1, 50), 6),
        np.array([1, -1, 2, 3, 3, -4, 5, 5, 5, 7.0]),
        np.array([0, 0, 1, -2, 2, 3, 4, -5, 6, 0, 7.0]),
        np.array([0, 0.5, 0.5, 0.5, -0.5, 1, 1, 2.0]),
        np.round(generator.normal(0.2, 1, 80), 6),
        np.round(generator.normal(0.3, 1, 90), 1),
    ]
    rows = []
    for values in cases:
        for zeros in ["wilcox", "pratt"]:
            nonzero = values[values != 0]
            if len(nonzero) > 50:
                method = "asymptotic"
            elif len(np.unique(np.abs(values))) == len(values) and len(nonzero) == len(values):
                method = "exact"
            else:
                method = stats.PermutationMethod(n_resamples=1 << 20)
            results = [
                stats.wilcoxon(values, zero_method=zeros, correction=True, alternative=a, method=method)
                for a in ALTERNATIVES
            ]
            rows.append({
                "differences": values.tolist(), "zeros": zeros, "statistic": results[1].statistic,
                "pValues": [r.pvalue for r in results],
            })
    return rows


def hodges_lehmann(values, confidence):
    """By the definition: the smallest and largest shift that the exact test does not reject."""
    averages = np.sort([(values[i] + values[j]) / 2 for i in range(len(values)) for j in range(i, len(values))])
    shifts = (averages[1:] + averages[:-1]) / 2
    kept = [
        k for k, shift in enumerate(shifts)
        if stats.wilcoxon(values - shift, method="exact").pvalue > 1 - confidence
    ]
    return [float(np.median(averages)), averages[kept[0]], averages[kept[-1] + 1]]


def effects():
    baseline, treatment = np.exp(generator.normal(0, 0.4, 11)), np.exp(generator.normal(-0.1, 0.4, 11))
    logs = np.log(treatment), np.log(baseline)
    test = stats.ttest_rel(*logs)
    interval = test.confidence_interval(0.95)
    tost = ttost_paired(*logs, -0.5, 0.4)
    return {
        "baseline": baseline.tolist(), "treatment": treatment.tolist(), "effect": float(np.mean(logs[0] - logs[1])),
        "pValues": [stats.ttest_rel(*logs, alternative=a).pvalue for a in ALTERNATIVES],
        "interval": [interval.low, interval.high], "equivalence": float(tost[0]), "nonInferiority": float(tost[2][1]),
    }


def bootstrap():
    """A skewed sample, by 200,000 resamples."""
    values = np.round(generator.exponential(1, 15), 4)
    intervals = {
        method: stats.bootstrap(
            (values,), np.mean, n_resamples=200_000, method=method, batch=20_000, rng=generator
        ).confidence_interval
        for method in ["percentile", "BCa"]
    }
    return {"values": values.tolist(), **{m: [i.low, i.high] for m, i in intervals.items()}}


def scores():
    """Five runs of 6 tasks, with ties; thresholds from 0 to 1.5."""
    ours = np.round(generator.gamma(4, 0.25, (5, 6)), 1)
    generator.gamma(4, 0.2, (4, 6))  # drawn when the other numbers were recorded
    thresholds = np.linspace(0, 1.5, 7)
    return {
        "ours": ours.T.tolist(), "interquartileMean": metrics.aggregate_iqm(ours),
        "mean": metrics.aggregate_mean(ours), "median": metrics.aggregate_median(ours),
        "optimalityGap": metrics.aggregate_optimality_gap(ours),
        "thresholds": thresholds.tolist(),
        "profile": [float(np.mean(ours > t)) for t in thresholds],
    }


def survival():
    """Remission of leukaemia under 6-MP and placebo, in weeks (Freireich et al., Blood 21, 1963)."""
    drug = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
    seen = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    fit = KaplanMeierFitter().fit(drug, seen)
    horizons = [5, 10, 22, 30, 35]
    means, variances = [], []
    table = fit.event_table
    for horizon in horizons:
        means.append(restricted_mean_survival_time(fit, t=horizon))
        variance = 0
        for time, row in table[(table.observed > 0) & (table.index < horizon)].iterrows():
            area = means[-1] - restricted_mean_survival_time(fit, t=time)
            variance += area**2 * row.observed / (row.at_risk * (row.at_risk - row.observed))
        variances.append(variance)
    test = logrank_test(drug, placebo, seen)
    return {
        "drug": drug, "seen": seen, "placebo": placebo, "horizons": horizons, "means": means, "variances": variances,
        "survival": [float(fit.predict(h)) for h in horizons], "statistic": test.test_statistic, "pValue": test.p_value,
    }


def power():
    """The effect by bisection on SciPy's noncentral t, since statsmodels' own search fails for few pairs."""
    solver = TTestPower()
    rows = []
    for count in [3, 7, 8, 14, 28, 100]:
        for level in [0.05, 0.05 / 3, 0.001]:
            critical = stats.t.isf(level / 2, count - 1)

            def shortfall(effect):
                shift = effect * count**0.5
                tails = stats.nct.sf(critical, count - 1, shift) + stats.nct.sf(critical, count - 1, -shift)
                return tails - 0.8

            effect = optimize.brentq(shortfall, 1e-3, 60 / count**0.5, xtol=1e-13)
            rows.append([count, level, effect, float(solver.power(0.4, count, level))])
    return rows


p_values = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04, 0.9]
difference = np.round(generator.normal(0.4, 1, 12), 6)
reference = {
    "scipy": scipy.__version__,
    "signedRank": signed_rank(),
    "hodgesLehmann": {"values": difference.tolist(), "rows": [[c] + hodges_lehmann(difference, c) for c in [0.9, 0.95, 0.99]]},
    "pValues": p_values,
    "holm": multipletests(p_values, method="holm")[1].tolist(),
    "benjaminiHochberg": multipletests(p_values, method="fdr_bh")[1].tolist(),
    "effects": effects(),
    "bootstrap": bootstrap(),
    "scores": scores(),
    "survival": survival(),
    "power": power(),
    "studentT": [[t, n, stats.t.sf(t, n)] for t in [-3.0, -0.1, 0.0, 0.5, 2.2, 9.0, 40.0] for n in [1, 2.5, 7, 200]],
    "noncentralT": [
        [t, n, d, stats.nct.sf(t, n, d)]
        for t in [-2.0, 0.0, 0.7, 2.5, 6.0]
        for n in [2, 7, 27.5, 300]
        for d in [-1.5, 0.3, 2.8, 5.0, 9.0]
    ],
    "normal": [[x, stats.norm.cdf(x)] for x in [-30.0, -8.0, -1.5, 0.0, 0.3, 4.0]],
}
path = pathlib.Path(__file__).with_name("comparison.json")
path.write_text(json.dumps(reference, indent=1) + "\n")
