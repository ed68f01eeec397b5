"""Writes distributions.json: numbers from SciPy that the tests compare with.

Run with Python 3 and SciPy (recorded with 1.17): python3 distributions.py
"""

import json
import pathlib

import numpy as np
import scipy
from scipy import special, stats

LEVELS = [1e-9, 1e-4, 0.025, 0.2, 0.4999, 0.5, 0.5001, 0.7, 0.975, 0.9999, 1 - 1e-9]


class Mix:
    """A mixture, with the interface of a SciPy distribution that is used below."""

    def __init__(self, weights, parts):
        self.weights, self.parts = weights, parts

    def cdf(self, x):
        return sum(w * part.cdf(x) for w, part in zip(self.weights, self.parts))

    def ppf(self, p):
        return float(min(part.ppf(p) for part in self.parts))

    def mean(self):
        return sum(w * part.mean() for w, part in zip(self.weights, self.parts))

    def var(self):
        second = sum(w * (part.var() + part.mean() ** 2) for w, part in zip(self.weights, self.parts))
        return second - self.mean() ** 2


def lognormal(mean, variation):
    variance = np.log1p(variation**2)
    return stats.lognorm(np.sqrt(variance), scale=mean * np.exp(-variance / 2))


def balanced(mean, variation):
    square = variation**2
    p = (1 + np.sqrt((square - 1) / (square + 1))) / 2
    return Mix([p, 1 - p], [stats.expon(scale=mean / (2 * p)), stats.expon(scale=mean / (2 * (1 - p)))])


CONTINUOUS = {
    "exponential 3": stats.expon(scale=3),
    "normal 5 2": stats.norm(5, 2),
    "lognormal 60 0.5": lognormal(60, 0.5),
    "uniform -2 3": stats.uniform(-2, 5),
    "gamma 0.3": stats.gamma(0.3, scale=2),
    "gamma 1": stats.gamma(1, scale=2),
    "gamma 7.5": stats.gamma(7.5, scale=2),
    "gamma 100": stats.gamma(100, scale=2),
    "erlang 4": stats.erlang(4, scale=0.5),
    "weibull 0.7": stats.weibull_min(0.7, scale=3),
    "weibull 2.5": stats.weibull_min(2.5, scale=3),
    "pareto 0.8": stats.pareto(0.8, scale=2),
    "pareto 1.5": stats.pareto(1.5, scale=2),
    "pareto 2.5": stats.pareto(2.5, scale=2),
    "pareto 6": stats.pareto(6, scale=2),
    "bounded pareto 1": stats.truncpareto(1, 50, scale=2),
    "bounded pareto 1.1": stats.truncpareto(1.1, 50, scale=2),
    "bounded pareto 2": stats.truncpareto(2, 50, scale=2),
    "hyperexponential": Mix([0.3, 0.7], [stats.expon(scale=1), stats.expon(scale=5)]),
    "hyperexponential balanced": balanced(2, 3),
    "empirical": stats.rv_histogram(([0.5, 0.4, 0.1], [1, 2, 4, 14]), density=False),
}

DISCRETE = {
    "poisson 0.5": stats.poisson(0.5),
    "poisson 9.9": stats.poisson(9.9),
    "poisson 10": stats.poisson(10),
    "poisson 50": stats.poisson(50),
    "poisson 1000": stats.poisson(1000),
    "geometric 0.05": stats.geom(0.05, loc=-1),
    "geometric 0.5": stats.geom(0.5, loc=-1),
    "weighted": stats.rv_discrete(values=([0, 1, 2, 3], [0.1, 0.2, 0.0, 0.7])),
    "weighted 20": stats.rv_discrete(values=(range(20), [(k + 1) / 210 for k in range(20)])),
}


def finite(x):
    """A moment, or None where it is infinite or undefined."""
    return float(x) if np.isfinite(x) else None


def moments(dist):
    mean = finite(dist.mean())
    return {"mean": mean, "variance": finite(dist.var()) if mean is not None else None}


def binomial_interval(k, n, confidence):
    interval = stats.binomtest(k, n).proportion_ci(confidence, method="exact")
    return [k, n, confidence, float(interval.low), float(interval.high)]


def order_indices(p, n, confidence):
    """The largest lower and the smallest upper index that each miss with at most half of 1 - confidence."""
    outside = (1 - confidence) / 2
    cdf = stats.binom.cdf(np.arange(n), n, p)
    lower = int(np.argmax(cdf > outside)) - 1
    above = stats.binom.sf(np.arange(n), n, p)
    upper = next((i for i in range(n) if above[i] <= outside), n)
    return [p, n, confidence, lower, upper]


reference = {
    "scipy": scipy.__version__,
    "continuous": {
        name: moments(d) | {"points": [[float(d.ppf(p)), float(d.cdf(d.ppf(p)))] for p in (0.01, 0.3, 0.6, 0.99)]}
        for name, d in CONTINUOUS.items()
    },
    "discrete": {
        name: moments(d) | {"points": [[float(k), float(d.pmf(k))] for k in sorted({int(d.ppf(p)) for p in (0.1, 0.5, 0.95)})]}
        for name, d in DISCRETE.items()
    },
    "normalQuantile": [[p, float(special.ndtri(p))] for p in LEVELS + [1e-300, 0.075, 0.0751, 1e-12]],
    "studentTQuantile": [
        [p, df, float(special.stdtrit(df, p))] for df in (1, 2, 2.5, 5, 19, 100, 1e6) for p in LEVELS
    ],
    "chiSquareQuantile": [
        [p, df, float(special.gammaincinv(df / 2, p) * 2 if p < 0.5 else special.gammainccinv(df / 2, 1 - p) * 2)]
        for df in (0.5, 1, 2, 3, 10, 99, 5000)
        for p in LEVELS
    ],
    "betaQuantile": [
        [p, a, b, float(special.betaincinv(a, b, p))]
        for a, b in ((0.5, 0.5), (1, 3), (5, 2.5), (40, 961), (3000, 3000))
        for p in LEVELS
    ],
    "incompleteGamma": [
        [a, x, float(special.gammainc(a, x)), float(special.gammaincc(a, x))]
        for a in (0.01, 0.3, 1, 7.5, 100, 1e5)
        for x in (a * 0.01, a * 0.9, a, a * 1.1, a * 3 + 1)
    ],
    "incompleteBeta": [
        [a, b, x, float(special.betainc(a, b, x)), float(special.betaincc(a, b, x))]
        for a, b in ((0.5, 0.5), (1, 1), (1, 3), (5, 2.5), (40, 961), (3000, 3000))
        for x in (1e-6, 0.03, 0.3, 0.5, 0.8, 0.999)
    ],
    "binomialInterval": [
        binomial_interval(k, n, c)
        for k, n, c in ((0, 10, 0.95), (10, 10, 0.95), (1, 10, 0.95), (37, 100, 0.99), (960, 1000, 0.999))
    ],
    "quantileIndices": [
        order_indices(p, n, c)
        for p, n, c in ((0.5, 10, 0.95), (0.5, 100, 0.95), (0.9, 100, 0.95), (0.99, 100, 0.95), (0.99, 2000, 0.99))
    ],
}

text = json.dumps(reference, indent=1)
pathlib.Path(__file__).with_suffix(".json").write_text(text + "\n")
