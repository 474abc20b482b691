"""Every line that the program prints on standard output is one JSON object, so that tests can read it."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

from gpu_tftraining.training import train

FAILURE_CODE = 3


def parse(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="gpu_tftraining", description="Trains a model that needs no data and no GPU.")
    parser.add_argument("--data-dir", required=True, help="where the training data lies; only printed")
    parser.add_argument("--output-dir", required=True, help="where the model would go; only printed")
    parser.add_argument("--steps", type=int, default=20, help="training steps (default: %(default)s)")
    parser.add_argument("--sleep", type=float, default=0.0, metavar="SECONDS", help="wait before training")
    parser.add_argument("--fail", action="store_true", help=f"end with code {FAILURE_CODE} instead of training")
    return parser.parse_args(argv)


def say(**fields: object) -> None:
    # Without the flush, the log of a container that is stopped would miss its last lines.
    print(json.dumps(fields), flush=True)


def main(argv: Sequence[str] | None = None) -> int:
    argv = list(sys.argv[1:] if argv is None else argv)
    options = parse(argv)
    say(data_dir=options.data_dir, output_dir=options.output_dir, argv=argv)
    tf_config = os.environ.get("TF_CONFIG")
    say(tf_config=None if tf_config is None else json.loads(tf_config))
    time.sleep(options.sleep)
    if options.fail:
        print("gpu_tftraining: failing because --fail was given", file=sys.stderr, flush=True)
        return FAILURE_CODE
    weights = None
    for step, (loss, weights) in enumerate(train(options.steps)):
        say(step=step, loss=round(loss, 9))
    say(weights=[] if weights is None else [round(float(weight), 6) for weight in weights])
    return 0


if __name__ == "__main__":
    sys.exit(main())
