"""Writes forest_reference.json: trees, forests and isolation forests as scikit-learn fits them.

Run in this folder (made with scikit-learn 1.9.1, numpy 2.4.6): python make_forest_reference.py

The data follows from a formula, so that Swift makes the same: uniform numbers are the upper 24 bits of the linear
congruential generator s <- 1664525 s + 1013904223 mod 2^32, exact in single precision. Trees without randomness are
recorded as they predict; forests, whose random numbers differ, by their mean score over many seeds and its standard
error.
"""

import json
from fractions import Fraction

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest, RandomForestClassifier, RandomForestRegressor
from sklearn.metrics import roc_auc_score
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor


def uniforms(seed, count):
    state, out = seed, np.empty(count)
    for k in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        out[k] = (state >> 8) / 2**24
    return out


def friedman(seed, rows):
    """Eight features, of which five matter, and as noise 2 (u1 + u2 + u3 + u4 - 2); twelve draws a row."""
    u = uniforms(seed, rows * 12).reshape(rows, 12)
    x = u[:, :8]
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return x, y + 2 * (u[:, 8:].sum(axis=1) - 2)


def labels(y):
    """Five classes, by where the target lies."""
    return np.clip(np.floor(y / 5).astype(int), 0, 4)


def blob(seed, rows):
    """Five sums of four uniforms each; every twentieth row is stretched by 1.8: the anomalies."""
    u = uniforms(seed, rows * 20).reshape(rows, 5, 4).sum(axis=2) - 2
    anomaly = np.arange(rows) % 20 == 0
    u[anomaly] *= 1.8
    return u, anomaly


def over_seeds(score, seeds):
    values = np.array([score(seed) for seed in range(seeds)])
    return {"mean": values.mean(), "deviation": values.std(ddof=1), "seeds": seeds}


X, y = friedman(1, 600)
XT, yT = friedman(2, 1500)
c, cT = labels(y), labels(yT)

few, few_y, few_c = X[:200], y[:200], c[:200]
tree = DecisionTreeRegressor(max_depth=5, min_samples_leaf=5, random_state=0).fit(few, few_y)
weights = {k: w for k, w in enumerate([1, 2, 1, 0.5, 3])}
class_tree = DecisionTreeClassifier(
    max_depth=4, min_samples_leaf=7, class_weight=weights, random_state=0).fit(few, few_c)
probabilities = np.zeros((30, 5))
probabilities[:, class_tree.classes_] = class_tree.predict_proba(XT[:30])

document = {
    "sklearn": sklearn.__version__,
    "lastUniform": float(XT[-1, -1]),
    "targetSum": float(y.sum()),
    "classCounts": np.bincount(c, minlength=5).tolist(),
    "treePredictions": tree.predict(XT[:30]).tolist(),
    "treeImportance": tree.feature_importances_.tolist(),
    "classTreeProbabilities": probabilities.reshape(-1).tolist(),
    "classTreeImportance": class_tree.feature_importances_.tolist(),
}


def r2(**options):
    return lambda seed: RandomForestRegressor(
        60, max_features="sqrt", random_state=seed, **options).fit(X, y).score(XT, yT)


document["regression"] = over_seeds(r2(), 40)
document["regressionLeaf5"] = over_seeds(r2(min_samples_leaf=5), 40)
document["regressionOutOfBag"] = over_seeds(
    lambda seed: RandomForestRegressor(
        60, max_features="sqrt", oob_score=True, random_state=seed).fit(X, y).oob_score_, 40)
document["classification"] = over_seeds(
    lambda seed: RandomForestClassifier(60, random_state=seed).fit(X, c).score(XT, cT), 40)



def coverage(seed):
    """Share of the first 300 test rows between the 5 % and 95 % quantile after Meinshausen, from scikit-learn's
    leaves."""
    forest = RandomForestRegressor(20, max_features="sqrt", min_samples_leaf=5, random_state=seed).fit(X, y)
    weights, places = np.zeros((300, len(X))), forest.apply(XT[:300])
    for index, (one, sample) in enumerate(zip(forest.estimators_, forest.estimators_samples_)):
        counts = np.bincount(sample, minlength=len(X))
        shared = (one.apply(X)[None, :] == places[:, index][:, None]) * counts[None, :]
        weights += shared / shared.sum(axis=1, keepdims=True) / 20
    order = np.argsort(y)
    sums = np.cumsum(weights[:, order], axis=1)
    low, high = (y[order][np.argmax(sums >= p - 1e-9, axis=1)] for p in (0.05, 0.95))
    return np.mean((low <= yT[:300]) & (yT[:300] <= high))


document["coverage"] = over_seeds(coverage, 40)

B, anomaly = blob(3, 1500)
document["isolation"] = over_seeds(
    lambda seed: roc_auc_score(
        anomaly, -IsolationForest(n_estimators=100, max_samples=256, random_state=seed).fit(B).score_samples(B)), 40)
document["pathLengths"] = {
    str(n): float(2 * sum(Fraction(1, i) for i in range(1, n)) - Fraction(2 * (n - 1), n))
    for n in (2, 3, 10, 256, 1000)}

with open("forest_reference.json", "w") as file:
    json.dump(document, file, indent=1)
    file.write("\n")
