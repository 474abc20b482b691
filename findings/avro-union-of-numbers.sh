#!/usr/bin/env bash
# fastavro 1.13.1 and avro 1.12.1: of a union of numbers one writer takes the first branch, the other the last.
#
# Guess: a Python int under `["null", "float", "long"]` is written as the long that it is, whatever the order. Java's
# writer does so, since a Long fits one branch alone; and Avro promotes int to float when it reads, not when it writes.
# What it does: in both libraries an int passes for a float. fastavro stops at the first branch that could hold
# the value, Apache's avro goes on to the last. So 16777217 becomes the float 16777216.0, for good: with fastavro if
# the float comes first, with avro if it comes last. There is no order that is right for both.
# Where it matters: features and identifiers that go through Kafka or Avro files to a training. Ids of 2**24 and
# more (of 2**53 with double) begin to collide, and a join finds the neighbour. Changing the library, say for
# speed, changes the stored type without a change of the schema.
# Instead: no union of two kinds of number; `["null", "long"]` or `["null", "double"]`. Where the schema is given:
# fastavro lets you name the branch, ('long', 16777217).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet fastavro==1.13.1 avro==1.12.1
"$folder/venv/bin/python" - <<'PYTHON'
import io
import json
from importlib.metadata import version

import avro.io
import avro.schema
import fastavro

print("fastavro", version("fastavro"), "avro", version("avro"))


def by_fastavro(union, value):
    stream = io.BytesIO()
    fastavro.schemaless_writer(stream, union, value)
    stream.seek(0)
    return fastavro.schemaless_reader(stream, union)


def by_avro(union, value):
    stream = io.BytesIO()
    schema = avro.schema.parse(json.dumps(union))
    avro.io.DatumWriter(schema).write(value, avro.io.BinaryEncoder(stream))
    stream.seek(0)
    return avro.io.DatumReader(schema).read(avro.io.BinaryDecoder(stream))


N, M = 2**24 + 1, 2**53 + 1
stored = {}
print("guess: every whole number comes back as it was")
for union, value in [(["null", "float", "long"], N), (["null", "long", "float"], N), (["null", "double", "long"], M), (["null", "long", "double"], M)]:
    stored[tuple(union)] = by_fastavro(union, value), by_avro(union, value)
    print("seen: ", union, value, "fastavro", repr(stored[tuple(union)][0]), "avro", repr(stored[tuple(union)][1]))

assert stored == {
    ("null", "float", "long"): (N - 1, N),
    ("null", "long", "float"): (N, N - 1),
    ("null", "double", "long"): (M - 1, M),
    ("null", "long", "double"): (M, M - 1),
}, stored
assert by_fastavro(["null", "float", "long"], ("long", N)) == N
PYTHON
echo 'holds: of a union of numbers one writer takes the first branch, the other the last'
