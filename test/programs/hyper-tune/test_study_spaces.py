"""What values trials are given: every point of the space, and no other."""

import math
import unittest

import study_space
from study_case import CHOICE, DISCRETE, DOUBLE, INT, LOG, STEPS, Case


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

    def test_steps_are_counted_in_decimals_and_written_as_they_are(self):
        for low, high, step, expected in [("0", "0.9", "0.3", ["0.0", "0.3", "0.6", "0.9"]), ("-1e-3", "1e-3", "0.001", ["-0.001", "0.000", "0.001"]), ("1", "1.2", "0.1", ["1.0", "1.1", "1.2"])]:
            space = study_space.Space({"name": "x", "parameterType": "double", "feasibleSpace": {"min": low, "max": high, "step": step}})
            self.assertEqual([space.text(point) for point in space.points()], expected)

    def test_numbers_with_exponents_are_whole_numbers_of_an_int(self):
        space = study_space.Space({"name": "x", "parameterType": "int", "feasibleSpace": {"min": "1e3", "max": "1.5e3", "step": "2.5e2"}})
        self.assertEqual([space.text(point) for point in space.points()], ["1000", "1250", "1500"])


if __name__ == "__main__":
    unittest.main()
