"""Makes the skill table from the lines of `skill`: `table.py LINES`.

A ratio is a forecaster's RMSE on the test part over that of the best of the three controls (persistence, seasonal naive,
AR(6)) on the same part: below 1 is better. Medians over series, with a 95 % percentile bootstrap over series (10,000
resamples, seed 1).
"""
import json, random, statistics, sys

lines = [json.loads(line.replace("nan", "NaN")) for line in open(sys.argv[1])]
controls = ("persistence", "seasonal-naive", "ar-6")


def median(values):
    return statistics.median(values) if values else float("nan")


def interval(values):
    draw = random.Random(1)
    medians = sorted(median(draw.choices(values, k=len(values))) for _ in range(10000))
    return medians[249], medians[9749]


for target in ("step-mean", "maximum-over-horizon"):
    part = [line for line in lines if line["target"] == target]
    series = sorted({line["series"] for line in part})
    print(f"\n{target}, {part[0]['steps']} steps, {len(series)} series")
    print("forecaster          n  ratio (95 % interval)   <=0.95 wins  val.ratio  q95   split  adapt  track  "
          "fit s  us")
    best = {s: min(l["rmse"] for l in part if l["series"] == s and l["forecaster"] in controls) for s in series}
    bestv = {s: min(l["validation"] for l in part if l["series"] == s and l["forecaster"] in controls) for s in series}
    names = list(dict.fromkeys(line["forecaster"] for line in part))
    for name in names:
        own = [l for l in part if l["forecaster"] == name and l["rmse"] == l["rmse"]]
        ratios = [l["rmse"] / best[l["series"]] for l in own if best[l["series"]] > 0]
        valid = [l["validation"] / bestv[l["series"]] for l in own if bestv[l["series"]] > 0]
        low, high = interval(ratios)
        figures = [median([l[k] for l in own if k in l]) for k in ("q95", "split", "adaptive", "tracking", "fit", "microseconds")]
        print(f"{name:18} {len(own):2}  {median(ratios):.3f} ({low:.3f}-{high:.3f})   "
              f"{sum(r <= 0.95 for r in ratios):2} {sum(r < 1 for r in ratios):2}     {median(valid):.3f}    "
              + " ".join(f"{x:6.3f}" for x in figures[:4]) + f"  {figures[4]:5.2f} {figures[5]:6.1f}")
