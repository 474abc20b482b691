"""Adds up one number of each worker, as a distributed training adds up gradients. Every worker prints the sum."""

import sys

import tensorflow as tf


def main() -> int:
    strategy = tf.distribute.MultiWorkerMirroredStrategy()
    worker = strategy.cluster_resolver.task_id or 0
    print(f"all-reduce sum: {all_reduce(strategy, float(worker + 1))}", flush=True)
    # Nobody leaves before all have printed: the end of worker 0 is the end of the job.
    all_reduce(strategy, 0.0)
    return 0


def all_reduce(strategy: tf.distribute.Strategy, value: float) -> float:
    @tf.function
    def total() -> tf.Tensor:
        return strategy.run(add_up, args=(tf.constant(value),))

    return float(strategy.experimental_local_results(total())[0])


def add_up(value: tf.Tensor) -> tf.Tensor:
    return tf.distribute.get_replica_context().all_reduce(tf.distribute.ReduceOp.SUM, value)


if __name__ == "__main__":
    sys.exit(main())
