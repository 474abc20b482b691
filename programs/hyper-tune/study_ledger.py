"""What has become of the trials of a study, when it ends, and what is told of it."""

import json
from collections.abc import Callable
from typing import Any, Optional

import optuna
from optuna.trial import FrozenTrial, TrialState
from study_space import Space

# Exit code of a verdict: another pod would come to the same.
VERDICT = 3
# The kubelet keeps so much of what a container says at its end.
MESSAGE_BYTES = 4096

# Index and incarnation; neither, for a trial that nobody runs.
Worker = tuple[Optional[str], Optional[str]]


class Ledger:
    _begin: "Callable[[int, Worker], int]"

    def __init__(self, spec: dict[str, Any], spaces: list[Space]) -> None:
        self.spec, self.spaces = spec, spaces
        self.maximize = spec["objective"]["type"] == "maximize"
        self.running: dict[int, dict[str, Any]] = {}  # number -> {"trial", "worker", "attempt", "losses", "heard"}
        self.waiting: list[int] = []  # numbers of trials whose worker was lost
        self.outcome: Any = None  # None, or (exit code, message)
        self.study: optuna.Study = None  # type: ignore[assignment]  # until it has begun

    def _trial(self, number: int) -> FrozenTrial:
        return self.study.get_trials(deepcopy=False)[number]

    def _tell(self, number: int, state: TrialState, value: Optional[float] = None) -> None:
        run = self.running.pop(number)
        self.study.tell(run["trial"], values=value, state=state)
        known = self._trial(number).user_attrs
        words = {TrialState.COMPLETE: "gave %s" % value, TrialState.PRUNED: "was stopped early", TrialState.FAIL: "failed"}[state]
        if known.get("withoutResult"):
            words = "has no result"
        reason = known.get("reason") if words in ("failed", "has no result") else None
        print("Trial %d: %s%s" % (number, words, ": " + reason if reason else ""), flush=True)

    # When it ends.

    def _judge(self) -> None:
        if self.outcome is not None:
            return
        failed = self.count(TrialState.FAIL)
        if failed >= self.spec["maxFailedTrialCount"]:
            self._stop_running()
            self.outcome = (VERDICT, self._failure(failed))
        elif self._goal_reached():
            self._stop_running()
            self._conclude()

    def _failure(self, failed: int) -> str:
        trials = self.study.get_trials(deepcopy=False, states=(TrialState.FAIL,))
        last = max(trials, key=lambda trial: trial.datetime_complete)  # type: ignore[arg-type,return-value]
        limit = self.spec["maxFailedTrialCount"]
        reason = last.user_attrs.get("reason", "it gave no reason")
        return "%d trials failed (maxFailedTrialCount is %d); the last, trial %d: %s" % (failed, limit, last.number, reason)

    def _goal_reached(self) -> bool:
        goal, best = self.spec["objective"].get("goal"), self._best()
        if goal is None or best is None:
            return False
        return best.value >= goal if self.maximize else best.value <= goal  # type: ignore[no-any-return]

    def _stop_running(self) -> None:
        """The rest is not needed any more."""
        for number in sorted(list(self.running) + self.waiting):
            if number not in self.running:
                self._begin(number, (None, None))
            self._tell(number, TrialState.PRUNED)
        self.waiting = []

    def _conclude(self) -> None:
        if self._best() is None:
            self.outcome = (VERDICT, "No trial gave a result: %s." % self._tally())
        else:
            self.outcome = (0, "")

    def _best(self) -> Optional[FrozenTrial]:
        done = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        order = (lambda trial: (-trial.value, trial.number)) if self.maximize else (lambda trial: (trial.value, trial.number))
        return min(done, key=order) if done else None

    # What is told.

    def count(self, state: TrialState) -> int:
        return len(self.study.get_trials(deepcopy=False, states=(state,)))

    def _tally(self) -> str:
        counts = self.summary()["trials"]
        told = ["%d %s" % (counts[name], name) for name in ("succeeded", "failed", "pruned")]
        return ", ".join(told + ["%d without result" % count for name, count in counts.items() if name == "withoutResult"])

    def summary(self) -> dict[str, Any]:
        """What the job's status tells of the study."""
        stopped = self.study.get_trials(deepcopy=False, states=(TrialState.PRUNED,))
        nothing = sum(1 for trial in stopped if trial.user_attrs.get("withoutResult"))
        counts = {
            "succeeded": self.count(TrialState.COMPLETE),
            "failed": self.count(TrialState.FAIL),
            "pruned": len(stopped) - nothing,
            "running": self.count(TrialState.RUNNING),
        }
        summary: dict[str, Any] = {"trials": dict(counts, withoutResult=nothing) if nothing else counts}
        best = self._best()
        if best is not None:
            summary["bestTrial"] = self._described(best)
        if self.outcome is not None and self.outcome[1]:
            summary["message"] = self.outcome[1][:1000]
        return summary

    def _described(self, trial: FrozenTrial) -> dict[str, Any]:
        parameters = {space.name: space.text(trial.params[space.name]) for space in self.spaces}
        described = {"name": str(trial.number), "value": trial.value, "parameters": parameters}
        metrics = {name[len("metric:") :]: value for name, value in trial.user_attrs.items() if name.startswith("metric:")}
        return dict(described, metrics=metrics) if metrics else described


def last_words(summary: dict[str, Any]) -> str:
    """The summary, cut to what the kubelet keeps: measures beside the objective go first, then parameters, then the end of the message."""
    for dropped in ((), ("metrics",), ("metrics", "parameters")):
        best = {name: value for name, value in summary.get("bestTrial", {}).items() if name not in dropped}
        cut = dict(summary, bestTrial=best) if best else dict(summary)
        if len(written(cut)) <= MESSAGE_BYTES:
            return written(cut).decode()
    while len(written(cut)) > MESSAGE_BYTES and cut.get("message"):
        cut["message"] = cut["message"][: len(cut["message"]) * 3 // 4]
    return written(cut).decode()


def written(summary: dict[str, Any]) -> bytes:
    return json.dumps(summary, separators=(",", ":"), allow_nan=False).encode()
