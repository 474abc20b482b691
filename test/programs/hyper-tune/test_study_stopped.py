"""The whole job is suspended or preempted: all of its pods go, and what is on the study's volume stays."""

import json
import os
import signal
import subprocess
import sys
import unittest

import study as program
from study_case import CHOICE, DOUBLE, LOG, STEPS, Case, converse, free_port


class Stopped(Case):
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
            more = {"parameters": [DOUBLE, LOG], "algorithm": algorithm, "workers": 1, "maxTrialCount": 16}
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
        more = {"parameters": [STEPS, CHOICE], "algorithm": "grid", "workers": 1, "maxTrialCount": 8}
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


if __name__ == "__main__":
    unittest.main()
