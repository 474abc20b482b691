"""The program that keeps a study, with a real optuna and a clock of ours: every way in which trials come and go."""
import json
import math
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[os.pardir] * 4, "lib", "jobs", "tune"))

import study as program  # noqa: E402
import study_peers  # noqa: E402
import study_space as program_space  # noqa: E402

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


class Spaces(Case):
    def test_every_point_of_a_grid_is_tried_once_and_then_it_ends(self):
        study = self.begun(parameters=[INT, STEPS, DISCRETE, CHOICE], algorithm="grid", maxTrialCount=100)
        answer, seen = self.run_all(study, lambda p: float(p["n"]) + float(p["d"]) + float(p["batch"]))
        self.assertEqual(answer, {"done": True})
        self.assertEqual(len(seen), 3 * 4 * 3 * 2)
        self.assertEqual(len({tuple(sorted(point.items())) for point in seen}), len(seen))
        self.assertEqual({point["batch"] for point in seen}, {"8", "16.5", "64"})
        self.assertEqual({point["n"] for point in seen}, {"1", "3", "5"})
        best = study.summary()["bestTrial"]
        self.assertEqual((best["parameters"]["n"], best["parameters"]["d"], best["parameters"]["batch"]), ("1", "0.0", "8"))

    def test_each_algorithm_stays_in_the_space_and_is_exact_in_number(self):
        for algorithm, parameters in [("random", [LOG, INT, CHOICE]), ("tpe", [LOG, INT, DISCRETE, CHOICE]), ("cmaes", [LOG, INT, DISCRETE])]:
            study = self.begun(parameters=parameters, algorithm=algorithm, maxTrialCount=25, name=algorithm)
            _, seen = self.run_all(study, lambda p: (math.log10(float(p["lr"])) + 2) ** 2 + float(p["n"]))
            self.assertEqual(len(seen), 25, algorithm)
            for point in seen:
                self.assertTrue(0.001 <= float(point["lr"]) <= 1, point)
                self.assertIn(point["n"], ("1", "3", "5"))
            self.assertEqual(self.counts(study), {"succeeded": 25, "failed": 0, "pruned": 0, "running": 0})

    def test_the_same_seed_gives_the_same_trials(self):
        for algorithm in ("random", "tpe", "cmaes"):
            both = [self.run_all(self.begun(parameters=[DOUBLE, LOG], algorithm=algorithm, workers=1, maxTrialCount=15, name=algorithm + str(n)), lambda p: float(p["x"]) ** 2)[1] for n in (1, 2)]
            self.assertEqual(both[0], both[1], algorithm)

    def test_tpe_and_cmaes_find_what_random_search_does_not(self):
        for algorithm in ("tpe", "cmaes"):
            study = self.begun(parameters=[DOUBLE, dict(DOUBLE, name="y")], algorithm=algorithm, workers=1, maxTrialCount=60, name=algorithm)
            self.run_all(study, lambda p: (float(p["x"]) - 1.5) ** 2 + (float(p["y"]) + 2) ** 2)
            self.assertLess(study.summary()["bestTrial"]["value"], 0.3, algorithm)


class Workers(Case):
    def test_no_trial_begins_before_all_workers_have_spoken_or_some_have_waited(self):
        study = self.study(workers=2)
        study.hello("0", "a")
        self.assertFalse(study.begun())
        self.clock.now += 10
        self.assertTrue(study.begun())

    def test_what_is_asked_twice_is_answered_alike(self):
        study = self.begun()
        first = self.order(study)
        self.assertEqual(self.order(study), first)
        self.end(study, first)
        self.end(study, first, value=9.0)
        self.end(study, first, outcome="failed")
        self.assertEqual(self.counts(study), {"succeeded": 1, "failed": 0, "pruned": 0, "running": 0})
        self.assertEqual(study.summary()["bestTrial"]["value"], 1.0)

    def test_a_trial_whose_worker_is_silent_is_run_again_once_by_another(self):
        study = self.begun()
        lost = self.order(study)
        self.clock.now += 21
        again = self.order(study, "1")
        self.assertEqual((again["number"], again["attempt"], again["parameters"]), (lost["number"], 2, lost["parameters"]))
        # The first worker comes back, and is too late.
        self.assertEqual(study.report(("0", "a"), lost["number"], lost["attempt"], [1.0], [0]), {"stop": "stale"})
        self.end(study, lost, value=0.0)
        self.assertEqual(self.counts(study)["succeeded"], 0)
        self.end(study, again, value=2.0, worker=("1", "a"))
        self.assertEqual(self.counts(study), {"succeeded": 1, "failed": 0, "pruned": 0, "running": 0})

    def test_a_trial_that_loses_two_workers_has_failed(self):
        study = self.begun()
        lost = self.order(study)
        study.hello("0", "b")
        again = self.order(study, "0", "b")
        self.assertEqual(again["number"], lost["number"])
        study.hello("0", "c")
        self.assertEqual(self.counts(study), {"succeeded": 0, "failed": 1, "pruned": 0, "running": 0})
        self.assertNotEqual(self.order(study, "0", "c")["number"], lost["number"])

    def test_a_new_pod_goes_on_from_the_longest_copy(self):
        study = self.begun(maxTrialCount=4)
        done = self.order(study)
        short = study.copy(0)
        self.end(study, done, value=3.0)
        running = self.order(study, "1")
        study.report(("1", "a"), running["number"], running["attempt"], [5.0], [0])
        long = short + study.copy(len(short.encode()))
        new = self.study(maxTrialCount=4, name="new")
        new.hello("0", "a", short)
        new.hello("1", "a", long)
        self.assertTrue(new.begun())
        self.assertEqual(self.counts(new), {"succeeded": 1, "failed": 0, "pruned": 0, "running": 1})
        self.assertEqual(self.order(new, "1"), running)
        self.end(new, running, value=2.0, worker=("1", "a"))
        answer, seen = self.run_all(new, lambda _: 7.0)
        self.assertEqual((answer, len(seen)), ({"done": True}, 2))
        self.assertEqual(self.counts(new), {"succeeded": 4, "failed": 0, "pruned": 0, "running": 0})
        self.assertEqual((new.summary()["bestTrial"]["name"], new.summary()["bestTrial"]["value"]), ("1", 2.0))

    def test_a_stranger_is_asked_for_its_copy_and_given_the_journal_from_the_start(self):
        new = self.study(workers=1)
        message = {"worker": "0", "incarnation": "a", "keeper": "old", "have": 10, "ask": True}
        self.assertEqual(program.answered(new, "new", message), {"send": True})
        study = self.begun(workers=1, name="other")
        self.end(study, self.order(study))
        answer = program.answered(new, "new", dict(message, copy=study.copy(0)))
        self.assertEqual((answer["trial"]["number"], answer["keeper"], answer["start"]), (1, "new", True))
        self.assertTrue(answer["journal"].startswith(study.copy(0)))


class Stopped(Case):
    """The whole job is suspended or preempted: all of its pods go, and what is on the study's volume stays."""

    def go_on(self, **more):
        study = self.study(**more)
        self.assertTrue(study.resumed)
        return study

    def test_finished_trials_count_and_the_rest_is_run(self):
        study = self.begun(maxTrialCount=30, workers=1)
        for number in range(20):
            self.end(study, self.order(study), value=float(abs(number - 13)))
        running = self.order(study)
        with open(study.journal.path, "a") as file:
            file.write('{"op_code":')  # it was ended while it wrote
        again = self.go_on(maxTrialCount=30, workers=1)
        again.hello("0", "b")
        self.assertTrue(again.begun())
        first = self.order(again, "0", "b")
        self.assertEqual((first["number"], first["parameters"]), (running["number"], running["parameters"]))
        numbers = []
        while True:
            answer = again.ask("0", "b")
            if "trial" not in answer:
                break
            numbers.append(answer["trial"]["number"])
            self.end(again, answer["trial"], value=5.0, worker=("0", "b"))
        self.assertEqual(numbers, list(range(20, 30)))
        self.assertEqual(self.counts(again), {"succeeded": 30, "failed": 0, "pruned": 0, "running": 0})
        self.assertEqual((again.summary()["bestTrial"]["name"], again.outcome), ("13", (0, "")))

    def test_a_trial_is_not_to_blame_for_it(self):
        study = self.begun(workers=1)
        self.order(study)
        for incarnation in "bcdef":
            study = self.go_on(workers=1)
            study.hello("0", incarnation)
            self.assertTrue(study.begun())
            self.assertEqual(self.order(study, "0", incarnation)["number"], 0)
        self.assertEqual(self.counts(study)["failed"], 0)

    def test_it_chooses_as_if_it_had_never_stopped(self):
        for algorithm in ("random", "tpe", "cmaes"):
            more = dict(parameters=[DOUBLE, LOG], algorithm=algorithm, workers=1, maxTrialCount=16)
            _, whole = self.run_all(self.begun(name=algorithm, **more), lambda p: float(p["x"]) ** 2)
            study, seen = self.begun(name=algorithm + "2", **more), []
            for number in range(16):
                if number % 5 == 4:
                    study = self.study(name=algorithm + "2", **more)
                    study.hello("0", "a")
                    study.begun()
                order = self.order(study)
                seen.append(order["parameters"])
                self.end(study, order, value=float(order["parameters"]["x"]) ** 2)
            self.assertEqual(seen, whole, algorithm)
            self.assertEqual(len({point["x"] for point in seen}), 16)

    def test_a_grid_goes_on_where_it_was(self):
        more = dict(parameters=[STEPS, CHOICE], algorithm="grid", workers=1, maxTrialCount=8)
        study = self.begun(**more)
        seen = [self.order(study)["parameters"]]
        self.end(study, self.order(study))
        study.study.enqueue_trial({space.name: value for space, value in zip(study.spaces, study.grid[1])})  # and ends before it is asked for
        again = self.go_on(**more)
        again.hello("0", "a")
        again.begun()
        seen += self.run_all(again, lambda _: 1.0)[1]
        self.assertEqual([(point["d"], point["o"]) for point in seen], [(d, o) for d in ("0.0", "0.1", "0.2", "0.3") for o in ("sgd", "adam")])

    def test_a_copy_that_no_study_can_be_read_from_is_none(self):
        study = self.study(workers=1)
        study.hello("0", "a", '{"op_code": "no journal"}\n' * 9)
        self.assertTrue(study.begun())
        self.assertEqual(self.order(study)["number"], 0)

    def test_the_program_itself_goes_on_after_its_end(self):
        spec = self.study(workers=1, maxTrialCount=30).spec
        words = os.path.join(self.folder.name, "words")
        env = dict(os.environ, DS_STUDY=json.dumps(spec), DS_STUDY_FOLDER=self.folder.name, DS_TERMINATION_LOG=words, DS_STUDY_WORKERS="localhost")
        env["DS_STUDY_PORT"] = port = free_port()
        ran = []
        for incarnation, most in (("a", 20), ("b", 99)):
            with subprocess.Popen([sys.executable, "-B", program.__file__], env=env, stdout=subprocess.DEVNULL) as keeper:
                ran.append(converse(port, incarnation, most))
                if most == 20:
                    keeper.send_signal(signal.SIGTERM)
                self.assertEqual(keeper.wait(30), 143 if most == 20 else 0)
        self.assertEqual([len(part) for part in ran], [20, 10])
        with open(words) as file:
            summary = json.load(file)
        self.assertEqual(summary["trials"], {"succeeded": 30, "failed": 0, "pruned": 0, "running": 0})
        self.assertEqual(summary["bestTrial"]["value"], min(ran[0] + ran[1]))


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


class Door(Case):
    """What comes in from outside."""

    def test_what_is_no_message_is_refused_and_ends_nothing(self):
        env = dict(os.environ, DS_STUDY=json.dumps(self.study(workers=1).spec), DS_STUDY_FOLDER=self.folder.name, DS_STUDY_WORKERS="localhost", DS_TERMINATION_LOG=os.devnull)
        env["DS_STUDY_PORT"] = port = free_port()
        with subprocess.Popen([sys.executable, "-B", program.__file__], env=env, stdout=subprocess.DEVNULL) as keeper:
            self.addCleanup(keeper.kill)
            trial = said(port, {"incarnation": "a", "ask": True})["trial"]
            good = {"worker": "0", "incarnation": "a", "keeper": None, "have": 0}
            end = {"number": trial["number"], "attempt": trial["attempt"], "outcome": "succeeded", "value": 1.0}
            wrong = [b"", b"{", b"null", b"[]", b"7", b'"a"', b"\xff\xfe", b"[" * 50000, b'{"worker": NaN}', b"1" * 9000]
            for name, value in [("worker", 0), ("worker", "7"), ("worker", "-1"), ("worker", "\u0663"), ("incarnation", None), ("incarnation", "\ud800"), ("keeper", 1), ("have", -1), ("have", "1"), ("have", 1e99), ("copy", 1), ("copy", "no line")]:
                wrong.append(json.dumps(dict(dict(good, ask=True), **{name: value})).encode())
            for name, value in [("number", -1), ("number", "0"), ("number", True), ("attempt", None), ("attempt", 0), ("outcome", "won"), ("outcome", []), ("value", "1"), ("value", None), ("value", {}), ("reason", 1), ("metrics", []), ("metrics", {"a": "b"})]:
                wrong.append(json.dumps(dict(good, end=dict(end, **{name: value}))).encode())
            for values, steps in [([1.0], []), (1, 1), ([1.0], ["0"]), ([None], [0]), ([1.0], [-1]), ([1.0], [1e300])]:
                wrong.append(json.dumps(dict(good, report=dict(end, values=values, steps=steps))).encode())
            wrong.append(json.dumps(dict(good, ask=True, end=end)).encode())
            chance = random.Random(7)
            whole = json.dumps(dict(good, end=end)).encode()
            for _ in range(150):
                cut = bytearray(whole)
                for _ in range(chance.randint(1, 4)):
                    cut[chance.randrange(len(cut))] = chance.choice(b'"{}[]:,0\x00\xff')
                wrong.append(bytes(cut) + b"]")
            for data in wrong:
                self.assertIn(post(port, data)[0], (400, 403), data[:200])
            for length in ("-1", "9" * 30, "abc", "99999999"):
                with socket.create_connection(("localhost", int(port))) as one:
                    one.sendall(b"POST / HTTP/1.1\r\nContent-Length: %s\r\n\r\n" % length.encode())
                    self.assertIn(b" 400 ", one.recv(100))
            # Of trials that are not the worker's nothing is taken.
            said(port, {"incarnation": "a", "end": dict(end, number=5, value=-9.0)})
            said(port, {"incarnation": "a", "end": dict(end, attempt=9, value=-9.0)})
            self.assertEqual(said(port, {"incarnation": "a", "report": dict(end, number=5, values=[1], steps=[0])})["stop"], "stale")
            said(port, {"incarnation": "a", "end": end})
            self.assertEqual(len(converse(port, "a", 99)), 5)
            self.assertEqual(keeper.wait(30), 0)

    def test_who_is_no_worker_is_not_listened_to(self):
        env = dict(os.environ, DS_STUDY=json.dumps(self.study(workers=1).spec), DS_STUDY_FOLDER=self.folder.name, DS_STUDY_WORKERS="nobody-#.invalid")
        env["DS_STUDY_PORT"] = port = free_port()
        with subprocess.Popen([sys.executable, "-B", program.__file__], env=env, stdout=subprocess.PIPE) as keeper:
            keeper.stdout.readline()
            with self.assertRaises(OSError):
                post(port, b"{}")
            keeper.send_signal(signal.SIGTERM)
            self.assertEqual(keeper.wait(10), 143)

    def test_a_worker_is_known_by_the_address_of_its_name(self):
        names = {"w-0": ["10.0.0.1", "fd00::1"], "w-1": ["10.0.0.2"]}

        def lookup(host, *_, **__):
            if host not in names:
                raise OSError("no such name")
            return [(0, 0, 0, "", (address, 0)) for address in names[host]]

        peers = study_peers.Peers(["w-0", "w-1", "w-2"], lookup)
        self.assertFalse(peers.knows("10.0.0.1"))
        peers.refresh()
        self.assertTrue(peers.knows("::ffff:10.0.0.1") and peers.is_worker("fd00::1", "0") and peers.is_worker("10.0.0.2", "1"))
        self.assertFalse(peers.is_worker("10.0.0.2", "0") or peers.knows("10.0.0.3"))
        del names["w-1"]
        peers.refresh()
        self.assertFalse(peers.knows("10.0.0.2"))


class Measures(Case):
    def test_steps_are_counted_in_decimals_and_written_as_they_are(self):
        for low, high, step, expected in [("0", "0.9", "0.3", ["0.0", "0.3", "0.6", "0.9"]), ("-1e-3", "1e-3", "0.001", ["-0.001", "0.000", "0.001"]), ("1", "1.2", "0.1", ["1.0", "1.1", "1.2"])]:
            space = program_space.Space({"name": "x", "parameterType": "double", "feasibleSpace": {"min": low, "max": high, "step": step}})
            self.assertEqual([space.text(point) for point in space.points()], expected)

    def test_numbers_with_exponents_are_whole_numbers_of_an_int(self):
        space = program_space.Space({"name": "x", "parameterType": "int", "feasibleSpace": {"min": "1e3", "max": "1.5e3", "step": "2.5e2"}})
        self.assertEqual([space.text(point) for point in space.points()], ["1000", "1250", "1500"])

    def test_what_is_not_finite_is_left_out_and_the_rest_is_told(self):
        study = self.begun(maxTrialCount=3)
        self.end(study, self.order(study), value=0.5, metrics={"auc": math.nan, "f1": -math.inf, "ok": 1.0})
        self.end(study, self.order(study), value=math.nan)
        self.end(study, self.order(study), outcome="nothing", reason="loss is inf")
        self.assertEqual(study.ask("0", "a"), {"done": True})
        told = json.loads(program.last_words(study.summary()), parse_constant=self.fail)
        self.assertEqual(told["trials"], {"succeeded": 1, "failed": 0, "pruned": 0, "running": 0, "withoutResult": 2})
        self.assertEqual((told["bestTrial"]["value"], told["bestTrial"]["metrics"], study.outcome), (0.5, {"ok": 1.0}, (0, "")))

    def test_trials_that_diverge_do_not_end_the_study_as_failed(self):
        study = self.begun(maxTrialCount=9, maxFailedTrialCount=3)
        for _ in range(8):
            self.end(study, self.order(study), outcome="nothing", reason="loss is nan")
        self.end(study, self.order(study))
        self.assertEqual((study.ask("0", "a"), study.outcome), ({"done": True}, (0, "")))

    def test_a_trial_that_diverges_is_stopped_by_what_stops_others(self):
        for name, settings in [("medianstop", [("min_trials_required", "1"), ("start_step", "0")]), ("successivehalving", [("reduction_factor", "2")])]:
            study = self.begun(earlyStopping={"algorithmName": name, "algorithmSettings": [{"name": one, "value": value} for one, value in settings]}, name=name)
            good = self.order(study)
            study.report(("0", "a"), good["number"], 1, [3.0, 2.0], [0, 1])
            self.end(study, good)
            bad = self.order(study)
            self.assertEqual([study.report(("0", "a"), bad["number"], 1, [math.nan], [step]) for step in range(3)][-1], {"stop": "pruned"}, name)
            self.end(study, bad, outcome="pruned")
            self.assertEqual(self.counts(study), {"succeeded": 1, "failed": 0, "pruned": 0, "running": 0, "withoutResult": 1})

    def test_values_that_come_together_are_judged_as_if_they_came_alone(self):
        stopping = {"algorithmName": "successivehalving", "algorithmSettings": [{"name": "reduction_factor", "value": "2"}]}
        stopped = []
        for together in (True, False):
            study = self.begun(earlyStopping=stopping, maxTrialCount=20, name="halving%s" % together)
            verdicts = []
            for number in range(16):
                order, values = self.order(study), [float(number * 7 % 5)] * 8
                parts = [(values, list(range(8)))] if together else [([value], [step]) for step, value in enumerate(values)]
                answers = []
                for part in parts:
                    answers.append(study.report(("0", "a"), order["number"], 1, *part))
                    if answers[-1]:
                        break
                verdicts.append(answers[-1])
                self.end(study, order, outcome="pruned" if answers[-1] else "succeeded", value=values[0])
            stopped.append(verdicts)
        self.assertEqual(stopped[0], stopped[1])
        equal = self.begun(earlyStopping=stopping, maxTrialCount=8, name="equal")
        for _ in range(8):
            order = self.order(equal)
            self.assertEqual(equal.report(("0", "a"), order["number"], 1, [1.0] * 8, list(range(8))), {})
            self.end(equal, order)

    def test_one_that_has_ended_is_not_stopped_and_all_of_it_is_compared_with(self):
        study = self.begun(earlyStopping={"algorithmName": "successivehalving", "algorithmSettings": [{"name": "reduction_factor", "value": "2"}]})
        for value in (1.0, 9.0):
            order = self.order(study)
            self.assertEqual(study.report(("0", "a"), order["number"], 1, [value] * 4, list(range(4)), ended=True), {})
            self.end(study, order, value=value)
        self.assertEqual([len(trial.intermediate_values) for trial in study.study.trials], [4, 4])

    def test_what_is_kept_of_a_trial_is_bounded(self):
        for stopping, most in [({"algorithmName": "medianstop"}, 500), (None, 80)]:
            study = self.begun(name=str(most), **({"earlyStopping": stopping} if stopping else {}))
            order = self.order(study)
            study.report(("0", "a"), order["number"], 1, [1.0] * 100000, list(range(100000)))
            self.assertLess(len(study.study.trials[0].intermediate_values), most)

    def test_last_words_of_any_letters_fit(self):
        told = json.loads(program.last_words({"trials": {"failed": 3}, "message": "\u20ac" * 1000}))
        self.assertTrue(told["message"].startswith("\u20ac" * 300))
        self.assertLessEqual(len(program.last_words({"trials": {}, "message": "\u20ac" * 1000})), 4096)


class Ends(Case):
    def test_a_goal_ends_it(self):
        study = self.begun(objective={"type": "maximize", "goal": 0.9})
        one, other = self.order(study), self.order(study, "1")
        self.end(study, one, value=0.95)
        self.assertEqual(study.outcome, (0, ""))
        self.assertEqual(study.report(("1", "a"), other["number"], 1, [0.1], [0]), {"stop": "stale"})
        self.assertEqual(study.ask("1", "a"), {"done": True})
        self.assertEqual(self.counts(study), {"succeeded": 1, "failed": 0, "pruned": 1, "running": 0})

    def test_too_many_failures_end_it(self):
        study = self.begun()
        for _ in range(3):
            self.end(study, self.order(study), outcome="failed", reason="exit code 1: no data")
        self.assertEqual(study.outcome, (3, "3 trials failed (maxFailedTrialCount is 3); the last, trial 2: exit code 1: no data"))
        self.assertEqual(study.ask("0", "a"), {"done": True})

    def test_it_has_failed_if_no_trial_gave_a_result(self):
        study = self.begun(maxTrialCount=1)
        self.end(study, self.order(study), outcome="failed")
        study.ask("0", "a")
        self.assertEqual(study.outcome, (3, "No trial gave a result: 0 succeeded, 1 failed, 0 pruned."))

    def test_trials_worse_than_the_median_are_stopped_early(self):
        settings = [{"name": "min_trials_required", "value": "2"}, {"name": "start_step", "value": "1"}]
        study = self.begun(earlyStopping={"algorithmName": "medianstop", "algorithmSettings": settings})
        for _ in range(2):
            good = self.order(study)
            self.assertEqual(study.report(("0", "a"), good["number"], 1, [3.0, 2.0, 1.0], [0, 1, 2]), {})
            self.end(study, good)
        bad = self.order(study)
        self.assertEqual(study.report(("0", "a"), bad["number"], 1, [9.0], [0]), {})
        self.assertEqual(study.report(("0", "a"), bad["number"], 1, [9.0], [1]), {"stop": "pruned"})
        self.end(study, bad, outcome="pruned")
        self.assertEqual(self.counts(study), {"succeeded": 2, "failed": 0, "pruned": 1, "running": 0})

    def test_successive_halving_stops_most(self):
        study = self.begun(earlyStopping={"algorithmName": "successivehalving", "algorithmSettings": [{"name": "reduction_factor", "value": "2"}]}, maxTrialCount=12)
        stopped = 0
        for value in range(12):
            order = self.order(study)
            verdicts = [study.report(("0", "a"), order["number"], 1, [float(value)], [step]) for step in range(8)]
            pruned = {"stop": "pruned"} in verdicts
            stopped += pruned
            self.end(study, order, outcome="pruned" if pruned else "succeeded", value=float(value))
        self.assertGreater(stopped, 5)
        self.assertEqual(self.counts(study)["pruned"], stopped)

    def test_the_last_words_fit_what_the_kubelet_keeps(self):
        best = {"name": "1", "value": 1.0, "parameters": {"p%d" % n: "v" * 120 for n in range(32)}, "metrics": {"m": 1.0}}
        self.assertLessEqual(len(program.last_words({"trials": {}, "bestTrial": best})), 4096)
        self.assertIn('"metrics":{"m":1.0}', program.last_words({"bestTrial": dict(best, parameters={})}))

    def test_asked_to_end_it_ends_at_once(self):
        env = dict(os.environ, DS_STUDY=json.dumps(self.study().spec), DS_STUDY_FOLDER=self.folder.name, DS_STUDY_PORT="0")
        with subprocess.Popen([sys.executable, program.__file__], env=env, stdout=subprocess.PIPE) as keeper:
            keeper.stdout.readline()
            keeper.send_signal(signal.SIGTERM)
            self.assertEqual(keeper.wait(10), 143)


if __name__ == "__main__":
    unittest.main()
