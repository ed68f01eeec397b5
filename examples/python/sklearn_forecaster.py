"""A forecaster that trains gradient boosting of scikit-learn on the training part, one model a quantile.

Run by Forescale as a forecaster of a scenario, which any forecasting arm can then name:

    forecasters:
      - {name: boosted, kind: external, command: [python3, ../examples/python/sklearn_forecaster.py], input_length: 60}
    arms:
      - {name: ahead, policy: proactive, forecaster: boosted, quantile: 95%}

Needs numpy and scikit-learn (written against 1.9.1).
"""

import json
import sys

import numpy
from sklearn.ensemble import HistGradientBoostingRegressor


def features(window, end):
    """What is read off the newest points: their logarithms relative to the newest one, and the time of day."""
    logs = numpy.log1p(numpy.asarray(window, dtype=float))
    angle = 2 * numpy.pi * (end % 86_400) / 86_400
    return numpy.concatenate([logs[:-1] - logs[-1], [logs[-1], numpy.sin(angle), numpy.cos(angle)]])


class BoostedForecaster:
    def __init__(self, hello):
        self.length = hello["input_length"]
        steps = round(hello["horizon"] / hello["step"])
        values = hello["training"] + hello["validation"]
        # the series begins where training ends, less what training is long
        start = hello["training_end"] - len(hello["training"]) * hello["step"]
        rows, targets = [], []
        for origin in range(self.length - 1, len(values) - steps):
            rows.append(features(values[origin + 1 - self.length : origin + 1], start + (origin + 1) * hello["step"]))
            future = values[origin + 1 : origin + 1 + steps]
            actual = max(future) if hello["target"] == "maximum-over-horizon" else future[-1]
            targets.append(numpy.log1p(actual) - numpy.log1p(values[origin]))
        self.probabilities = sorted(hello["quantiles"] or [0.5])
        self.models = [
            HistGradientBoostingRegressor(
                loss="quantile", quantile=p, max_iter=60, max_leaf_nodes=8, random_state=hello["seed"] % 2**32
            ).fit(numpy.array(rows), numpy.array(targets))
            for p in self.probabilities
        ]

    def forecast(self, message):
        row = features(message["values"], message["end"]).reshape(1, -1)
        newest = numpy.log1p(message["values"][-1])
        values = sorted(max(0.0, float(numpy.expm1(newest + model.predict(row)[0]))) for model in self.models)
        quantiles = [{"probability": p, "value": v} for p, v in zip(self.probabilities, values)]
        return {"type": "forecast", "value": values[len(values) // 2], "quantiles": quantiles}


def main():
    forecaster = None
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            forecaster = BoostedForecaster(message)
            answer = {"type": "ready", "protocol": "forescale/forecaster/v1"}
        elif message["type"] == "history":
            answer = forecaster.forecast(message)
        else:
            return
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
