"""The door of the study: HTTP and JSON, for its own workers alone."""

import json
import os
import socket
import sys
import threading
import traceback
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Optional

from study_keeper import Study
from study_messages import COPY_LIMIT, MESSAGE_LIMIT, Malformed, checked, parsed
from study_peers import Peers

# How long a connection may be silent, and how many one address may have.
SILENCE_SECONDS = 10
CONNECTIONS = 8


class Server(ThreadingHTTPServer):
    """Listens on IPv6 and IPv4, or on IPv4 alone where there is nothing else."""

    daemon_threads = True
    request_queue_size = 128
    address_family = socket.AF_INET6 if socket.has_dualstack_ipv6() else socket.AF_INET

    open: dict[str, int]

    def __init__(self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], peers: Optional[Peers] = None) -> None:
        self.peers, self.open, self.counting = peers, {}, threading.Lock()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def verify_request(self, request: Any, client_address: Any) -> bool:
        """A stranger's connection is closed before anything is read of it."""
        with self.counting:
            full = self.open.get(client_address[0], 0) >= CONNECTIONS
        return not full and (self.peers is None or self.peers.knows(client_address[0]))

    def process_request(self, request: Any, client_address: Any) -> None:
        with self.counting:
            self.open[client_address[0]] = self.open.get(client_address[0], 0) + 1
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self.counting:
                self.open[client_address[0]] -= 1
                if self.open[client_address[0]] == 0:
                    del self.open[client_address[0]]

    def handle_error(self, request: Any, client_address: Any) -> None:
        # A fault of the connection is the worker's to repair; any other is ours, and another pod goes on.
        if isinstance(sys.exc_info()[1], OSError):
            return
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def answered(study: Study, keeper: str, body: Any) -> dict[str, Any]:
    """The answer to one message. Until the study has begun, it is to be said again. @raises Malformed"""
    message = checked(body, study.spec["parallelTrialCount"])
    index, incarnation = message["worker"], message["incarnation"]
    stranger = message["keeper"] != keeper
    if study.study is None and not study.resumed and stranger and message["keeper"] is not None and message["copy"] is None and index not in study.copies:
        return {"send": True}
    study.hello(index, incarnation, message["copy"])
    if not study.begun():
        return {"again": 0.5}
    answer: dict[str, Any] = {}
    if "end" in message:
        one = message["end"]
        answer = study.end((index, incarnation), one["number"], one["attempt"], one)
    elif "report" in message:
        one = message["report"]
        answer = study.report((index, incarnation), one["number"], one["attempt"], one["values"], one["steps"], one["ended"])
    elif "ask" in message:
        answer = study.ask(index, incarnation)
    # A worker that knows another pod's journal gets this one's from the start.
    return dict(answer, keeper=keeper, start=stranger, journal=study.copy(0 if stranger else message["have"]))


def handler(study: Study, lock: threading.RLock, keeper: str) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = SILENCE_SECONDS
        server: Server

        def do_POST(self) -> None:
            try:
                body = parsed(self.rfile.read(self.length()))
                peers, index = self.server.peers, body.get("worker") if isinstance(body, dict) else None
                if peers is not None and not (isinstance(index, str) and peers.is_worker(self.client_address[0], index)):
                    return self.say(403, {"error": "the message is not from the worker that it names"})
                with lock:
                    answer = answered(study, keeper, body)
            except Malformed as fault:
                return self.say(400, {"error": str(fault)})
            self.say(200, answer)

        def length(self) -> int:
            text = self.headers.get("Content-Length", "")
            # Only a study that has not begun wants copies.
            limit = COPY_LIMIT if study.study is None else MESSAGE_LIMIT
            if not (text.isascii() and text.isdigit() and len(text) < 12 and int(text) <= limit):
                self.close_connection = True
                raise Malformed("no length, or more than %d bytes" % limit)
            return int(text)

        def say(self, status: int, answer: dict[str, Any]) -> None:
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            if status != 200:
                self.close_connection = True
                self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
