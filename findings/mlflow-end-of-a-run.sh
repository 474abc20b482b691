#!/usr/bin/env bash
# mlflow 3.17.2 (mlflow-skinny): a training that crashed is FINISHED, and one that ended with 0 is FAILED.
#
# Guess: a run's status is how its program ended. An exception is FAILED, exit code 0 is FINISHED.
# What it does: after a plain `mlflow.start_run()`, which the tutorials show, the run is ended by a handler of
# `atexit`, which does not know why Python ends: FINISHED, for an exception and for `sys.exit(1)` alike. With
# `with mlflow.start_run():` whatever leaves the block as an exception is FAILED, and `sys.exit(0)` is one.
# SIGTERM, by which Kubernetes ends a pod, does neither: the run stays RUNNING for ever.
# Where it matters: whoever picks models by `status = 'FINISHED'`, or retries what is FAILED, picks half-trained
# models and retries good ones. The pod's exit code was right all the while.
# Instead: `with` around everything, `sys.exit` outside of it, a handler for SIGTERM that raises; and let the job's
# status, not the run's, say whether the job succeeded.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet mlflow-skinny==3.17.2 sqlalchemy==2.1.9 alembic==1.20.1
cd "$folder"
export MLFLOW_TRACKING_URI="sqlite:///runs.db" MLFLOW_DISABLE_TELEMETRY=true GIT_PYTHON_REFRESH=quiet
"$folder/venv/bin/python" - 2>/dev/null <<'PYTHON'
import signal
import subprocess
import sys

import mlflow

print("mlflow", mlflow.__version__)
mlflow.create_experiment("ends")
PLAIN, BLOCK = "mlflow.start_run()\n", "with mlflow.start_run():\n  "


def end_of(program, ask_to_end=False):
    """The program's exit code, and the status of its run."""
    code = f"import mlflow, sys, time\nmlflow.set_experiment('ends')\n{program}"
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    if ask_to_end:
        child.stdout.readline()
        child.send_signal(signal.SIGTERM)
    child.communicate()
    newest = mlflow.search_runs(experiment_names=["ends"], output_format="list", max_results=1, order_by=["attributes.start_time DESC"])
    return child.returncode, newest[0].info.status


WAIT = "print('ready', flush=True); time.sleep(60)"
ends = {
    "plain, exception": end_of(PLAIN + "raise ValueError('loss is NaN')"),
    "plain, sys.exit(1)": end_of(PLAIN + "sys.exit(1)"),
    "with, exception": end_of(BLOCK + "raise ValueError('loss is NaN')"),
    "with, sys.exit(0)": end_of(BLOCK + "sys.exit(0)"),
    "with, SIGTERM": end_of(BLOCK + WAIT, ask_to_end=True),
}
print("guess: FAILED where the exit code is not 0, FINISHED where it is")
for name, (code, status) in ends.items():
    print(f"seen:  {name:20}exit code {code:4}  {status}", flush=True)

assert ends == {
    "plain, exception": (1, "FINISHED"),
    "plain, sys.exit(1)": (1, "FINISHED"),
    "with, exception": (1, "FAILED"),
    "with, sys.exit(0)": (0, "FAILED"),
    "with, SIGTERM": (-15, "RUNNING"),
}, ends
PYTHON
echo 'holds: a training that crashed is FINISHED, and one that ended with 0 is FAILED'
