"""How trials come and go with the workers that run them."""

import unittest

import study as program
from study_case import Case


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


if __name__ == "__main__":
    unittest.main()
