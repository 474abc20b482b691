"""The study, and who runs what of it."""

import itertools
import math
import time
from collections.abc import Callable, Sequence
from typing import Any, Optional

import optuna
from optuna.trial import FrozenTrial, TrialState
from steps import kept
from study_choice import pruner_of, sampler_of
from study_journal import STUDY_NAME, Journal
from study_ledger import Ledger, Worker
from study_space import Space

# How often a trial may be begun: again once if its worker is lost.
ATTEMPTS = 2


class Study(Ledger):
    """Hands out trials, and takes their results. Every method is called by one thread at a time."""

    def __init__(self, spec: dict[str, Any], journal: str, clock: Callable[[], float] = time.monotonic, lease: float = 20.0, patience: float = 10.0) -> None:
        super().__init__(spec, [Space(parameter) for parameter in spec["parameters"]])
        self.journal, self.clock, self.lease, self.patience = Journal(journal), clock, lease, patience
        # How many steps are kept of each trial, by whether anybody asks for them, and of how many trials.
        self.dense = 32 if "earlyStopping" in spec and spec["maxTrialCount"] <= 1000 else 4
        self.resumed = self.journal.mine() != ""
        grid = spec["algorithm"]["algorithmName"] == "grid"
        self.grid = list(itertools.product(*(space.points() for space in self.spaces))) if grid else None
        self.workers: dict[str, str] = {}  # index -> incarnation
        self.first_heard: Optional[float] = None
        self.told_done: set[str] = set()
        self.copies: dict[str, str] = {}  # index -> what a worker knows of a study that another pod kept

    # What workers ask.

    def hello(self, index: str, incarnation: str, copy: Optional[str] = None) -> None:
        """A worker speaks, and brings its copy of the journal if it has one of an earlier pod."""
        self.first_heard = self.first_heard if self.first_heard is not None else self.clock()
        self.workers[index] = incarnation
        self._lose([number for number, run in self.running.items() if run["worker"][0] == index and run["worker"][1] != incarnation])
        if copy is not None and self.study is None:
            self.copies[index] = copy

    def begun(self) -> bool:
        """Whether there is a study. Without one of its own it begins when all workers have spoken, or some for long enough: one may know more."""
        if self.study is None:
            alone = len(self.workers) < self.spec["parallelTrialCount"] and self.clock() - self.first_heard < self.patience
            if alone and not self.resumed:
                return False
            self._open(self.journal.begin(self.copies.values()))
            self.copies = {}
            # Those that have spoken while there was no study may be other pods than those that its trials ran in.
            for index, incarnation in list(self.workers.items()):
                self.hello(index, incarnation)
        return True

    def ask(self, index: str, incarnation: str) -> dict[str, Any]:
        """The next trial for a worker; the same as before if it has not ended."""
        self.expire()
        for number, run in self.running.items():
            if run["worker"] == (index, incarnation):
                run.update(heard=self.clock(), restored=False)
                return self._order(number)
        if self.outcome is None:
            if self.waiting:
                return self._order(self._begin(self.waiting.pop(0), (index, incarnation)))
            if self._may_ask():
                return self._order(self._begin(self._new(), (index, incarnation)))
            if self.running:
                return {"wait": 1}
            self._conclude()
        self.told_done.add(index)
        return {"done": True}

    def report(self, worker: Worker, number: int, attempt: int, values: Sequence[float], steps: Sequence[int], ended: bool = False) -> dict[str, Any]:
        """What a trial has measured so far. Tells whether it shall go on: each value is judged by itself, as it would be if it came alone."""
        self.expire()
        run = self._held(worker, number, attempt)
        if run is None:
            return {"stop": "stale"}
        known = set(self._trial(number).intermediate_values)
        for step, value in zip(steps, values):
            if step in known or not kept(step, self.dense):
                continue
            known.add(step)
            run["trial"].report(value, step)
            # One that has ended by itself cannot be stopped any more; others are still compared with all that it measured.
            if run["trial"].should_prune() and not ended:
                run["diverged"] = None if math.isfinite(value) else value
                return {"stop": "pruned"}
        return {}

    def end(self, worker: Worker, number: int, attempt: int, result: dict[str, Any]) -> dict[str, Any]:
        """What has become of a trial. What was told before, or by another, stays."""
        self.expire()
        run = self._held(worker, number, attempt)
        if run is None:
            return {}
        value: Any
        trial, outcome, value = run["trial"], result["outcome"], result.get("value")
        for name, measure in result.get("metrics", {}).items():
            if math.isfinite(measure):
                trial.set_user_attr("metric:" + name, measure)
        reason = result.get("reason", "")[:500]
        if outcome == "succeeded" and not math.isfinite(value):
            outcome, reason = "nothing", "the result is %s" % value
        if outcome == "pruned" and run.get("diverged") is not None:
            outcome, reason = "nothing", "stopped early at %s" % run["diverged"]
        if outcome == "succeeded":
            self._tell(number, TrialState.COMPLETE, value)
        elif outcome == "pruned":
            self._tell(number, TrialState.PRUNED)
        else:
            trial.set_user_attr("reason", reason)
            if outcome == "nothing":
                trial.set_user_attr("withoutResult", True)
            self._tell(number, TrialState.PRUNED if outcome == "nothing" else TrialState.FAIL)
        self._judge()
        return {}

    def copy(self, have: int) -> str:
        return self.journal.copy(have)

    # How trials come and go.

    def expire(self) -> None:
        """Trials of workers that were not heard of for too long."""
        now = self.clock()
        self._lose([number for number, run in self.running.items() if now - run["heard"] > self.lease])

    def _lose(self, numbers: Sequence[int]) -> None:
        for number in sorted(numbers):
            if number not in self.running:
                continue
            run = self.running.pop(number)
            # Where the study's own pod is new as well, the whole job was stopped: the trial has no part in that.
            losses = run["losses"] + (0 if run.get("restored") else 1)
            run["trial"].set_user_attr("losses", losses)
            if losses < ATTEMPTS:
                print("Trial %d: its worker is lost, it is run again." % number, flush=True)
                self.waiting.append(number)
            else:
                run["trial"].set_user_attr("reason", "its worker was lost, twice")
                self.running[number] = run
                self._tell(number, TrialState.FAIL)
                self._judge()

    def _may_ask(self) -> bool:
        begun = len(self._begun_trials())
        return begun < self.spec["maxTrialCount"] and (self.grid is None or begun < len(self.grid))

    def _begun_trials(self) -> list[FrozenTrial]:
        return [trial for trial in self.study.get_trials(deepcopy=False) if trial.state != TrialState.WAITING]

    def _open(self, restored: bool) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self.study = optuna.create_study(
            storage=self.journal.storage(),
            study_name=STUDY_NAME,
            direction="maximize" if self.maximize else "minimize",
            sampler=optuna.samplers.RandomSampler(),
            pruner=pruner_of(self.spec.get("earlyStopping")),
            load_if_exists=True,
        )
        for frozen in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            self._restore(frozen)
        if restored:
            print("The study goes on from %s: %s." % ("its volume" if self.resumed else "a worker's copy", self._tally()), flush=True)
            self._judge()

    def _restore(self, frozen: FrozenTrial) -> None:
        trial = optuna.trial.Trial(self.study, frozen._trial_id)
        # The pod may have ended while it chose the values.
        for space in self.spaces:
            if space.name not in frozen.params:
                trial._suggest(space.name, space.distribution)
        worker = tuple(frozen.user_attrs.get("worker", (None, None)))
        known = {"attempt": frozen.user_attrs.get("attempt", 0), "losses": frozen.user_attrs.get("losses", 0)}
        self.running[frozen.number] = dict(known, trial=trial, worker=worker, heard=self.clock(), shown=True, restored=True)

    def _new(self) -> int:
        number = len(self._begun_trials())
        if self.grid is None:
            self.study.sampler = sampler_of(self.spec["algorithm"], self.spec["parallelTrialCount"], number)
        elif not self.study.get_trials(deepcopy=False, states=(TrialState.WAITING,)):
            self.study.enqueue_trial({space.name: value for space, value in zip(self.spaces, self.grid[number])})
        trial = self.study.ask({space.name: space.distribution for space in self.spaces})
        self.running[trial.number] = {"trial": trial, "worker": (None, None), "attempt": 0, "losses": 0, "heard": self.clock()}
        return trial.number

    def _begin(self, number: int, worker: Worker) -> int:
        run = self.running.pop(number, None)
        if run is None:
            frozen = self._trial(number)
            trial = optuna.trial.Trial(self.study, frozen._trial_id)
            run = {"trial": trial, "attempt": frozen.user_attrs.get("attempt", 1), "losses": frozen.user_attrs.get("losses", 0)}
        attempt = run["attempt"] + 1
        self.running[number] = {"trial": run["trial"], "worker": worker, "attempt": attempt, "losses": run["losses"], "heard": self.clock()}
        run["trial"].set_user_attr("worker", list(worker))
        run["trial"].set_user_attr("attempt", attempt)
        return number

    def _order(self, number: int) -> dict[str, Any]:
        run = self.running[number]
        params = run["trial"].params
        parameters = {space.name: space.text(params[space.name]) for space in self.spaces}
        if "shown" not in run:
            shown = " ".join("%s=%s" % pair for pair in parameters.items())
            print("Trial %d: worker %s runs it with %s" % (number, run["worker"][0], shown), flush=True)
            run["shown"] = True
        return {"trial": {"number": number, "attempt": run["attempt"], "parameters": parameters, "dense": self.dense}}

    def _held(self, worker: Worker, number: int, attempt: int) -> Optional[dict[str, Any]]:
        run = self.running.get(number)
        if run is None or run["worker"] != worker or run["attempt"] != attempt:
            return None
        run.update(heard=self.clock(), restored=False)
        return run
