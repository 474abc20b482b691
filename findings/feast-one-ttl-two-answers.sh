#!/usr/bin/env bash
# feast 0.67.0: of a time to live the online store knows nothing, and the offline store drops the row.
#
# Guess: a feature that is older than its view's `ttl` is null for the training and null when served, so that the
# model sees the same. The training set has one row for each row that was given: it is a left join.
# What it does: `get_online_features` returns the value whatever its age. `get_historical_features` (the store for files,
# type `dask`) leaves out every row whose feature has expired, or begins later, together with its label; yet
# a row of an entity that has no feature at all is kept, with nulls.
# Where it matters: a training on labels of which most are older than a pipeline's outage is a training on few rows,
# and says nothing. What is served after an outage has been trained on never.
# Instead: count the rows of a training set; ask for the online values' timestamps (`include_event_timestamps=True`)
# and apply the limit yourself; or ttl of 0 (no limit) and the age as a feature of its own.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet feast==0.67.0 pandas==2.3.3 pyarrow==26.0.1
cd "$folder"
FEAST_USAGE=False "$folder/venv/bin/python" - 2>/dev/null <<'PYTHON'
import contextlib
import io
from datetime import datetime, timedelta, timezone

import feast
import pandas as pd
from feast import Entity, FeatureStore, FeatureView, Field, FileSource, ValueType
from feast.repo_config import RepoConfig
from feast.types import Int64

print("feast", feast.__version__)
now = datetime.now(timezone.utc).replace(microsecond=0)
days = timedelta(days=1)
pd.DataFrame({"user": [1, 2], "spend": [10, 20], "event_timestamp": [now - 2 * days, now - days / 48]}).to_parquet("spend.parquet")

store = FeatureStore(config=RepoConfig(
    project="shop", provider="local", registry="registry.db", entity_key_serialization_version=3,
    online_store={"type": "sqlite", "path": "online.db"}, offline_store={"type": "dask"},
))
user = Entity(name="user", join_keys=["user"], value_type=ValueType.INT64)
view = FeatureView(
    name="spending", entities=[user], ttl=timedelta(hours=1), schema=[Field(name="spend", dtype=Int64)],
    source=FileSource(path="spend.parquet", timestamp_field="event_timestamp"),
)
with contextlib.redirect_stdout(io.StringIO()):
    store.apply([user, view])
    store.materialize(now - 3 * days, now)

# User 1's value is two days old and user 2's half an hour; user 3 has none; row e is from before user 1's value.
labels = pd.DataFrame({
    "row": list("abcde"), "user": [1, 2, 3, 1, 1],
    "event_timestamp": [now, now, now, now - 2 * days, now - 3 * days],
})
training = store.get_historical_features(labels, ["spending:spend"]).to_df()
offline = {row: None if pd.isna(spend) else int(spend) for row, spend in zip(training["row"], training["spend"])}
online = store.get_online_features(["spending:spend"], [{"user": 1}, {"user": 2}, {"user": 3}]).to_dict()["spend"]

print("guess: offline {'a': None, 'b': 20, 'c': None, 'd': 10, 'e': None}, online [None, 20, None]")
print("seen:  offline", dict(sorted(offline.items())), "online", online, flush=True)

assert offline == {"b": 20, "c": None, "d": 10}, offline
assert online == [10, 20, None], online
PYTHON
echo 'holds: of a time to live the online store knows nothing, and the offline store drops the row'
