"""The study's journal: one file that only this program writes, and that a later pod of it, or copies at the workers, go on from."""

import os
from collections.abc import Iterable

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

# Most that one answer holds of the journal.
COPY_BYTES = 1 << 20
STUDY_NAME = "study"


class Alone:
    """Nobody else writes, and a lock of a pod that was killed would hold up the next."""

    def acquire(self) -> bool:
        return True

    def release(self) -> None:
        pass


class Journal:
    def __init__(self, path: str) -> None:
        self.path = path

    def mine(self) -> str:
        """What a pod before this one has left, up to its last whole line: it may have been ended while it wrote."""
        try:
            with open(self.path, "rb+") as file:
                data = file.read()
                file.truncate(data.rfind(b"\n") + 1)
                return data[: data.rfind(b"\n") + 1].decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    def begin(self, copies: Iterable[str]) -> bool:
        """Starts from the longest of what is here and of copies: each is a beginning of the same journal. Returns whether there was any."""
        own = self.mine()
        for text in sorted({own, *copies}, key=len, reverse=True):
            if text != own:
                with open(self.path + ".new", "w") as file:
                    file.write(text)
                os.replace(self.path + ".new", self.path)
            if readable(self.path):
                return text != ""
        os.replace(self.path, self.path + ".unreadable")
        return False

    def storage(self) -> JournalStorage:
        return storage(self.path)

    def copy(self, have: int) -> str:
        """What a worker lacks of the journal: whole lines."""
        with open(self.path, "rb") as file:
            file.seek(have)
            data = file.read(COPY_BYTES)
        return data[: data.rfind(b"\n") + 1].decode("utf-8", "replace")


def storage(path: str) -> JournalStorage:
    return JournalStorage(JournalFileBackend(path, lock_obj=Alone()))  # type: ignore[arg-type]


def readable(path: str) -> bool:
    """Whether a study can go on from it: nothing yet, or one study by our name."""
    try:
        names = [summary.study_name for summary in optuna.get_all_study_summaries(storage(path))]
        return names in ([], [STUDY_NAME])
    except Exception:  # whatever a file that is none makes optuna do
        return False
