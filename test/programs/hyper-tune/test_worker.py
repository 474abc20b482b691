"""The program that runs trials, without a study: how it reads lines, fills in values, and runs one process."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), *[os.pardir] * 5, "lib", "jobs", "tune"))

import measures  # noqa: E402
import steps  # noqa: E402
import worker  # noqa: E402

worker.BEAT_SECONDS = 0.1


def run(program, metrics=("loss", "acc"), **settings):
    """What has become of a trial, and what it reported on the way."""
    one = worker.Worker("http://nobody", [sys.executable, "-c", program, "${trialParameters.lr}"], dict(settings, metrics=list(metrics)), "0")
    reports = []
    one.say = lambda body: reports.append(body["report"]) or {"stop": body["report"]["values"] and settings.get("stop")} if "report" in body else {}
    trial = {"number": 3, "attempt": 1, "parameters": {"lr": "0.5"}}
    result = one.attempt(trial, {"number": 3, "attempt": 1})
    return result, [value for report in reports for value in report["values"]]


class Lines(unittest.TestCase):
    def test_measures(self):
        metrics = ["loss", "val-loss", "top/1"]
        pattern = worker.pattern_of(metrics)
        for line, expected in [
            ("loss=0.5", [("loss", 0.5)]),
            ("epoch 3: loss = 1e-3, val-loss=2.", [("loss", 0.001), ("val-loss", 2.0)]),
            ("[loss=.5|top/1=-1]", [("loss", 0.5), ("top/1", -1.0)]),
            ("loss=nan", [("loss", None)]),
            ("my-loss=1 lossy=2 loss=1x loss==1 loss: 1", []),
            ("INFO:root:loss=0.25", [("loss", 0.25)]),
            ('{"level": "info", "message": "loss=0.25"}', [("loss", 0.25)]),
            (r'{"message": "epoch 1\nloss=0.25\ttop/1=2\n"}', [("loss", 0.25), ("top/1", 2.0)]),
            (r'{"message": "loss=\"0.25\""}', [("loss", 0.25)]),
            ("at last loss=0.25. Done", [("loss", 0.25)]),
            ("\x1b[32mloss=0.25\x1b[0m", [("loss", 0.25)]),
            ("level=info loss='-1E+2' <loss=0.5> loss=93.5%", [("loss", -100.0), ("loss", 0.5), ("loss", 93.5)]),
            ("训练loss=0.25，", [("loss", 0.25)]),
        ]:
            found = [(name, None if value != value else value) for name, value in worker.measures(line, pattern, metrics)]
            self.assertEqual(found, expected, line)

    def test_a_number_is_read_whole_or_not_at_all(self):
        pattern = worker.pattern_of(["loss"])
        for text in ["1,234.5", "0,25", "1.2.3", "0x1A", "1_000", "12:30", "1/3", "7-8", "0.5s", "1.5e", "tensor(0.25)", "infinite", "abc", "", "1'000"]:
            found, strange = measures.read("step 1: loss=%s end" % text, pattern, ["loss"])
            self.assertEqual((found, len(strange)), ([], 1), text)
            self.assertTrue(strange[0].startswith("loss=" + text[:30]), strange)

    def test_values_are_put_in_once(self):
        parameters = {"a": "${trialParameters.b}", "b": "2"}
        self.assertEqual(worker.filled("--a=${trialParameters.a} ${trialParameters.b} ${trialParameters.c} $a", parameters), "--a=${trialParameters.b} 2 ${trialParameters.c} $a")

    def test_a_trial_sees_variables_of_its_own(self):
        os.environ.update({"DS_JOB_NAME": "news", "DS_REPLICA_INDEX": "4", "RATE": "${trialParameters.lr}", "DS_WORKER": "{}"})
        env = worker.environment_of(7, {"lr": "0.5"})
        self.assertEqual((env["DS_JOB_NAME"], env["DS_REPLICA_INDEX"], env["RATE"], "DS_WORKER" in env), ("news-7", "0", "0.5", False))


class Trials(unittest.TestCase):
    def test_the_last_value_counts(self):
        result, values = run("import sys; print('loss=3'); print('x loss=2 acc=0.5', flush=True); print('loss=' + sys.argv[1])")
        self.assertEqual(result, {"outcome": "succeeded", "value": 0.5, "metrics": {"acc": 0.5}})
        self.assertEqual(values, [3.0, 2.0, 0.5])

    def test_failures_say_why(self):
        self.assertEqual(run("raise SystemExit('no data')")[0], {"outcome": "failed", "reason": "exit code 1: no data"})
        self.assertEqual(run("print('lost=1')")[0], {"outcome": "failed", "reason": "printed no line with loss=<number>"})
        self.assertEqual(run("print('loss=tensor(1)')")[0], {"outcome": "failed", "reason": "printed no line with loss=<number>, but loss=tensor(1)"})
        self.assertEqual(run("import os; os.kill(os.getpid(), 9)")[0], {"outcome": "failed", "reason": "signal 9: "})

    def test_one_that_has_diverged_has_run_as_it_should_and_has_no_result(self):
        result, values = run("print('loss=1'); print('loss=nan'); print('loss=-inf')")
        self.assertEqual((result, values), ({"outcome": "nothing", "reason": "loss is -inf"}, [1.0, "nan", "-inf"]))
        self.assertEqual(run("print('loss=nan'); raise SystemExit(1)")[0]["outcome"], "failed")

    def test_measures_beside_the_objective_that_are_not_finite_are_left_out(self):
        self.assertEqual(run("print('loss=0.5, acc=nan')")[0], {"outcome": "succeeded", "value": 0.5, "metrics": {}})

    def test_what_one_prints_without_end_takes_no_more_room(self):
        program = "import sys; sys.stdout.write('x' * 3000000 + '\\n'); print('\\r'.join('bar %d loss=7' % n for n in range(9))); print('\\n'.join('loss=%d' % n for n in range(100000)))"
        result, values = run(program)
        self.assertEqual(result["value"], 99999.0)
        self.assertEqual(values[:8], [7.0] + [float(n) for n in range(7)])
        self.assertLess(len(values), 80)

    def test_the_steps_that_are_kept_are_the_same_for_all_and_thin_out(self):
        self.assertEqual([step for step in range(40) if steps.kept(step, 4)], [0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32])
        self.assertEqual(sum(steps.kept(step, 32) for step in range(1 << 16)), 64 + 10 * 32)

    def test_a_deadline_ends_it(self):
        result, _ = run("import time; time.sleep(60)", activeDeadlineSeconds=1)
        self.assertEqual(result, {"outcome": "failed", "reason": "ran longer than activeDeadlineSeconds (1)"})

    def test_a_pruned_one_is_stopped_with_all_that_it_has_started(self):
        program = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']); print('child', p.pid); print('loss=1', flush=True); p.wait()"
        result, values = run(program, stop="pruned")
        self.assertEqual((result, values), ({"outcome": "pruned"}, [1.0]))

    def test_one_that_is_no_longer_ours_is_stopped_and_not_reported(self):
        self.assertIsNone(run("import time; print('loss=1', flush=True); time.sleep(60)", stop="stale")[0])


if __name__ == "__main__":
    unittest.main()
