"""Keeps the study of a HyperTune: hands out its trials to workers, and knows what has become of each.

It alone writes the study, so nothing is counted twice. Workers speak to it by HTTP and JSON, and say everything again until it is heard:
each answer is the same however often it is asked for. A worker that is not heard of for a while is lost; its trial is run again once, by
another, under the same number. A new pod of this program goes on from the journal on its volume, or from the copies that workers keep of it. Python 3.9 or later.
"""

import hashlib
import json
import os
import signal
import sys
import threading
import time
import uuid
from typing import Any, Optional

from study_keeper import Study
from study_ledger import last_words
from study_peers import Peers
from study_server import Server, answered, handler

__all__ = ["Study", "answered", "last_words", "main"]


def journal_of(spec: dict[str, Any]) -> str:
    """A file for each study: one of the same name that asks for something else does not go on from it."""
    folder = os.environ.get("DS_STUDY_FOLDER", os.path.expanduser("~"))
    digest = hashlib.sha256(json.dumps(spec, sort_keys=True).encode()).hexdigest()[:16]
    return os.path.join(folder, "study-%s.journal" % digest)


def peers_of(spec: dict[str, Any]) -> Optional[Peers]:
    """The workers, whose names in the cluster are alike but for their index; none where the names are not told."""
    hosts = os.environ.get("DS_STUDY_WORKERS")
    return Peers([hosts.replace("#", str(index)) for index in range(spec["parallelTrialCount"])]) if hosts else None


def main() -> None:
    spec = json.loads(os.environ["DS_STUDY"])
    study = Study(spec, journal_of(spec), lease=float(os.environ.get("DS_STUDY_LEASE", "20")))
    lock = threading.RLock()

    def ended_by(number: int, _: object) -> None:
        # What is being written is written to its end, if that takes no longer than a pod is given.
        lock.acquire(timeout=5)
        os._exit(128 + number)

    # A container's first process is not ended by a signal that it does not ask for.
    signal.signal(signal.SIGTERM, ended_by)
    peers = peers_of(spec)
    server = Server(("", int(os.environ.get("DS_STUDY_PORT", "8080"))), handler(study, lock, uuid.uuid4().hex), peers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if peers is not None:
        threading.Thread(target=peers.watch, daemon=True).start()
    print("The study waits for its workers.", flush=True)
    wait(study, lock)
    summary = study.summary()
    print("The study has ended: %s" % json.dumps(summary), flush=True)
    with open(os.environ.get("DS_TERMINATION_LOG", "/dev/termination-log"), "w") as file:
        file.write(last_words(summary))
    if study.outcome[1]:
        print(study.outcome[1], file=sys.stderr, flush=True)
    sys.stdout.flush()
    os._exit(study.outcome[0])


def wait(study: Study, lock: threading.RLock) -> None:
    """Returns when the study has ended, and workers have heard that there is nothing more to do, unless they are gone."""
    ended = None
    while True:
        time.sleep(0.2)
        with lock:
            if study.study is not None:
                study.expire()
            if study.outcome is not None:
                ended = ended if ended is not None else time.monotonic()
                if len(study.told_done) >= len(study.workers) or time.monotonic() - ended > 10:
                    return


if __name__ == "__main__":
    main()
