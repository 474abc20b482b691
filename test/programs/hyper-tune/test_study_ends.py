"""When a study ends, early stopping, and what it says at its end."""

import json
import os
import signal
import subprocess
import sys
import unittest

import study as program
from study_case import Case


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
