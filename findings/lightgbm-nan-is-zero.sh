#!/usr/bin/env bash
# lightgbm 4.7.0: where the training had no missing value, a missing value is the number 0.
#
# Guess: NaN is missing ("LightGBM uses NA (NaN) to represent missing values by default"), and a model that saw
# none sends it down one fixed side of each split, as XGBoost does, or the side of most rows, as scikit-learn's
# HistGradientBoosting does.
# What it does: a feature without NaN in the training has no side for it; when the model answers, NaN is replaced
# by 0 (`zero_as_missing` is false all the while). For a temperature in kelvin, an age or a year, 0 lies far outside
# of the data, and the answer is the one for the smallest value. Files, treelite and ONNX keep this faithfully.
# Whether a feature is treated so depends on one row: with a single NaN in the training, NaN has a side.
# Where it matters: a feature store or a client that leaves a field empty gets a confident answer for an extreme
# person, and another library under the same pipeline gives another one.
# Instead: refuse or impute missing values for features that had none in training.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet lightgbm==4.7.0 xgboost-cpu==3.2.0 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
import lightgbm
import numpy as np
import xgboost
from sklearn.ensemble import HistGradientBoostingRegressor

print("lightgbm", lightgbm.__version__, "xgboost", xgboost.__version__)
random = np.random.default_rng(0)
age = random.uniform(18, 90, (2000, 1))
risk = np.where(age[:, 0] < 25, 90.0, 10.0)  # few are young, and the young are at risk


def of_lightgbm(rows, target, question):
    data = lightgbm.Dataset(rows, target)
    booster = lightgbm.train({"objective": "regression", "num_threads": 1, "verbose": -1}, data, 100)
    return booster.predict(question)


def of_xgboost(rows, target, question):
    return xgboost.XGBRegressor(n_estimators=100, n_jobs=1).fit(rows, target).predict(question)


def of_sklearn(rows, target, question):
    return HistGradientBoostingRegressor().fit(rows, target).predict(question)


question = np.array([[np.nan], [0.0], [20.0], [60.0]])
print("guess: what is missing is answered like most people, about 10")
answers = {}
for ask in [of_lightgbm, of_xgboost, of_sklearn]:
    answers[ask] = [round(float(answer)) for answer in ask(age, risk, question)]
    print(f"seen:  {ask.__name__:12}missing {answers[ask][0]}, age 0 {answers[ask][1]}, age 20 {answers[ask][2]}, age 60 {answers[ask][3]}")
with_one = np.vstack([age, [[np.nan]]]), np.append(risk, 10.0)
told = of_lightgbm(*with_one, question)
print(f"seen:  of_lightgbm, one of 2001 rows without age: missing {told[0]:.0f}, age 0 {told[1]:.0f}")

assert answers[of_lightgbm] == [90, 90, 90, 10], answers
assert answers[of_xgboost] == [10, 90, 90, 10], answers
assert answers[of_sklearn] == [10, 90, 90, 10], answers
PYTHON
echo 'holds: where the training had no missing value, a missing value is the number 0'
