#!/usr/bin/env bash
# hyperopt 0.3.0: integers are not uniform, and steps leave the range.
#
# Guess: `hp.uniformint('layers', 1, 4)` draws 1, 2, 3 and 4 alike, as its name says and `random.randint` does.
# `hp.quniform('batch', 1, 10, 4)` draws from 1 to 10 in steps of 4, as `suggest_int(1, 10, step=4)` does in Optuna.
# What it does: both are `round(uniform(low, high) / q) * q`. Rounding gives the two ends half of the share of any
# other value, and a multiple of q may lie outside of the range: 0 below 1, or 512 above 500.
# Where it matters: Katib's algorithms `random` and `tpe` stand on hyperopt. A batch size or number of layers of 0 fails a trial
# that has waited for its GPU; the ends of a range, which are what people ask about, are tried half as often.
# Instead: `hp.randint('layers', 1, 5)`; `hp.choice` over the list of steps; low and high that are multiples of q,
# and one step wider than meant if the ends count.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet hyperopt==0.3.0 'setuptools==79.0.1' numpy==2.4.6
"$folder/venv/bin/python" - <<'PYTHON'
from collections import Counter

import hyperopt
import numpy as np
from hyperopt import hp
from hyperopt.pyll.stochastic import sample

print("hyperopt", hyperopt.__version__)
DRAWS = 4000


def shares(space):
    random = np.random.default_rng(0)
    counts = Counter(float(sample(space, rng=random)) for _ in range(DRAWS))
    return {value: round(counts[value] / DRAWS, 2) for value in sorted(counts)}


layers = shares(hp.uniformint("layers", 1, 4))
drawn = shares(hp.randint("layers", 1, 5))
steps = shares(hp.quniform("batch", 1, 10, 4))
batches = shares(hp.quniform("batch", 16, 500, 32))
print("guess: uniformint(1, 4) gives each a quarter; quniform stays within its range")
print("seen:  uniformint(1, 4)       ", layers)
print("seen:  randint(1, 5)          ", drawn)
print("seen:  quniform(1, 10, 4)     ", steps)
print("seen:  quniform(16, 500, 32)   from", min(batches), "to", max(batches))

assert set(layers) == {1, 2, 3, 4}, layers
assert all(0.13 < layers[end] < 0.20 for end in [1, 4]), layers
assert all(0.30 < layers[inner] < 0.37 for inner in [2, 3]), layers
assert all(0.22 < share < 0.28 for share in drawn.values()), drawn
assert set(steps) == {0, 4, 8}, steps
assert max(batches) == 512, batches
PYTHON
echo 'holds: integers are not uniform, and steps leave the range'
