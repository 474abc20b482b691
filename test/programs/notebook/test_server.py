"""The real server of a notebook, with short times: what counts as use, and what does not."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import uuid

import psutil
import websocket

PROGRAM = os.path.join(os.path.dirname(__file__), *[os.pardir] * 3, "programs", "notebook", "server.py")
IDLE = 10
TOKEN = "ours"
HASH = __import__("hashlib").sha256(TOKEN.encode()).hexdigest()


class Notebook:
    def __init__(self, longest=3600, users=()):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.home = tempfile.TemporaryDirectory()
        self.workspace = os.path.join(self.home.name, "workspace")
        os.mkdir(self.workspace)
        env = dict(os.environ, HOME=self.home.name, DS_NOTEBOOK_PORT=str(self.port), DS_NOTEBOOK_USER_HEADER="X-User", JUPYTER_RUNTIME_DIR=self.home.name)
        self.log = open(os.path.join(self.home.name, "log"), "w+")
        root = ["--allow-root"] if os.getuid() == 0 else []
        with open(PROGRAM) as file:
            server = file.read().replace("argv=[]", "argv=%r" % root)
        words = [sys.executable, "-c", server, str(IDLE), str(longest), self.workspace, json.dumps({"tokenHashes": [HASH], "users": list(users)})]
        self.process = subprocess.Popen(words, env=env, stdout=self.log, stderr=self.log)
        while self.process.poll() is None:
            try:
                self.ask("GET", "api")
                break
            except OSError:
                time.sleep(0.2)

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request("http://127.0.0.1:%d/%s" % (self.port, path), data, {"Authorization": "token " + TOKEN}, method=method)
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.loads(response.read() or "null")

    def run(self, code, until):
        """Runs a cell in a new kernel, and leaves when a message of this type has come."""
        kernel = self.ask("POST", "api/kernels", {})["id"]
        url = "ws://127.0.0.1:%d/api/kernels/%s/channels?session_id=%s" % (self.port, kernel, uuid.uuid4().hex)
        browser = websocket.create_connection(url, header=["Authorization: token " + TOKEN], timeout=60)
        header = {"msg_id": uuid.uuid4().hex, "username": "", "session": uuid.uuid4().hex, "msg_type": "execute_request", "version": "5.3", "date": ""}
        content = {"code": code, "silent": False, "store_history": False, "user_expressions": {}, "allow_stdin": True, "stop_on_error": True}
        browser.send(json.dumps({"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": "shell", "buffers": []}))
        while json.loads(browser.recv())["msg_type"] != until:
            pass
        browser.close()

    def lives(self, seconds):
        """Whether it still runs after so long."""
        try:
            self.process.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            return True

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def close(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        self.log.close()
        self.home.cleanup()


class Use(unittest.TestCase):
    def notebook(self, **settings):
        notebook = Notebook(**settings)
        self.addCleanup(notebook.close)
        return notebook

    def ends(self, notebook):
        self.assertEqual(notebook.process.wait(180), 0, notebook.said())

    def test_a_kernel_that_waits_at_a_prompt_is_no_use(self):
        notebook = self.notebook()
        notebook.run("input()", "input_request")
        self.ends(notebook)
        self.assertIn("Nobody uses this notebook. It ends at", notebook.said())
        self.assertTrue(os.path.exists(os.path.join(notebook.workspace, "ENDS-SOON.txt")))

    def test_a_debugger_that_waits_is_no_use(self):
        notebook = self.notebook()
        notebook.run("import pdb; pdb.set_trace()", "input_request")
        self.ends(notebook)

    def test_a_cell_that_runs_is_use_whatever_it_waits_for(self):
        notebook = self.notebook()
        notebook.run("import time; time.sleep(600)", "execute_input")
        self.assertTrue(notebook.lives(3 * IDLE), notebook.said())

    def test_work_of_a_silent_thread_is_use_until_it_is_done(self):
        notebook = self.notebook()
        notebook.run("import threading, time\nend = time.monotonic() + %d\ndef work():\n    while time.monotonic() < end: pass\nthreading.Thread(target=work).start()" % (3 * IDLE), "execute_reply")
        self.assertTrue(notebook.lives(2.5 * IDLE), notebook.said())
        self.ends(notebook)

    def test_work_of_a_process_that_a_cell_has_left_is_use(self):
        notebook = self.notebook()
        notebook.run("import subprocess, sys\nsubprocess.Popen(['sh', '-c', sys.executable + ' -c \"while True: pass\" &'])", "execute_reply")
        self.assertTrue(notebook.lives(3 * IDLE), notebook.said())

    def test_who_keeps_it_keeps_it_for_a_time(self):
        notebook = self.notebook(longest=3 * IDLE)
        open(os.path.join(notebook.workspace, ".ds-keep"), "w").close()
        os.utime(os.path.join(notebook.workspace, ".ds-keep"), (2**33, 2**33))
        notebook.run("1", "execute_reply")
        self.assertTrue(notebook.lives(2.5 * IDLE), notebook.said())
        self.ends(notebook)

    def test_pages_of_others_may_lead_here_and_nothing_else(self):
        notebook = self.notebook(users=["alice"])
        host = "%s:%d" % (outside(), notebook.port)
        own, other = ({"Origin": "http://" + name} for name in (host, "other.example.com"))
        ours = {"X-User": "alice"}
        led = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
        framed, fetched = ({**led, **how} for how in ({"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}))
        token = {"Authorization": "token " + TOKEN}
        # 404 is Jupyter's own answer.
        table = [
            ("POST", ours, 201),
            ("POST", {**ours, **own}, 201),
            ("POST", {**ours, **own, "Sec-Fetch-Site": "same-origin"}, 201),
            ("POST", {**ours, **other}, 403),
            ("POST", {**ours, "Origin": "null"}, 403),
            ("POST", {**ours, **led}, 403),
            ("POST", {}, 403),
            ("GET", {**ours, **led}, 200),
            ("GET", {**ours, **framed}, 403),
            ("GET", {**ours, **fetched}, 403),
            ("GET", {**ours, **other}, 404),
            ("POST", {**token, **own}, 201),
            ("POST", {**token, **other}, 404),
            ("POST", {"X-User": "mallory"}, 403),
        ]
        for method, headers, expected in table:
            with self.subTest(method=method, headers=headers):
                self.assertEqual(status("http://%s/api/terminals" % host if method == "GET" else "http://%s/api/contents" % host, method, headers), expected)
        for headers, opens in (({**ours, **own}, True), ({**ours, **other}, False), (own, False)):
            with self.subTest(websocket=headers):
                self.assertEqual(self.connects("ws://%s/api/events/subscribe" % host, headers), opens)

    def connects(self, url, headers):
        try:
            websocket.create_connection(url, header=[": ".join(pair) for pair in headers.items() if pair[0] != "Origin"], origin=headers["Origin"], timeout=60).close()
            return True
        except websocket.WebSocketBadStatusException:
            return False

    def test_the_gateways_word_is_not_believed_from_inside(self):
        notebook = self.notebook(users=["alice"])
        self.assertEqual(status("http://127.0.0.1:%d/api/terminals" % notebook.port, "GET", {"X-User": "alice"}), 403)

    def test_it_is_at_home_on_any_host_that_is_its_own(self):
        notebook = self.notebook()
        token = {"Authorization": "token " + TOKEN, "Host": "a--b.localhost:1"}
        self.assertEqual(status("http://127.0.0.1:%d/lab" % notebook.port, "GET", token), 200)


def outside():
    """An address of this machine by which it is not the loopback's."""
    addresses = [address.address for known in psutil.net_if_addrs().values() for address in known if address.family == socket.AF_INET]
    return next(address for address in addresses if not address.startswith("127."))


def status(url, method, headers):
    data = b"{}" if method == "POST" else None
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers, method=method), timeout=30) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


if __name__ == "__main__":
    unittest.main()
