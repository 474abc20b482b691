"""Adds up one number of each worker, as a distributed training adds up gradients. Every worker prints the sum."""

import sys

import tensorflow as tf


def main() -> int:
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    worker = strategy.cluster_resolver.task_id or 0
    print(f"all-reduce sum: {all_reduce(strategy, worker + 1.0)}", flush=True)
    # Nobody leaves before all have printed: the end of worker 0 is the end of the job.
    all_reduce(strategy, 0.0)
    return 0


def all_reduce(strategy: tf.distribute.Strategy, value: float) -> float:
    @tf.function
    def total() -> tf.Tensor:
        of_each_replica = strategy.run(lambda: tf.constant(value))
        return strategy.reduce(tf.distribute.ReduceOp.SUM, of_each_replica, axis=None)

    return float(total())


if __name__ == "__main__":
    sys.exit(main())
