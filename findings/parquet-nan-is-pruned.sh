#!/usr/bin/env bash
# pyarrow 26.0.1 and duckdb 2.0.1: a filter on a Parquet file loses rows that the same filter finds in memory.
#
# Guess: to push a filter down into a Parquet file makes it faster and changes no result. Rows with NaN are what
# people look for in measures, with `isnan(loss)`, `loss <> 0.5` or `not (loss <= 1)`, which all hold for NaN
# (in SQL engines that take NaN for the greatest number, `loss > 1` does too).
# What it does: writers leave NaN out of a row group's smallest and greatest value, as the format wants it. The
# readers believe these bounds: where all other values are 0.5, nothing can differ from 0.5, nothing is above 1,
# and for duckdb nothing can be NaN: `isnan` itself finds none. The row group is not read. polars 2.1.0 gives the
# right rows throughout, so two readers disagree about one file.
# How many rows are lost depends on how rows fell into row groups: one outlier beside the NaN, and it is found.
# Where it matters: checks of data before a training ("no NaN in the labels") pass on files that have some.
# Instead: read the column without a filter and look there, or write it without statistics
# (`write_statistics=False`, or a list of the other columns).
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet pyarrow==26.0.1 duckdb==2.0.1 polars==2.1.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import duckdb
import polars
import pyarrow
import pyarrow.compute as pc
import pyarrow.parquet as pq

print("pyarrow", pyarrow.__version__, "duckdb", duckdb.__version__, "polars", polars.__version__)
rows = pyarrow.table({"loss": pyarrow.array([0.5, float("nan"), 0.5])})
pq.write_table(rows, "measures.parquet")
pq.write_table(rows, "without.parquet", write_statistics=False)
sql = duckdb.connect()
sql.execute("create table measures as from rows")
frame = polars.from_arrow(rows)
lazy = polars.scan_parquet("measures.parquet")


def rows_of(condition, source):
    return sql.execute(f"select count(*) from {source} where {condition}").fetchone()[0]


loss, column = pc.field("loss"), polars.col("loss")
pairs = {}
for name, condition in {"loss != 0.5": loss != 0.5, "~(loss <= 1)": ~(loss <= 1.0)}.items():
    pairs["pyarrow", name] = rows.filter(condition).num_rows, pq.read_table("measures.parquet", filters=condition).num_rows
for name in ["loss <> 0.5", "not (loss <= 1)", "loss > 1", "isnan(loss)"]:
    pairs["duckdb", name] = rows_of(name, "measures"), rows_of(name, "'measures.parquet'")
for name, condition in {"loss != 0.5": column != 0.5, "loss > 1": column > 1, "is_nan": column.is_nan()}.items():
    pairs["polars", name] = frame.filter(condition).height, lazy.filter(condition).collect().height

print("guess: one row in memory, and the same row in the file")
for (engine, name), (memory, file) in pairs.items():
    print(f"seen:  {engine:8}{name:18}in memory {memory}, in the file {file}")

for (engine, name), counts in pairs.items():
    assert counts == (1, 1 if engine == "polars" else 0), (engine, name, counts)
assert rows_of("isnan(loss)", "'without.parquet'") == 1
assert pq.read_table("without.parquet", filters=loss != 0.5).num_rows == 1
PYTHON
echo 'holds: a filter on a Parquet file loses rows that the same filter finds in memory'
