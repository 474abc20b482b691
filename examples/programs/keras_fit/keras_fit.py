"""Trains with Keras' fit on all workers of a TensorFlowJob, and goes on where it was when it is started again.

The folder for checkpoints must be one that all workers share and that outlives them: a claim, or a store of objects.
"""

import argparse
import os
import sys

# Read by TensorFlow when it is loaded: tf.keras is then the package tf-keras, Keras 2.
os.environ["TF_USE_LEGACY_KERAS"] = "1"

import tensorflow as tf  # noqa: E402

BATCH = 32


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("--checkpoints", required=True, help="folder that all workers share")
    options.add_argument("--epochs", type=int, default=10)
    options.add_argument("--steps", type=int, default=100, help="steps of each epoch")
    given = options.parse_args()

    # Finds the other workers by TF_CONFIG. It must be made before anything else of TensorFlow is used.
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    with strategy.scope():
        model = tf.keras.Sequential([tf.keras.layers.Dense(16, activation="relu", input_shape=(4,)), tf.keras.layers.Dense(1)])
        model.compile(optimizer="adam", loss="mse")

    # delete_checkpoint=False: a fit that is ended early by stop_training has ended well for Keras, which would delete what the next start needs.
    # Worker 0 writes; the others must give the same folder, and read from it.
    resumed = tf.keras.callbacks.BackupAndRestore(given.checkpoints, save_freq="epoch", delete_checkpoint=False)
    model.fit(examples(), epochs=given.epochs, steps_per_epoch=given.steps, verbose=0, callbacks=[resumed, Progress()])
    print("trained", flush=True)
    return 0


def examples() -> tf.data.Dataset:
    """Endless, since each worker takes its own part of it, and none may run out before the others."""
    features = tf.random.stateless_uniform((1024, 4), seed=(1, 2))
    data = tf.data.Dataset.from_tensor_slices((features, tf.reduce_sum(features, axis=1, keepdims=True)))
    return data.repeat().shuffle(1024, seed=3).batch(BATCH)


class Progress(tf.keras.callbacks.Callback):
    """Says where the training is; after BackupAndRestore in the list, so that what it calls done is saved."""

    def on_epoch_begin(self, epoch, logs=None):
        print(f"epoch {epoch} begins after {int(self.model.optimizer.iterations.numpy())} steps", flush=True)

    def on_epoch_end(self, epoch, logs=None):
        print(f"epoch {epoch} is done: loss {(logs or {})['loss']:.4f}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
