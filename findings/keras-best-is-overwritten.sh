#!/usr/bin/env bash
# keras 3.15.1 (on jax 0.10.2): after a restart the best checkpoint is overwritten by a worse one.
#
# Guess: `BackupAndRestore` makes a training go on where it was interrupted ("callback to back up and restore the
# training state"). `ModelCheckpoint(save_best_only=True)` beside it keeps the best model of the whole training.
# What it does: weights, optimizer and the number of the epoch come back. What the other callbacks remember does
# not: the best value so far, EarlyStopping's patience, ReduceLROnPlateau's. The first epoch after a restart beats
# a best of infinity and replaces the file. CSVLogger, unless told to append, empties its log.
# Where it matters: every preemption, suspend or drained node of a long training. The file named "best" is then the
# best since the last restart, and a training that should have stopped early goes on.
# Instead: `initial_value_threshold` of ModelCheckpoint, filled from a file that your program writes beside the
# checkpoint; `CSVLogger(append=True)`; or the epoch and the value in the checkpoint's name, and choose at the end.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet keras==3.15.1 jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
cd "$folder"
KERAS_BACKEND=jax "$folder/venv/bin/python" - <<'PYTHON'
import os

import keras
import numpy as np

print("keras", keras.__version__, "backend", keras.backend.backend())
LOSSES = [0.5, 0.1, 0.4, 0.3, 0.2]  # the second epoch is the best; with a patience of 2 the fourth is the last
rows, target = np.ones((8, 1), dtype="float32"), np.zeros((8, 1), dtype="float32")


class Preempted(Exception):
    """Stands for the end of the pod."""


class Fate(keras.callbacks.Callback):
    """Gives each epoch its validation loss, and ends the training at the epoch at which it is preempted."""

    def __init__(self, at):
        super().__init__()
        self.at = at

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == self.at:
            raise Preempted

    def on_epoch_end(self, epoch, logs=None):
        logs["val_loss"] = LOSSES[epoch]


def train(folder, preempted_at=None):
    """Trains or goes on; the epochs of this attempt, if it was not preempted."""
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    callbacks = [
        Fate(preempted_at),
        keras.callbacks.BackupAndRestore(f"{folder}/backup"),
        keras.callbacks.ModelCheckpoint(f"{folder}/best.keras", monitor="val_loss", save_best_only=True),
        keras.callbacks.EarlyStopping("val_loss", patience=2),
        keras.callbacks.CSVLogger(f"{folder}/log.csv"),
    ]
    try:
        return model.fit(rows, target, epochs=5, verbose=0, callbacks=callbacks).epoch
    except Preempted:
        return None


def outcome(folder, epochs):
    kernel = keras.saving.load_model(f"{folder}/best.keras").get_weights()[0].item()
    logged = [line.split(",")[0] for line in open(f"{folder}/log.csv").read().split()[1:]]
    return round(kernel, 5), epochs[-1], logged


os.mkdir("whole"), os.mkdir("parted")
whole = outcome("whole", train("whole"))
assert train("parted", preempted_at=3) is None
before = keras.saving.load_model("parted/best.keras").get_weights()[0].item()
parted = outcome("parted", train("parted"))
print("guess: preempted or not, the same best weight, last epoch and log:", whole)
print("seen:  preempted before epoch 3:", parted)

assert whole[1:] == (3, ["0", "1", "2", "3"]), whole
assert round(before, 5) == whole[0], (before, whole)
assert parted[0] != whole[0], (parted, whole)
assert parted[1:] == (4, ["3", "4"]), parted
PYTHON
echo 'holds: after a restart the best checkpoint is overwritten by a worse one'
