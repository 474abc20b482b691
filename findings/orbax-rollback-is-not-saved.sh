#!/usr/bin/env bash
# orbax-checkpoint 0.12.8: after going back to an earlier step, nothing is saved until the later one is passed.
#
# Guess: a training that diverged after step 100 is started again from there, although 200 exists. `save(150)`
# then writes a checkpoint; `save(200)` replaces the bad one, or raises StepAlreadyExistsError.
# What it does: a CheckpointManager saves only what is later than its latest step, and for all else `save` returns
# False, without an exception or a log line. So 150 is not there, and 200 is still the bad one; only 250 is new.
# Where it matters: a pod that is preempted between is restored from "the latest step": 200, the weights that
# somebody went back from, and the training goes on from them as if nothing had been done.
# Instead: before going on from an earlier step, delete the later ones (`manager.delete(200)`), or write into a new
# folder; and look at what `save` returns, or pass `force=True`, at which an existing step is an error.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet orbax-checkpoint==0.12.8 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON'
import os
from importlib.metadata import version

import numpy as np
import orbax.checkpoint as ocp

print("orbax-checkpoint", version("orbax-checkpoint"))


def manager():
    """Each attempt of a job has one, on the same folder."""
    options = ocp.CheckpointManagerOptions(max_to_keep=5, enable_async_checkpointing=False)
    return ocp.CheckpointManager(os.path.abspath("checkpoints"), options=options)


def state(weight):
    return ocp.args.StandardSave({"weight": np.full(2, weight)})


def weight_at(checkpoints, step):
    return float(checkpoints.restore(step, args=ocp.args.StandardRestore())["weight"][0])


first = manager()
assert first.save(100, args=state(1.0)) and first.save(200, args=state(666.0))

second = manager()
assert weight_at(second, 100) == 1.0
saved = {step: second.save(step, args=state(step / 1000)) for step in (150, 200)}

third = manager()
latest = third.latest_step()
found = weight_at(third, latest)
try:
    third.save(200, args=state(0.2), force=True)
    forced = "saved"
except Exception as error:
    forced = type(error).__name__
third.delete(200)
deleted = third.save(150, args=state(0.15)), weight_at(manager(), 150)
print("guess: 150 and 200 are saved, and the next attempt goes on from 0.2")
print("seen:  save returned", saved, "and the next attempt goes on from step", latest, "with the weight", found)
print("seen:  with force=True:", forced, "; after delete(200), save(150) returned", deleted[0], flush=True)

assert saved == {150: False, 200: False}, saved
assert (latest, found) == (200, 666.0), (latest, found)
assert forced == "StepAlreadyExistsError", forced
assert deleted == (True, 0.15), deleted
PYTHON
echo 'holds: after going back to an earlier step, nothing is saved until the later one is passed'
