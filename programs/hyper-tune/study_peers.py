"""Who may speak to the study: the pods of its own workers, by the addresses that the cluster's DNS has for their names.

Only JobSet gives a pod such a name, and a pod cannot speak from another's address; so a worker is known without a secret.
"""

import socket
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

# How often all names are looked up, and how often at most when an address is not known.
REFRESH_SECONDS = 30.0
PAUSE_SECONDS = 1.0


def plain(address: str) -> str:
    """An IPv4 address is the same when it comes by IPv6."""
    return address[7:] if address.startswith("::ffff:") and "." in address else address.partition("%")[0]


class Peers:
    """The addresses of the workers. @param hosts name of each worker's pod, by its index"""

    def __init__(self, hosts: Sequence[str], lookup: Callable[..., Sequence[Any]] = socket.getaddrinfo) -> None:
        self.hosts, self.lookup, self.wanted = hosts, lookup, threading.Event()
        self.addresses: dict[str, set[str]] = {}  # address -> indices

    def refresh(self) -> None:
        found: dict[str, set[str]] = {}
        for index, host in enumerate(self.hosts):
            try:
                answers = self.lookup(host, None, type=socket.SOCK_STREAM)
            except OSError:
                continue
            for answer in answers:
                found.setdefault(plain(answer[4][0]), set()).add(str(index))
        self.addresses = found

    def knows(self, address: str) -> bool:
        """Whether it is a worker's. One that is not known yet is looked for, and may come again."""
        if plain(address) in self.addresses:
            return True
        self.wanted.set()
        return False

    def is_worker(self, address: str, index: str) -> bool:
        return index in self.addresses.get(plain(address), ())

    def watch(self) -> None:
        while True:
            self.refresh()
            time.sleep(PAUSE_SECONDS)
            self.wanted.wait(REFRESH_SECONDS)
            self.wanted.clear()
