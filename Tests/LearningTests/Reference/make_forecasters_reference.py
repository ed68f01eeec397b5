"""Writes forecasters_reference.json: what other libraries say about small series.

Python 3.11 with numpy 1.26.4, scipy 1.13.1, pandas 2.2.2, statsmodels 0.14.2, xgboost 1.7.6, prophet 1.1.5,
cmdstanpy 1.2.4:
`python make_forecasters_reference.py > forecasters_reference.json`
"""
import json, logging, sys, warnings
import numpy as np
import pandas as pd
import xgboost as xgb
from prophet import Prophet
from statsmodels.regression.linear_model import burg
from statsmodels.tsa.ar_model import AutoReg
from statsmodels.tsa.exponential_smoothing.ets import ETSModel

warnings.filterwarnings("ignore")
logging.getLogger("cmdstanpy").disabled = True
logging.getLogger("prophet").disabled = True
random = np.random.default_rng(7)

# Exponential smoothing -----------------------------------------------------------------------------------------------
m, n = 6, 60
noise = random.normal(0, 3, n)
t = np.arange(n)
y = pd.Series(np.round(80 + 0.5 * t + 12 * np.sin(2 * np.pi * t / m) + np.cumsum(0.4 * noise) + noise, 3))
season_add = [float(x) for x in (1, 9, 10, 0, -11, -9)]
season_mul = [1.01, 1.1, 1.12, 1.0, 0.88, 0.89]


def by_table(form, y, level, trend, season, alpha, beta, gamma, phi, steps):
    """Squares, likelihood and forecasts for a multiplicative season, from tables 2.2 and 2.3 of Hyndman et al. (2008).

    statsmodels 0.14.2 divides the error by the level after its update instead of the one before it, against the table and
    its own documentation, so that it cannot be the reference here.
    """
    kind = form[2]
    squares, logs = 0.0, 0.0
    season = list(season)
    for t, value in enumerate(y):
        s = season[t % m]
        growth = trend ** phi if kind == "M" else phi * trend
        q = level * growth if kind == "M" else level + growth if kind == "A" else level
        mean = q * s
        e = value - mean
        if form[0] == "M":
            squares += (e / mean) ** 2
            logs += np.log(mean)
        else:
            squares += e * e
        if kind == "A":
            trend = phi * trend + beta * e / s
        elif kind == "M":
            trend = trend ** phi + beta * e / (s * level)
        season[t % m] = s + gamma * e / q
        level = q + alpha * e / s
    n = len(y)
    likelihood = -n / 2 * (np.log(2 * np.pi * squares / n) + 1) - logs
    forecasts, factor = [], 0.0
    for h in range(1, steps + 1):
        factor += phi ** h
        grown = level * trend ** factor if kind == "M" else level + factor * trend if kind == "A" else level
        forecasts.append(float(grown * season[(n + h - 1) % m]))
    return squares, float(likelihood), forecasts


names = {"N": None, "A": "add", "M": "mul"}
ets = []
for form in ["A,N,N", "A,A,N", "A,Ad,N", "A,N,A", "A,A,A", "A,Ad,A", "M,N,N", "M,A,N", "M,Ad,A", "A,M,N", "A,Md,N", "A,A,M",
             "M,Ad,M", "M,N,M", "M,M,M"]:
    error, trend, season = form.split(",")
    damped = trend.endswith("d")
    keywords = dict(error=names[error], trend=names[trend[0]], damped_trend=damped, seasonal=names[season],
                    seasonal_periods=m if season != "N" else None)
    start = dict(initial_level=79.0)
    parameters = {"smoothing_level": 0.35}
    if trend != "N":
        start["initial_trend"] = 0.6 if trend[0] == "A" else 1.005
        parameters["smoothing_trend"] = 0.08
    if season != "N":
        start["initial_seasonal"] = season_add if season == "A" else season_mul
        parameters["smoothing_seasonal"] = 0.15
    if damped:
        parameters["damping_trend"] = 0.93
    model = ETSModel(y, initialization_method="known", **start, **keywords)
    result = model.smooth([parameters[k] for k in model.param_names if k in parameters])
    case = dict(form=form, level=start["initial_level"], trend=start.get("initial_trend", 0.0),
                season=start.get("initial_seasonal", []), alpha=0.35, beta=parameters.get("smoothing_trend", 0.0),
                gamma=parameters.get("smoothing_seasonal", 0.0), phi=parameters.get("damping_trend", 1.0),
                squares=float(np.sum(np.asarray(result.resid) ** 2)), likelihood=float(result.llf),
                forecasts=[float(x) for x in result.forecast(9)])
    if season == "M":
        case["squares"], case["likelihood"], case["forecasts"] = by_table(
            form, y, case["level"], case["trend"], case["season"], case["alpha"], case["beta"], case["gamma"], case["phi"], 9)
    elif "M" not in trend:
        prediction = result.get_prediction(start=n, end=n + 8)
        case["variances"] = [float(x) for x in np.asarray(prediction.forecast_variance)]
    fitted = ETSModel(y, initialization_method="estimated", **keywords).fit(disp=False, maxiter=2000)
    case["fitted_likelihood"] = float(fitted.llf)
    ets.append(case)

# Autoregression ------------------------------------------------------------------------------------------------------
x = np.zeros(300)
draws = random.normal(0, 1, 300)
for k in range(3, 300):
    x[k] = 0.6 * x[k - 1] - 0.3 * x[k - 2] + 0.2 * x[k - 3] + draws[k]
x = np.round(x + 20, 4)
fit = AutoReg(x, lags=4, trend="c").fit()
autoregression = dict(values=x.tolist(), burg=burg(x, 4, demean=True)[0].tolist(), least_squares=fit.params[1:].tolist(),
                      constant=float(fit.params[0]), forecasts=fit.predict(300, 304).tolist())

# Boosted trees -------------------------------------------------------------------------------------------------------
rows = np.round(random.normal(0, 1, (150, 4)), 3).astype(np.float32)
target = np.round(rows[:, 0] * 2 + np.where(rows[:, 1] > 0, 1.5, -1) + random.normal(0, 0.5, 150), 3).astype(np.float32)
trees = []
for growth in ("depthwise", "lossguide"):
    for q in (0.5, 0.9):
        def pinball(predicted, data):
            error = predicted - data.get_label()
            gradient = np.where(error > 0, 1 - q, np.where(error < 0, -q, 0)).astype(np.float32)
            return gradient, np.ones_like(gradient)

        parameters = dict(tree_method="hist", grow_policy=growth, max_depth=3 if growth == "depthwise" else 0,
                          max_leaves=0 if growth == "depthwise" else 6, eta=0.3, min_child_weight=5, nthread=1, seed=1,
                          base_score=0, subsample=0.7, verbosity=0)
        parameters["lambda"] = 1
        data = xgb.DMatrix(rows, label=target)
        booster = xgb.train(parameters, data, num_boost_round=12, obj=pinball)
        trees.append(dict(growth=growth, q=q, predictions=[float(v) for v in booster.predict(data)[:30]]))

# Decomposable model --------------------------------------------------------------------------------------------------
decomposable = []
for kink in (0.0, 0.35):
    count = 24 * 16
    hours = np.arange(count)
    day, week = 2 * np.pi * hours / 24, 2 * np.pi * hours / 168
    values = (200 + 0.1 * hours + kink * np.maximum(0, hours - 150) + 30 * np.sin(day) + 10 * np.cos(2 * day) + 15 * np.cos(week)
              + random.normal(0, 6, count))
    values = np.round(values, 2)
    stamps = pd.to_datetime(86400 * 20000 + 3600 * (hours + 1), unit="s")
    model = Prophet(daily_seasonality=4, weekly_seasonality=3, yearly_seasonality=False)
    model.fit(pd.DataFrame(dict(ds=stamps, y=values)), iter=100000, tol_rel_obj=1, tol_param=1e-12)
    future = pd.to_datetime(86400 * 20000 + 3600 * (np.arange(count + 48) + 1), unit="s")
    yhat = model.predict(pd.DataFrame(dict(ds=future)))["yhat"].to_numpy()
    p = {k: np.asarray(v).ravel() for k, v in model.params.items()}
    sigma = p["sigma_obs"][0]
    residual = (values - yhat[:count]) / values.max()
    cost = (np.sum(residual ** 2) / (2 * sigma ** 2) + count * np.log(sigma) + 2 * sigma ** 2 + p["k"][0] ** 2 / 50
            + p["m"][0] ** 2 / 50 + np.sum(np.abs(p["delta"])) / 0.05 + np.sum(p["beta"] ** 2) / 200)
    decomposable.append(dict(values=values.tolist(), cost=float(cost), noise=float(sigma),
                             forecasts=[float(v) for v in yhat[::12]]))

json.dump(dict(series=y.tolist(), period=m, ets=ets, autoregression=autoregression,
               trees=dict(rows=[[float(v) for v in r] for r in rows], target=[float(v) for v in target], cases=trees),
               decomposable=decomposable), sys.stdout)
