"""Keeps the study of a HyperTune: hands out its trials to workers, and knows what has become of each.

It alone writes the study, so nothing is counted twice. Workers speak to it by HTTP and JSON, and say everything again until it is heard:
each answer is the same however often it is asked for. A worker that is not heard of for a while is lost; its trial is run again once, by
another, under the same number. Workers keep copies of the study's journal, from which a new pod of this program goes on.
"""
import itertools
import json
import math
import os
import signal
import socket
import sys
import threading
import time
import traceback
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend, JournalFileOpenLock
from optuna.trial import TrialState

# Exit code of a verdict: another pod would come to the same.
VERDICT = 3
# How often a trial may be begun: again once if its worker is lost.
ATTEMPTS = 2
# The kubelet keeps so much of what a container says at its end.
MESSAGE_BYTES = 4096
# Most that one answer holds of the journal.
COPY_BYTES = 1 << 20
STUDY_NAME = "study"


def setting(settings, name, kind=float, default=None):
    for one in settings:
        if one["name"] == name:
            return kind(float(one["value"]))
    return default


class Space:
    """What values a parameter may have: for optuna, and as the texts that trials are given."""

    def __init__(self, parameter):
        space = parameter["feasibleSpace"]
        self.name, self.type = parameter["name"], parameter["parameterType"]
        self.list = space.get("list", [])
        log = space.get("distribution") == "logUniform"
        if self.type == "discrete":
            self.list = sorted(self.list, key=float)
            self.distribution = IntDistribution(0, len(self.list) - 1)
        elif self.type == "categorical":
            self.distribution = CategoricalDistribution(self.list)
        elif self.type == "int":
            low, high = int(float(space["min"])), int(float(space["max"]))
            step = int(float(space.get("step", "1")))
            self.distribution = IntDistribution(low, low + (high - low) // step * step, log=log, step=step)
        else:
            low, high = float(space["min"]), float(space["max"])
            step = float(space["step"]) if "step" in space else None
            if step is not None:
                high = low + (self._count(low, high, step) - 1) * step
            self.distribution = FloatDistribution(low, high, log=log, step=step)

    @staticmethod
    def _count(low, high, step):
        return math.floor((high - low) / step + 1e-9) + 1

    def text(self, value):
        if self.type == "discrete":
            return self.list[value]
        if self.type == "categorical":
            return value
        return str(int(value)) if self.type == "int" else repr(float(value))

    def points(self):
        """Every value, in order; for a grid, whose doubles have steps."""
        distribution = self.distribution
        if self.type == "categorical":
            return list(distribution.choices)
        if self.type == "double":
            count = self._count(distribution.low, distribution.high, distribution.step)
            return [min(distribution.low + index * distribution.step, distribution.high) for index in range(count)]
        return list(range(distribution.low, distribution.high + 1, distribution.step))


def sampler_of(algorithm, parallel):
    settings = algorithm.get("algorithmSettings", [])
    seed = setting(settings, "random_state", int)
    startup = setting(settings, "n_startup_trials", int)
    if algorithm["algorithmName"] == "tpe":
        options = {"n_startup_trials": startup, "n_ei_candidates": setting(settings, "n_EI_candidates", int)}
        options = {name: value for name, value in options.items() if value is not None}
        # Trials that run at the same time must not all try the same place.
        return optuna.samplers.TPESampler(seed=seed, constant_liar=parallel > 1, **options)
    if algorithm["algorithmName"] == "cmaes":
        options = {"n_startup_trials": startup, "sigma0": setting(settings, "sigma")}
        options = {name: value for name, value in options.items() if value is not None}
        return optuna.samplers.CmaEsSampler(seed=seed, warn_independent_sampling=False, **options)
    return optuna.samplers.RandomSampler(seed=seed)


def pruner_of(stopping):
    if stopping is None:
        return optuna.pruners.NopPruner()
    settings = stopping.get("algorithmSettings", [])
    if stopping["algorithmName"] == "medianstop":
        return optuna.pruners.MedianPruner(
            n_startup_trials=setting(settings, "min_trials_required", int, 3),
            n_warmup_steps=setting(settings, "start_step", int, 4),
        )
    return optuna.pruners.SuccessiveHalvingPruner(
        min_resource=setting(settings, "min_resource", int, 1),
        reduction_factor=setting(settings, "reduction_factor", int, 4),
    )


class Study:
    """The study, and who runs what. Every method is called by one thread at a time."""

    def __init__(self, spec, journal, clock=time.monotonic, lease=20.0, patience=10.0):
        self.spec, self.journal, self.clock, self.lease, self.patience = spec, journal, clock, lease, patience
        self.spaces = [Space(parameter) for parameter in spec["parameters"]]
        self.maximize = spec["objective"]["type"] == "maximize"
        grid = spec["algorithm"]["algorithmName"] == "grid"
        self.grid = list(itertools.product(*(space.points() for space in self.spaces))) if grid else None
        self.running = {}  # number -> {"trial", "worker", "attempt", "heard"}
        self.waiting = []  # numbers of trials whose worker was lost
        self.workers = {}  # index -> incarnation
        self.first_heard = None
        self.told_done = set()
        self.outcome = None  # None, or (exit code, message)
        self.study = None
        self.copies = {}  # index -> what a worker knows of a study that another pod kept

    # What workers ask.

    def hello(self, index, incarnation, copy=None):
        """A worker speaks, and brings its copy of the journal if it has one of an earlier pod."""
        self.first_heard = self.first_heard if self.first_heard is not None else self.clock()
        before = self.workers.get(index)
        self.workers[index] = incarnation
        if before is not None and before != incarnation:
            self._lose([number for number, run in self.running.items() if run["worker"] == (index, before)])
        if copy is not None:
            self.copies[index] = copy

    def begun(self):
        """Whether there is a study. It begins when all workers have spoken, or some for long enough: one may know more than this pod."""
        if self.study is None:
            if len(self.workers) < self.spec["parallelTrialCount"] and self.clock() - self.first_heard < self.patience:
                return False
            # Each copy is a beginning of the same journal: the longest knows all that the others know.
            longest = max(self.copies.values(), key=len, default="")
            with open(self.journal, "w") as file:
                file.write(longest)
            self.copies = {}
            self._open(longest != "")
        return True

    def ask(self, index, incarnation):
        """The next trial for a worker; the same as before if it has not ended."""
        self.expire()
        for number, run in self.running.items():
            if run["worker"] == (index, incarnation):
                run["heard"] = self.clock()
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

    def report(self, worker, number, attempt, values, steps):
        """What a trial has measured so far. Tells whether it shall go on."""
        self.expire()
        run = self._held(worker, number, attempt)
        if run is None:
            return {"stop": "stale"}
        known = self._steps(number)
        for step, value in zip(steps, values):
            if step not in known and math.isfinite(value):
                run["trial"].report(value, step)
        if steps and run["trial"].should_prune():
            return {"stop": "pruned"}
        return {}

    def end(self, worker, number, attempt, result):
        """What has become of a trial. What was told before, or by another, stays."""
        self.expire()
        run = self._held(worker, number, attempt)
        if run is None:
            return {}
        trial = run["trial"]
        for name, value in result.get("metrics", {}).items():
            trial.set_user_attr("metric:" + name, value)
        if result["outcome"] == "succeeded":
            self._tell(number, TrialState.COMPLETE, result["value"])
        elif result["outcome"] == "pruned":
            self._tell(number, TrialState.PRUNED, None)
        else:
            trial.set_user_attr("reason", result.get("reason", "")[:500])
            self._tell(number, TrialState.FAIL, None)
        self._judge()
        return {}

    def copy(self, have):
        """What a worker lacks of the journal: whole lines."""
        with open(self.journal, "rb") as file:
            file.seek(have)
            data = file.read(COPY_BYTES)
        return data[: data.rfind(b"\n") + 1].decode()

    # How trials come and go.

    def expire(self):
        """Trials of workers that were not heard of for too long."""
        now = self.clock()
        self._lose([number for number, run in self.running.items() if now - run["heard"] > self.lease])

    def _lose(self, numbers):
        for number in sorted(numbers):
            if number not in self.running:
                continue
            run = self.running.pop(number)
            if run["attempt"] < ATTEMPTS:
                print("Trial %d: its worker is lost, it is run again." % number, flush=True)
                self.waiting.append(number)
            else:
                run["trial"].set_user_attr("reason", "its worker was lost, twice")
                self.running[number] = run
                self._tell(number, TrialState.FAIL, None)
                self._judge()

    def _may_ask(self):
        begun = len(self.study.get_trials(deepcopy=False))
        return begun < self.spec["maxTrialCount"] and (self.grid is None or begun < len(self.grid))

    def _open(self, restored):
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        storage = JournalStorage(JournalFileBackend(self.journal, lock_obj=JournalFileOpenLock(self.journal)))
        self.study = optuna.create_study(
            storage=storage,
            study_name=STUDY_NAME,
            direction="maximize" if self.maximize else "minimize",
            sampler=optuna.samplers.RandomSampler() if self.grid else sampler_of(self.spec["algorithm"], self.spec["parallelTrialCount"]),
            pruner=pruner_of(self.spec.get("earlyStopping")),
            load_if_exists=True,
        )
        for frozen in self.study.get_trials(deepcopy=False, states=(TrialState.RUNNING,)):
            worker = tuple(frozen.user_attrs.get("worker", (None, None)))
            attempt = frozen.user_attrs.get("attempt", 1)
            trial = optuna.trial.Trial(self.study, frozen._trial_id)
            self.running[frozen.number] = {"trial": trial, "worker": worker, "attempt": attempt, "heard": self.clock(), "shown": True}
        if restored:
            print("The study goes on from a worker's copy: %s." % self._tally(), flush=True)
            self._judge()

    def _new(self):
        number = len(self.study.get_trials(deepcopy=False))
        if self.grid is not None:
            self.study.enqueue_trial({space.name: value for space, value in zip(self.spaces, self.grid[number])})
        trial = self.study.ask({space.name: space.distribution for space in self.spaces})
        self.running[trial.number] = {"trial": trial, "worker": (None, None), "attempt": 0, "heard": self.clock()}
        return trial.number

    def _begin(self, number, worker):
        run = self.running.pop(number, None)
        if run is None:
            frozen = self.study.get_trials(deepcopy=False)[number]
            trial = optuna.trial.Trial(self.study, frozen._trial_id)
            run = {"trial": trial, "attempt": frozen.user_attrs.get("attempt", 1)}
        attempt = run["attempt"] + 1
        self.running[number] = {"trial": run["trial"], "worker": worker, "attempt": attempt, "heard": self.clock()}
        run["trial"].set_user_attr("worker", list(worker))
        run["trial"].set_user_attr("attempt", attempt)
        return number

    def _order(self, number):
        run = self.running[number]
        params = run["trial"].params
        parameters = {space.name: space.text(params[space.name]) for space in self.spaces}
        if "shown" not in run:
            shown = " ".join("%s=%s" % pair for pair in parameters.items())
            print("Trial %d: worker %s runs it with %s" % (number, run["worker"][0], shown), flush=True)
            run["shown"] = True
        return {"trial": {"number": number, "attempt": run["attempt"], "parameters": parameters}}

    def _held(self, worker, number, attempt):
        run = self.running.get(number)
        if run is None or run["worker"] != worker or run["attempt"] != attempt:
            return None
        run["heard"] = self.clock()
        return run

    def _steps(self, number):
        return self.study.get_trials(deepcopy=False)[number].intermediate_values

    def _tell(self, number, state, value):
        run = self.running.pop(number)
        self.study.tell(run["trial"], values=value, state=state)
        words = {TrialState.COMPLETE: "gave %s" % value, TrialState.PRUNED: "was stopped early", TrialState.FAIL: "failed"}[state]
        reason = self.study.get_trials(deepcopy=False)[number].user_attrs.get("reason")
        print("Trial %d: %s%s" % (number, words, ": " + reason if reason and state == TrialState.FAIL else ""), flush=True)

    # When it ends.

    def _judge(self):
        if self.outcome is not None:
            return
        failed = self.count(TrialState.FAIL)
        if failed >= self.spec["maxFailedTrialCount"]:
            self._stop_running()
            self.outcome = (VERDICT, self._failure(failed))
        elif self._goal_reached():
            self._stop_running()
            self._conclude()

    def _failure(self, failed):
        trials = self.study.get_trials(deepcopy=False, states=(TrialState.FAIL,))
        last = max(trials, key=lambda trial: trial.datetime_complete)
        return "%d trials failed (maxFailedTrialCount is %d); the last, trial %d: %s" % (
            failed,
            self.spec["maxFailedTrialCount"],
            last.number,
            last.user_attrs.get("reason", "it gave no reason"),
        )

    def _goal_reached(self):
        goal, best = self.spec["objective"].get("goal"), self._best()
        if goal is None or best is None:
            return False
        return best.value >= goal if self.maximize else best.value <= goal

    def _stop_running(self):
        """The rest is not needed any more."""
        for number in sorted(list(self.running) + self.waiting):
            if number not in self.running:
                self._begin(number, (None, None))
            self._tell(number, TrialState.PRUNED, None)
        self.waiting = []

    def _conclude(self):
        if self._best() is None:
            self.outcome = (VERDICT, "No trial gave a result: %s." % self._tally())
        else:
            self.outcome = (0, "")

    def _best(self):
        done = self.study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))
        order = (lambda trial: (-trial.value, trial.number)) if self.maximize else (lambda trial: (trial.value, trial.number))
        return min(done, key=order) if done else None

    def count(self, state):
        return len(self.study.get_trials(deepcopy=False, states=(state,)))

    def _tally(self):
        counts = self.summary()["trials"]
        return ", ".join("%d %s" % (counts[name], name) for name in ("succeeded", "failed", "pruned"))

    def summary(self):
        """What the job's status tells of the study."""
        counts = {
            "succeeded": self.count(TrialState.COMPLETE),
            "failed": self.count(TrialState.FAIL),
            "pruned": self.count(TrialState.PRUNED),
            "running": self.count(TrialState.RUNNING),
        }
        summary = {"trials": counts}
        best = self._best()
        if best is not None:
            metrics = {name[len("metric:"):]: value for name, value in best.user_attrs.items() if name.startswith("metric:")}
            summary["bestTrial"] = {
                "name": str(best.number),
                "value": best.value,
                "parameters": {space.name: space.text(best.params[space.name]) for space in self.spaces},
            }
            if metrics:
                summary["bestTrial"]["metrics"] = metrics
        if self.outcome is not None and self.outcome[1]:
            summary["message"] = self.outcome[1][:1000]
        return summary


def last_words(summary):
    """The summary, cut to what the kubelet keeps."""
    dropped = []
    for drop in (None, "metrics", "parameters"):
        dropped.append(drop)
        best = {name: value for name, value in summary.get("bestTrial", {}).items() if name not in dropped}
        text = json.dumps(dict(summary, bestTrial=best) if best else summary, separators=(",", ":"))
        if len(text.encode()) <= MESSAGE_BYTES:
            break
    return text


class Server(ThreadingHTTPServer):
    """Listens on IPv6 and IPv4, or on IPv4 alone where there is nothing else."""

    daemon_threads = True
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    def server_bind(self):
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def handle_error(self, request, client_address):
        # A fault of the connection is the worker's to repair; any other is ours, and another pod goes on.
        if isinstance(sys.exc_info()[1], OSError):
            return
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def answered(study, keeper, body):
    """The answer to one message. Until the study has begun, it is to be said again."""
    index, incarnation = str(body["worker"]), str(body["incarnation"])
    stranger = body.get("keeper") != keeper
    if study.study is None and stranger and body.get("keeper") is not None and "copy" not in body and index not in study.copies:
        return {"send": True}
    study.hello(index, incarnation, body.get("copy"))
    if not study.begun():
        return {"again": 0.5}
    answer = {}
    if "end" in body:
        one = body["end"]
        answer = study.end((index, incarnation), one["number"], one["attempt"], one)
    elif "report" in body:
        one = body["report"]
        answer = study.report((index, incarnation), one["number"], one["attempt"], one["values"], one["steps"])
    elif "ask" in body:
        answer = study.ask(index, incarnation)
    # A worker that knows another pod's journal gets this one's from the start.
    return dict(answer, keeper=keeper, start=stranger, journal=study.copy(0 if stranger else int(body["have"])))


def handler(study, lock, keeper):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            with lock:
                answer = answered(study, keeper, json.loads(data))
            data = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_):
            pass

    return Handler


def main():
    # A container's first process is not ended by a signal that it does not ask for. Workers have copies of what this one knows.
    signal.signal(signal.SIGTERM, lambda *_: os._exit(128 + signal.SIGTERM))
    spec = json.loads(os.environ["DS_STUDY"])
    journal = os.path.join(os.environ.get("DS_STUDY_FOLDER", os.path.expanduser("~")), "study.journal")
    study = Study(spec, journal, lease=float(os.environ.get("DS_STUDY_LEASE", "20")))
    lock = threading.Lock()
    server = Server(("", int(os.environ.get("DS_STUDY_PORT", "8080"))), handler(study, lock, uuid.uuid4().hex))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("The study waits for its workers.", flush=True)
    ended = None
    while True:
        time.sleep(0.2)
        with lock:
            if study.study is not None:
                study.expire()
            # Workers hear that there is nothing more to do, unless they are gone.
            if study.outcome is not None:
                ended = ended if ended is not None else time.monotonic()
                if len(study.told_done) >= len(study.workers) or time.monotonic() - ended > 10:
                    break
    summary = study.summary()
    print("The study has ended: %s" % json.dumps(summary), flush=True)
    with open(os.environ.get("DS_TERMINATION_LOG", "/dev/termination-log"), "w") as file:
        file.write(last_words(summary))
    if study.outcome[1]:
        print(study.outcome[1], file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(study.outcome[0])


if __name__ == "__main__":
    main()
