"""The program that keeps a study, with a real optuna and a clock of ours: every way in which trials come and go."""
import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[os.pardir] * 4, "lib", "jobs", "tune"))

import study as program  # noqa: E402

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
