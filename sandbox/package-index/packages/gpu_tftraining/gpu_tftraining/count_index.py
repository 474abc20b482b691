"""Counts the lines of an index in HDFS with TensorFlow, and writes the number beside: `--data-dir hdfs://… --output hdfs://…`."""

import argparse

import fsspec
import tensorflow as tf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", required=True)
    parser.add_argument("--output", required=True)
    options = parser.parse_args()
    lines = [line for file in fsspec.open_files(f"{options.data_dir}/*", "rt") for line in read(file)]
    count = int(tf.data.Dataset.from_tensor_slices(lines).reduce(0, lambda sum, _: sum + 1))
    with fsspec.open(options.output, "wt") as file:
        file.write(f"{count} lines")
    filesystem, path = fsspec.url_to_fs(options.output)
    print("owner", filesystem.info(path)["owner"], "read", filesystem.cat(path).decode())


def read(file) -> list[str]:
    with file as opened:
        return opened.readlines()


if __name__ == "__main__":
    main()
