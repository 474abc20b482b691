#!/usr/bin/env bash
# optuna 5.0.0 with scikit-learn 1.9.1: a choice between 1 and 1.0 is recorded as the first of the two.
#
# Guess: `suggest_categorical('max_features', [1, 1.0, 'sqrt'])` has three choices, and `best_params` is the one
# that was tried. In scikit-learn the two numbers are far apart: `max_features=1` looks at one feature for each
# split, `max_features=1.0` at all of them; `min_samples_leaf`, `max_samples` and `min_samples_split` are alike.
# What it does: the objective is given 1.0, but the study looks choices up by `==`, so it stores the first equal
# one. Both kinds of trial bear the name 1, and `best_params` gives a model that was not the best.
# `[0, False]` and `[1, True]` meet the same fate.
# Where it matters: a tuning job reports `best_params`, and another job trains the final model from them; the
# sampler, too, learns from scores of two settings under one name.
# Instead: give strings ('one', 'all') and translate them in the objective.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet optuna==5.0.0 scikit-learn==1.9.1 numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
from importlib.metadata import version

import numpy as np
import optuna
from sklearn.ensemble import RandomForestRegressor

optuna.logging.set_verbosity(optuna.logging.ERROR)
print("optuna", optuna.__version__, "scikit-learn", version("scikit-learn"))

CHOICES = [1, 1.0, "sqrt"]
rows = np.random.default_rng(0).uniform(-1, 1, (300, 9))
target = rows[:, 0]  # one column tells all, eight are noise: looking at all columns must win
tried = []


def error_of(max_features):
    forest = RandomForestRegressor(20, max_features=max_features, random_state=0)
    return float(np.mean((forest.fit(rows[:200], target[:200]).predict(rows[200:]) - target[200:]) ** 2))


def objective(trial):
    choice = trial.suggest_categorical("max_features", CHOICES)
    error = error_of(choice)
    tried.append((repr(choice), error))
    return error


study = optuna.create_study(sampler=optuna.samplers.GridSampler({"max_features": CHOICES}, seed=1))
study.optimize(objective)

best_tried = min(tried, key=lambda each: each[1])[0]
recorded = sorted(repr(trial.params["max_features"]) for trial in study.trials)
best_recorded = study.best_params["max_features"]
again = error_of(best_recorded)
print("guess: the grid's three choices are recorded, best_params is what was tried:", best_tried)
print("seen:  recorded", recorded, "and best_params says", repr(best_recorded))
print(f"seen:  the study's best error is {study.best_value:.5f}; a model made of best_params has {again:.5f}")

assert sorted(name for name, _ in tried) == ["'sqrt'", "1", "1.0"], tried
assert best_tried == "1.0", tried
assert recorded == ["'sqrt'", "1", "1"], recorded
assert repr(best_recorded) == "1", best_recorded
assert again > 2 * study.best_value, (again, study.best_value)
PYTHON
echo 'holds: a choice between 1 and 1.0 is recorded as the first of the two'
