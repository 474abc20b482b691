"""Runs studies with a real optuna: each once from its beginning to its end, and once with the program made anew on its way.

Reads a list of {"study", "points"} from its input, and writes for each what the program says at its end. Ends with what is wrong, if anything is.
"""
import contextlib
import hashlib
import io
import json
import math
import os
import sys
import tempfile
from decimal import Decimal
from fractions import Fraction

sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[os.pardir] * 4, "programs", "hyper-tune"))

import study as program  # noqa: E402

STATES = ("succeeded", "failed", "pruned", "withoutResult")


def chance(*words):
    """A number from 0 to 1 that is always the same for the same words."""
    return int.from_bytes(hashlib.sha256(json.dumps(words).encode()).digest()[:4], "big") / 2**32


def allows(parameter, text):
    """Whether the spec allows a value, read by no code of the program's."""
    space = parameter["feasibleSpace"]
    if "list" in space:
        return text in space["list"]
    value = Fraction(Decimal(text))
    low, high = (Fraction(Decimal(space[end])) for end in ("min", "max"))
    if parameter["parameterType"] == "double" and "step" not in space:
        # The ends themselves are rounded to what a double can be.
        return float(low) <= float(text) <= float(high)
    step = Fraction(Decimal(space.get("step", "1")))
    whole = parameter["parameterType"] != "int" or text.lstrip("-").isdigit()
    return whole and low <= value <= high and (value - low) % step == 0


class Run:
    """One study. Its workers ask in turn, and what becomes of a trial depends on nothing but its values."""

    def __init__(self, spec, folder, again):
        self.spec, self.folder, self.again = spec, folder, again
        self.seen, self.steps = {}, 0
        # Too many failed trials end a study before it has tried all: in most studies none fails.
        self.failing = 0.08 if chance("failing", spec) < 0.3 else 0
        self.open()

    def open(self):
        self.study = program.Study(self.spec, os.path.join(self.folder, "study"), clock=lambda: 0.0)
        for index in range(self.spec["parallelTrialCount"]):
            self.study.hello(str(index), "a")
        assert self.study.begun()

    def interrupt(self):
        """The program's pod is replaced, with what is on its volume."""
        self.steps += 1
        if self.again and chance("again", self.steps) < self.again:
            self.open()

    def run(self):
        while True:
            asked = []
            for index in range(self.spec["parallelTrialCount"]):
                self.interrupt()
                answer = self.study.ask(str(index), "a")
                if "trial" in answer:
                    asked.append(((str(index), "a"), answer["trial"]))
            if not asked:
                return self.study
            for worker, order in asked:
                self.check(order)
                self.work(worker, order)

    def check(self, order):
        for parameter in self.spec["parameters"]:
            text = order["parameters"][parameter["name"]]
            assert allows(parameter, text), "%s may not be %r" % (parameter, text)
        assert order["number"] not in self.seen and order["attempt"] == 1, "trial %d is run twice" % order["number"]
        self.seen[order["number"]] = order["parameters"]

    def work(self, worker, order):
        number, values = order["number"], sorted(order["parameters"].items())
        for step in range(int(6 * chance("steps", values))):
            self.interrupt()
            measure = float("nan") if chance("nan", values, step) < 0.02 else 4 * chance(values, step) - 2
            if self.study.report(worker, number, 1, [measure], [step]).get("stop") == "pruned":
                self.study.end(worker, number, 1, {"outcome": "pruned"})
                return
        self.interrupt()
        which = chance("outcome", values)
        if which < self.failing:
            result = {"outcome": "failed", "reason": "it did not want to"}
        elif which < 0.16:
            result = {"outcome": "nothing", "reason": "it said nothing"}
        else:
            value = float("inf") if which < 0.2 else 4 * chance(values) - 2
            result = {"outcome": "succeeded", "value": value, "metrics": {"auc": float("nan") if which < 0.5 else which}}
        self.study.end(worker, number, 1, result)


def refuse(text):
    raise AssertionError("%s is no JSON" % text)


def report(run):
    """What the program says at its end, which must be JSON with finite figures that add up."""
    summary = run.study.summary()
    words = program.last_words(summary)
    assert len(words.encode()) <= 4096, len(words)
    told = json.loads(words, parse_constant=refuse)
    counts = told["trials"]
    assert counts["running"] == 0 and sum(counts.get(state, 0) for state in STATES) == len(run.seen), "%s are not %d trials" % (counts, len(run.seen))
    assert len(run.seen) <= run.spec["maxTrialCount"]
    assert ("bestTrial" in told) == (counts["succeeded"] > 0)
    if "bestTrial" in told:
        assert math.isfinite(told["bestTrial"]["value"])
        assert told["bestTrial"]["parameters"] == run.seen[int(told["bestTrial"]["name"])]
    return words


def judged(case):
    spec = case["study"]
    ends = []
    for again in (0, 0.3):
        with tempfile.TemporaryDirectory() as folder:
            run = Run(spec, folder, again)
            run.run()
            ends.append((run.seen, report(run), run.study.outcome))
    (seen, words, outcome), other = ends[0], ends[1]
    for what, one, two in zip(("trials", "last words", "outcomes"), ends[0], other):
        assert one == two, "a study that was interrupted has other %s: %s and %s" % (what, one, two)
    through = len(seen) == spec["maxTrialCount"] or (outcome[0] == 0 and "goal" not in spec["objective"])
    if spec["algorithm"]["algorithmName"] == "grid":
        points = {tuple(sorted(values.items())) for values in seen.values()}
        assert len(points) == len(seen) <= case["points"], "%d points in %d trials" % (len(points), len(seen))
        assert not through or len(points) == case["points"], "%d of %d points" % (len(points), case["points"])
    elif through:
        assert len(seen) == spec["maxTrialCount"], "%d of %d trials" % (len(seen), spec["maxTrialCount"])
    return words


def main():
    told = []
    for case in json.load(sys.stdin):
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                told.append(judged(case))
        except Exception:
            print("With the study %s:" % json.dumps(case), file=sys.stderr)
            raise
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()
