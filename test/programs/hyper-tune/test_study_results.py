"""What trials have measured, and what is kept and told of it."""

import json
import math
import unittest

import study as program
from study_case import Case


class Results(Case):
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


if __name__ == "__main__":
    unittest.main()
