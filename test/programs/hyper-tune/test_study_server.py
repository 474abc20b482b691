"""What comes in from outside."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import unittest

import study as program
import study_peers
from study_case import Case, converse, free_port, post, said


class Server(Case):
    def test_what_is_no_message_is_refused_and_ends_nothing(self):
        env = dict(os.environ, DS_STUDY=json.dumps(self.study(workers=1).spec), DS_STUDY_FOLDER=self.folder.name, DS_STUDY_WORKERS="localhost", DS_TERMINATION_LOG=os.devnull)
        env["DS_STUDY_PORT"] = port = free_port()
        with subprocess.Popen([sys.executable, "-B", program.__file__], env=env, stdout=subprocess.DEVNULL) as keeper:
            self.addCleanup(keeper.kill)
            trial = said(port, {"incarnation": "a", "ask": True})["trial"]
            good = {"worker": "0", "incarnation": "a", "keeper": None, "have": 0}
            end = {"number": trial["number"], "attempt": trial["attempt"], "outcome": "succeeded", "value": 1.0}
            wrong = [b"", b"{", b"null", b"[]", b"7", b'"a"', b"\xff\xfe", b"[" * 50000, b'{"worker": NaN}', b"1" * 9000]
            for name, value in [
                ("worker", 0),
                ("worker", "7"),
                ("worker", "-1"),
                ("worker", "\u0663"),
                ("incarnation", None),
                ("incarnation", "\ud800"),
                ("keeper", 1),
                ("have", -1),
                ("have", "1"),
                ("have", 1e99),
                ("copy", 1),
                ("copy", "no line"),
            ]:
                wrong.append(json.dumps(dict(dict(good, ask=True), **{name: value})).encode())
            for name, value in [
                ("number", -1),
                ("number", "0"),
                ("number", True),
                ("attempt", None),
                ("attempt", 0),
                ("outcome", "won"),
                ("outcome", []),
                ("value", "1"),
                ("value", None),
                ("value", {}),
                ("reason", 1),
                ("metrics", []),
                ("metrics", {"a": "b"}),
            ]:
                wrong.append(json.dumps(dict(good, end=dict(end, **{name: value}))).encode())
            for values, steps in [([1.0], []), (1, 1), ([1.0], ["0"]), ([None], [0]), ([1.0], [-1]), ([1.0], [1e300])]:
                wrong.append(json.dumps(dict(good, report=dict(end, values=values, steps=steps))).encode())
            wrong.append(json.dumps(dict(good, ask=True, end=end)).encode())
            chance = random.Random(7)
            whole = json.dumps(dict(good, end=end)).encode()
            for _ in range(150):
                cut = bytearray(whole)
                for _ in range(chance.randint(1, 4)):
                    cut[chance.randrange(len(cut))] = chance.choice(b'"{}[]:,0\x00\xff')
                wrong.append(bytes(cut) + b"]")
            for data in wrong:
                self.assertIn(post(port, data)[0], (400, 403), data[:200])
            for length in ("-1", "9" * 30, "abc", "99999999"):
                with socket.create_connection(("localhost", int(port))) as one:
                    one.sendall(b"POST / HTTP/1.1\r\nContent-Length: %s\r\n\r\n" % length.encode())
                    self.assertIn(b" 400 ", one.recv(100))
            # Of trials that are not the worker's nothing is taken.
            said(port, {"incarnation": "a", "end": dict(end, number=5, value=-9.0)})
            said(port, {"incarnation": "a", "end": dict(end, attempt=9, value=-9.0)})
            self.assertEqual(said(port, {"incarnation": "a", "report": dict(end, number=5, values=[1], steps=[0])})["stop"], "stale")
            said(port, {"incarnation": "a", "end": end})
            self.assertEqual(len(converse(port, "a", 99)), 5)
            self.assertEqual(keeper.wait(30), 0)

    def test_who_is_no_worker_is_not_listened_to(self):
        env = dict(os.environ, DS_STUDY=json.dumps(self.study(workers=1).spec), DS_STUDY_FOLDER=self.folder.name, DS_STUDY_WORKERS="nobody-#.invalid")
        env["DS_STUDY_PORT"] = port = free_port()
        with subprocess.Popen([sys.executable, "-B", program.__file__], env=env, stdout=subprocess.PIPE) as keeper:
            keeper.stdout.readline()
            with self.assertRaises(OSError):
                post(port, b"{}")
            keeper.send_signal(signal.SIGTERM)
            self.assertEqual(keeper.wait(10), 143)

    def test_a_worker_is_known_by_the_address_of_its_name(self):
        names = {"w-0": ["10.0.0.1", "fd00::1"], "w-1": ["10.0.0.2"]}

        def lookup(host, *_, **__):
            if host not in names:
                raise OSError("no such name")
            return [(0, 0, 0, "", (address, 0)) for address in names[host]]

        peers = study_peers.Peers(["w-0", "w-1", "w-2"], lookup)
        self.assertFalse(peers.knows("10.0.0.1"))
        peers.refresh()
        self.assertTrue(peers.knows("::ffff:10.0.0.1") and peers.is_worker("fd00::1", "0") and peers.is_worker("10.0.0.2", "1"))
        self.assertFalse(peers.is_worker("10.0.0.2", "0") or peers.knows("10.0.0.3"))
        del names["w-1"]
        peers.refresh()
        self.assertFalse(peers.knows("10.0.0.2"))


if __name__ == "__main__":
    unittest.main()
