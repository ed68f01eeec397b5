"""Writes features_reference.json: features of three metrics as pandas, NumPy and SciPy work them out.

Run in this folder (made with numpy 2.4.6, scipy 1.17.1, pandas 3.1.1): python make_features_reference.py

Missing values are null. Spectra are recorded where the 64 newest values are there.
"""
import json
import numpy as np
import pandas as pd
from scipy import signal, stats

STEP, COUNT = 15.0, 200
random = np.random.default_rng(42)
t = np.arange(COUNT)
requests = 100 + 40 * np.sin(2 * np.pi * t / 50) + random.gamma(2, 4, COUNT)
cpu = 0.04 * requests + random.normal(0, 0.3, COUNT)
memory = 4e9 + 2e6 * t + random.normal(0, 1e5, COUNT)
columns = {
    "cpu_usage": np.round(cpu, 4), "requests_per_second": np.round(requests, 3), "memory_usage": np.round(memory, 0),
}
columns["cpu_usage"][[3, 70, 71, 72, 150]] = np.nan
columns["requests_per_second"][[0, 5, 71, 100]] = np.nan
frame = pd.DataFrame(columns)


def of_metric(name, row):
    x = frame[name]
    past = x.iloc[: row + 1]
    found = {}
    for window in [3, 5, 6, 10, 12, 15, 30, 60]:
        rolled = past.iloc[-window:]
        if window in (5, 10, 15, 30, 60):
            there = rolled.dropna()
            times = there.index.to_numpy() * STEP
            slope = stats.linregress(times, there.to_numpy()).slope if len(there) > 1 else np.nan
            found[f"{name}_slope_{window}"] = slope
        found[f"{name}_mean_{window}"] = rolled.mean()
        found[f"{name}_std_{window}"] = rolled.std()
        found[f"{name}_min_{window}"] = rolled.min()
        found[f"{name}_max_{window}"] = rolled.max()
        if window in (30, 60):
            found[f"{name}_skewness_{window}"] = stats.skew(rolled, bias=False, nan_policy="omit")
            found[f"{name}_kurtosis_{window}"] = stats.kurtosis(rolled, bias=False, nan_policy="omit")
        if window in (15, 60):
            for p in [25, 50, 75, 90, 95] if window == 60 else [50, 95]:
                found[f"{name}_p{p}_{window}"] = np.nanpercentile(rolled, p)
            found[f"{name}_score_{window}"] = (x[row] - rolled.mean()) / rolled.std()
        if window == 60 and not np.isnan(x[row]):
            found[f"{name}_rank_{window}"] = stats.percentileofscore(rolled.dropna(), x[row], kind="mean") / 100
    for percent in [10, 30, 50]:
        mean = past.iloc[-60:].ewm(alpha=percent / 100, adjust=True, ignore_na=False).mean()
        # pandas carries the weights on where the newest value is missing
        found[f"{name}_ewm_{percent}"] = mean.iloc[-1]
    for k in [1, 3, 6]:
        found[f"{name}_change_{k}"] = x.diff(k)[row]
        found[f"{name}_relative_change_{k}"] = x.pct_change(k, fill_method=None)[row]
    found[f"{name}_acceleration_1"] = x.diff().diff()[row]
    for k in [1, 2, 3, 6, 12, 30]:
        found[f"{name}_lag_{k}"] = x.shift(k)[row]
    window = past.iloc[-64:]
    if name != "memory_usage" and len(window) == 64 and not window.isna().any():
        y = (window - window.mean()).to_numpy() * signal.get_window("hann", 64)
        power = np.abs(np.fft.rfft(y))[1:] ** 2
        shares = power / power.sum()
        for band, (low, high) in enumerate([(1, 2), (3, 5), (6, 11), (12, 20), (21, 32)]):
            found[f"{name}_band_{band + 1}"] = shares[low - 1 : high].sum()
        found[f"{name}_peak_period"] = 64 / (1 + int(np.argmax(power)))
        found[f"{name}_entropy"] = stats.entropy(shares) / np.log(32)
    return found


def of_pair(a, b, row):
    found = {}
    for window, lag in [(30, 0), (30, 5), (60, 0)]:
        pair = pd.DataFrame({"a": frame[a], "b": frame[b].shift(lag)}).iloc[max(0, row + 1 - window) : row + 1].dropna()
        name = f"{a}_with_{b}_{window}" + (f"_lag_{lag}" if lag else "")
        found[name] = np.corrcoef(pair["a"], pair["b"])[0, 1]
    return found


rows = []
for row in [20, 69, 73, 140, 199]:
    found = {}
    for name in columns:
        found |= of_metric(name, row)
    found |= of_pair("cpu_usage", "requests_per_second", row)
    found |= of_pair("memory_usage", "requests_per_second", row)
    rows.append({"row": row, "features": {k: None if np.isnan(v) else float(v) for k, v in found.items()}})


def given(values):
    return [None if np.isnan(v) else float(v) for v in values]


with open("features_reference.json", "w") as out:
    json.dump({"step": STEP, "columns": {k: given(v) for k, v in columns.items()}, "rows": rows}, out)
    out.write("\n")
