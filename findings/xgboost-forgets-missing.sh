#!/usr/bin/env bash
# xgboost 3.2.0: a saved model does not know which value stood for "missing".
#
# Guess: `XGBRegressor(missing=-999).fit(…)`, `save_model`, and `load_model` elsewhere give the same answers. The
# JSON holds the whole model: trees, objective, base score, names of features. scikit-learn's own estimators
# keep all of their parameters when they are stored, and so does this one when it is pickled.
# What it does: `missing` is a parameter of how rows are read, not of the booster, and is in no file. The loaded
# model takes -999 for a very small number, and sends it down the branch of small numbers. Nothing is said.
# Where it matters: model servers load exactly this file, and read rows with missing=NaN unless told otherwise.
# Sensor and clinical data with a sentinel trains well, is tested well in the same process, and is served wrong.
# Instead: replace the sentinel by NaN before training and before serving, so that no setting is needed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet xgboost-cpu==3.2.0 scikit-learn==1.9.1 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import math
import pickle

import numpy as np
import xgboost

print("xgboost", xgboost.__version__)
random = np.random.default_rng(0)
rows = random.uniform(-10, 10, (2000, 1))
target = np.where(rows[:, 0] > 0, 50.0, 0.0)
absent = random.random(2000) < 0.3
rows[absent], target[absent] = -999.0, 100.0  # what is missing has a meaning of its own here

model = xgboost.XGBRegressor(missing=-999.0, n_estimators=50, n_jobs=1).fit(rows, target)
model.save_model("model.json")
model.save_model("model.ubj")
question = np.array([[-999.0]])


def loaded(file):
    other = xgboost.XGBRegressor()
    other.load_model(file)
    return other


before = float(model.predict(question)[0])
pickled = float(pickle.loads(pickle.dumps(model)).predict(question)[0])
print(f"guess: {before:.1f} before saving and after loading")
print(f"seen:  {before:.1f} before, {pickled:.1f} from a pickle")
for file in ["model.json", "model.ubj"]:
    other = loaded(file)
    after = float(other.predict(question)[0])
    print(f"seen:  {after:.1f} from {file}, which reads rows with missing={other.missing}")
    assert math.isnan(other.missing), other.missing
    assert abs(after) < 1, after
assert abs(before - 100) < 1 and abs(pickled - 100) < 1, (before, pickled)
assert abs(float(loaded("model.json").predict(np.array([[np.nan]]))[0]) - 100) < 1
PYTHON
echo 'holds: a saved model does not know which value stood for "missing"'
