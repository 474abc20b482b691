"""Runs the trials of a HyperTune, one after the other, as the study hands them out.

Each trial is a process of its own: the trial's command, with the values of its parameters put in. What it prints is passed on, and read for
lines with `name=number`. It needs nothing but Python 3.5 or later, so that it runs wherever trials do.
"""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from typing import Any, Dict, List, Optional, Sequence, Tuple, Union

from measures import measures, pattern_of, read
from steps import kept

__all__ = ["Run", "Worker", "environment_of", "filled", "main", "measures", "pattern_of"]

# How often the study hears of a trial that runs.
BEAT_SECONDS = 1.0
# How long a trial that shall stop may take to end by itself.
GRACE_SECONDS = 5.0
# How long the study may not answer before this worker gives up: a new pod of its program has come up by then.
PATIENCE_SECONDS = 900.0
TAIL_LINES = 5
# What is read at a time, and the most that a line holds.
CHUNK_BYTES = 1 << 16
LINE_BYTES = 1 << 20
# How many places with no number are told of a trial.
STRANGE_TOLD = 3

# What is said to the study, and what it answers: objects of JSON.
Message = Dict[str, Any]


def filled(text: str, parameters: Dict[str, str]) -> str:
    """The text with the values of parameters in their places, each put in once."""
    return re.sub(r"\$\{trialParameters\.([^{}]*)\}", lambda match: parameters.get(match.group(1), match.group(0)), text)


def environment_of(number: int, parameters: Dict[str, str]) -> Dict[str, str]:
    """A trial sees the variables of a job of its own."""
    env = {name: filled(value, parameters) for name, value in os.environ.items() if name not in ("DS_WORKER", "DS_STUDY_URL")}
    name = "%s-%d" % (os.environ.get("DS_JOB_NAME", "trial"), number)
    env.update({"DS_JOB_NAME": name, "DS_REPLICA_INDEX": "0", "DS_LEADER_HOST": "localhost"})
    if "MLFLOW_RUN_NAME" in env:
        env["MLFLOW_RUN_NAME"] = name
    return env


class Run:
    """One process of a trial, and what it has measured. What it prints and measures takes no more room the longer it runs."""

    def __init__(self, command: Sequence[str], env: Dict[str, str], metrics: Sequence[str], dense: int) -> None:
        self.pattern, self.metrics, self.dense = pattern_of(metrics), metrics, dense
        self.steps, self.fresh, self.latest, self.tail, self.strange = 0, [], {}, [], []  # type: int, List[Tuple[int, float]], Dict[str, float], List[str], List[str]
        self.lock = threading.Lock()
        # A group of its own: what it starts is stopped with it.
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self) -> None:
        rest = b""
        while True:
            data = self.process.stdout.read1(CHUNK_BYTES)  # type: ignore[union-attr]
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
            *lines, rest = (rest + data).split(b"\n")
            for line in lines:
                self.take(line.decode("utf-8", "replace"))
            # Bars that overwrite themselves are one line to us, of which the last state counts.
            begin, bar, last = rest.rpartition(b"\r")
            rest = last if bar and last else rest
            if len(rest) > LINE_BYTES or not data:
                self.take(rest.decode("utf-8", "replace"))
                rest = b""
            if not data:
                return

    def take(self, line: str) -> None:
        text = line.rstrip("\r").split("\r")[-1]
        found, strange = read(text, self.pattern, self.metrics)
        with self.lock:
            for name, value in found:
                self.latest[name] = value
                if name == self.metrics[0]:
                    if kept(self.steps, self.dense):
                        self.fresh.append((self.steps, value))
                    self.steps += 1
            self.tail = (self.tail + [text[:500]])[-TAIL_LINES:] if text.strip() else self.tail
            told = strange[: STRANGE_TOLD - len(self.strange)]
            self.strange += told
        for place in told:
            print("--- not counted, since a number is to stand behind the name: %s" % place, flush=True)

    def stop(self) -> None:
        self.signal(signal.SIGTERM)
        try:
            self.process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            pass
        self.finish()

    def finish(self) -> None:
        """Nothing of the trial goes on after it."""
        self.signal(signal.SIGKILL)
        self.process.wait()
        self.reader.join(GRACE_SECONDS)
        if not self.reader.is_alive():
            self.process.stdout.close()  # type: ignore[union-attr]

    def signal(self, number: int) -> None:
        try:
            os.killpg(self.process.pid, number)
        except (ProcessLookupError, PermissionError):
            pass

    def measured(self) -> List[Tuple[int, float]]:
        """What was measured since this was last asked: steps and their values."""
        with self.lock:
            fresh, self.fresh = self.fresh, []
        return fresh


def written(value: Union[float, str]) -> Union[float, str]:
    """JSON has no number for what is not finite."""
    return repr(value) if value != value or value in (float("inf"), float("-inf")) else value


class Worker:
    def __init__(self, url: str, command: Sequence[str], settings: Dict[str, Any], index: str) -> None:
        self.url, self.command, self.settings, self.index = url, command, settings, index
        self.incarnation = uuid.uuid4().hex
        # The pod of the study that the copy of its journal is from.
        self.keeper = None  # type: Optional[str]
        self.journal = []  # type: List[str]
        self.have = 0
        self.run = None  # type: Optional[Run]
        self.stopping = False

    def say(self, body: Message) -> Message:
        """Says something to the study until it answers. @raises SystemExit if it does not for long"""
        since = time.monotonic()
        extra = {}  # type: Message
        while True:
            request = dict(body, worker=self.index, incarnation=self.incarnation, keeper=self.keeper, have=self.have, **extra)
            try:
                data = json.dumps(request).encode()
                with urllib.request.urlopen(urllib.request.Request(self.url, data, {"Content-Type": "application/json"}), timeout=10) as response:
                    answer = json.loads(response.read().decode())  # type: Message
            except (OSError, ValueError) as error:
                if time.monotonic() - since > PATIENCE_SECONDS:
                    sys.exit("The study at %s has not answered for %d seconds: %s" % (self.url, PATIENCE_SECONDS, error))
                time.sleep(0.5)
                continue
            if answer.get("send"):
                # The study's pod is new: it goes on from the copy that is here.
                extra = {"copy": "".join(self.journal)}
                continue
            if "again" in answer:
                time.sleep(answer["again"])
                continue
            if answer["start"]:
                self.keeper, self.journal, self.have = answer["keeper"], [], 0
            self.journal.append(answer["journal"])
            self.have += len(answer["journal"].encode())
            return answer

    def work(self) -> None:
        while True:
            answer = self.say({"ask": True})
            if answer.get("done"):
                return
            if "trial" in answer:
                self.trial(answer["trial"])
            else:
                time.sleep(float(answer.get("wait", 1)))

    def trial(self, trial: Message) -> None:
        name = {"number": trial["number"], "attempt": trial["attempt"]}
        print("--- trial %d: %s" % (trial["number"], " ".join("%s=%s" % pair for pair in sorted(trial["parameters"].items()))), flush=True)
        retries = int(self.settings.get("backoffLimit") or 0)
        while True:
            result = self.attempt(trial, name)
            if result is None:
                return
            if result["outcome"] != "failed" or retries == 0:
                break
            retries -= 1
            print("--- trial %d failed and is tried again: %s" % (trial["number"], result["reason"]), flush=True)
        self.say({"end": dict(name, **result)})

    def attempt(self, trial: Message, name: Message) -> Optional[Message]:
        """Runs the trial's command once. None if the trial is no longer this worker's."""
        command = [filled(word, trial["parameters"]) for word in self.command]
        limit = self.settings.get("activeDeadlineSeconds")
        began = silent = time.monotonic()
        try:
            self.run = run = Run(command, environment_of(trial["number"], trial["parameters"]), self.settings["metrics"], trial.get("dense", 4))
        except OSError as error:
            return {"outcome": "failed", "reason": str(error)}
        try:
            while True:
                ended = run.process.poll() is not None
                if ended:
                    run.finish()
                fresh = run.measured()
                if fresh or time.monotonic() - silent >= BEAT_SECONDS:
                    steps, values = [step for step, _ in fresh], [written(value) for _, value in fresh]
                    # One that has ended needs no verdict: its last value is the result.
                    answer = self.say({"report": dict(name, values=values, steps=steps, ended=ended)})
                    silent = time.monotonic()
                    if answer.get("stop") and not ended:
                        run.stop()
                        return {"outcome": "pruned"} if answer["stop"] == "pruned" else None
                if ended:
                    return self.judged(run)
                if limit is not None and time.monotonic() - began > limit:
                    run.stop()
                    return {"outcome": "failed", "reason": "ran longer than activeDeadlineSeconds (%d)" % limit}
                time.sleep(0.05)
        finally:
            run.finish()
            self.run = None

    def judged(self, run: Run) -> Message:
        """What has become of a process that has ended by itself."""
        code = run.process.returncode
        if code != 0:
            how = "signal %d" % -code if code < 0 else "exit code %d" % code
            return {"outcome": "failed", "reason": "%s: %s" % (how, " | ".join(line.strip() for line in run.tail[-3:]))}
        objective, others = self.settings["metrics"][0], self.settings["metrics"][1:]
        if objective not in run.latest:
            instead = ", but %s" % run.strange[0] if run.strange else ""
            return {"outcome": "failed", "reason": "printed no line with %s=<number>%s" % (objective, instead)}
        value = written(run.latest[objective])
        if isinstance(value, str):
            # It has run as it should, and found that its values lead nowhere.
            return {"outcome": "nothing", "reason": "%s is %s" % (objective, value)}
        metrics = {name: run.latest[name] for name in others if not isinstance(written(run.latest.get(name, "")), str)}
        return {"outcome": "succeeded", "value": value, "metrics": metrics}

    def interrupted(self, *_: Any) -> None:
        if self.run is not None:
            self.run.signal(signal.SIGTERM)
            time.sleep(0.2)
            self.run.signal(signal.SIGKILL)
        os._exit(143)


def main() -> None:
    worker = Worker(os.environ["DS_STUDY_URL"], sys.argv[1:], json.loads(os.environ["DS_WORKER"]), os.environ.get("DS_REPLICA_INDEX", "0"))
    signal.signal(signal.SIGTERM, worker.interrupted)
    worker.work()
    print("--- there are no more trials", flush=True)


if __name__ == "__main__":
    main()
