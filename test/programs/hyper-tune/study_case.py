"""A study with a real optuna and a clock of ours, and how its workers speak to it."""

import json
import os
import socket
import tempfile
import time
import unittest
import urllib.error
import urllib.request

import study as program

DOUBLE = {"name": "x", "parameterType": "double", "feasibleSpace": {"min": "-5", "max": "5"}}
INT = {"name": "n", "parameterType": "int", "feasibleSpace": {"min": "1", "max": "6", "step": "2"}}
LOG = {"name": "lr", "parameterType": "double", "feasibleSpace": {"min": "0.001", "max": "1", "distribution": "logUniform"}}
STEPS = {"name": "d", "parameterType": "double", "feasibleSpace": {"min": "0", "max": "0.3", "step": "0.1"}}
DISCRETE = {"name": "batch", "parameterType": "discrete", "feasibleSpace": {"list": ["64", "8", "16.5"]}}
CHOICE = {"name": "o", "parameterType": "categorical", "feasibleSpace": {"list": ["sgd", "adam"]}}


class Clock:
    now = 1000.0

    def __call__(self):
        return self.now


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()

    def tearDown(self):
        self.folder.cleanup()

    def study(self, parameters=(DOUBLE,), algorithm="random", workers=2, name="study", **more):
        spec = {
            "objective": dict({"type": "minimize", "objectiveMetricName": "loss"}, **more.pop("objective", {})),
            "algorithm": {"algorithmName": algorithm, "algorithmSettings": [{"name": "random_state", "value": "7"}] if algorithm != "grid" else []},
            "parameters": list(parameters),
            "maxTrialCount": 6,
            "parallelTrialCount": workers,
            "maxFailedTrialCount": 3,
        }
        spec.update(more)
        return program.Study(spec, os.path.join(self.folder.name, name), clock=self.clock)

    def begun(self, **more):
        study = self.study(**more)
        for index in range(study.spec["parallelTrialCount"]):
            study.hello(str(index), "a")
        self.assertTrue(study.begun())
        return study

    def order(self, study, index="0", incarnation="a"):
        return study.ask(index, incarnation)["trial"]

    def end(self, study, order, outcome="succeeded", value=1.0, worker=("0", "a"), **more):
        return study.end(worker, order["number"], order["attempt"], dict({"outcome": outcome, "value": value}, **more))

    def counts(self, study):
        return study.summary()["trials"]

    def run_all(self, study, measure):
        seen = []
        while True:
            answer = study.ask("0", "a")
            if "trial" not in answer:
                return answer, seen
            seen.append(answer["trial"]["parameters"])
            self.end(study, answer["trial"], value=measure(answer["trial"]["parameters"]))


def free_port():
    with socket.socket() as one:
        one.bind(("", 0))
        return str(one.getsockname()[1])


def post(port, data, headers=None):
    request = urllib.request.Request("http://localhost:%s" % port, data, dict({"Content-Type": "application/json"}, **(headers or {})))
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, json.loads(response.read().decode())
    except urllib.error.HTTPError as error:
        return error.code, None


def said(port, body):
    while True:
        try:
            status, answer = post(port, json.dumps(dict(body, worker="0", have=0)).encode())
        except OSError:
            status = None
        if status == 200 and "again" not in answer:
            return answer
        time.sleep(0.05)


def converse(port, incarnation, most):
    """A worker that runs trials until there are no more, or it has run so many."""
    values = []
    while len(values) < most:
        answer = said(port, {"incarnation": incarnation, "ask": True})
        if "trial" not in answer:
            break
        trial = answer["trial"]
        values.append(float(trial["parameters"]["x"]))
        said(port, {"incarnation": incarnation, "end": {"number": trial["number"], "attempt": trial["attempt"], "outcome": "succeeded", "value": values[-1]}})
    return values
