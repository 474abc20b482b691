"""Starts JupyterLab, given the seconds without use after which it ends, those for which somebody can keep it, the folder of the workspace, and in
JSON whom it lets in: the hashes of the tokens that open it, and the persons whom the gateway names. Python 3.9 or later.

Jupyter's own rules decide when it ends, for kernels, terminals and the server, with three changes: JupyterLab asks for news all the time
while a browser shows it, so only requests that change something count as use; and what a terminal prints counts also where no browser shows
it and when the terminal is gone. The server looks as often as the others do. Terminals start in the workspace.

What counts as use beside what Jupyter counts: processes of a kernel or terminal that take a tenth of a core, whatever the kernel says of itself;
and a file `.ds-keep` in the workspace, for as long after somebody has touched it as a notebook may be unused at most. Its ctime counts, which
nobody can set. A kernel that waits for an answer at a prompt is no use, though Jupyter calls it busy. Before it ends the server says so in its
log and in a file of the workspace.

Asked to end (SIGTERM, also while it starts) it ends as a process does that is killed: a good end means that nobody uses it any more,
or that somebody has shut it down in JupyterLab.

The server compares tokens with one of its own, which nobody knows; whoever brings a token with a known hash is taken to have brought that.
A notebook that names persons is reached by the gateway alone, so the gateway's header says who asks: but for what comes from inside of the
pod, as forwarded ports do.

Each notebook has a host of its own, and pages of others may lead here, but have nothing done in the name of whoever looks at them: the browser
tells where a request comes from. This stands also for Jupyter's own guard against such pages where the gateway says who asks, since that guard
needs a cookie and the gateway hands on none.
See https://www.w3.org/TR/fetch-metadata/ and https://jupyter-server.readthedocs.io/en/latest/operators/security.html
"""

import hashlib
import ipaddress
import json
import os
import secrets
import signal
import sys
import time
from datetime import timedelta
from typing import Any, Optional
from urllib.parse import urlparse

KILLED = 128 + signal.SIGTERM
signal.signal(signal.SIGTERM, lambda *_: sys.exit(KILLED))

import psutil
from jupyter_server._tz import utcnow
from jupyter_server.auth.identity import PasswordIdentityProvider, User
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager, ServerKernelManager
from jupyter_server_terminals.terminalmanager import TerminalManager
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import PeriodicCallback
from tornado.web import HTTPError
from traitlets import observe
from traitlets.config import Config

idle, longest, workspace, comers = sys.argv[1:]
hashes, users = (json.loads(comers)[key] for key in ("tokenHashes", "users"))
seconds = int(idle)
interval = max(1, min(60, seconds // 4))
SHARE = 0.1
KEEP, NOTICE = (os.path.join(workspace, name) for name in (".ds-keep", "ENDS-SOON.txt"))


def opens(token: str) -> bool:
    return hashlib.sha256(token.encode()).hexdigest() in hashes


def from_outside(request: HTTPServerRequest) -> bool:
    address = ipaddress.ip_address(request.connection.context.address[0])
    return not (getattr(address, "ipv4_mapped", None) or address).is_loopback


def named(request: HTTPServerRequest) -> Optional[str]:
    names = request.headers.get_list(os.environ["DS_NOTEBOOK_USER_HEADER"])
    return names[0] if len(names) == 1 and names[0] in users and from_outside(request) else None


def asked_here(request: HTTPServerRequest) -> bool:
    """Whether a page of this notebook asks, or no page; others may only lead here."""
    told = request.headers
    if "Origin" in told and urlparse(told["Origin"].lower()).netloc != told.get("Host", "").lower():
        return False
    leads = request.method == "GET" and (told.get("Sec-Fetch-Mode"), told.get("Sec-Fetch-Dest")) == ("navigate", "document")
    return leads or told.get("Sec-Fetch-Site", "none") in ("none", "same-origin")


class Comers(PasswordIdentityProvider):
    def get_user(self, handler: JupyterHandler) -> Any:
        if not asked_here(handler.request):
            return None
        name = named(handler.request)
        return User(name) if name else super().get_user(handler)

    def get_token(self, handler: JupyterHandler) -> Any:
        token = super().get_token(handler)
        return self.token if token and opens(token) else token

    def process_login_form(self, handler: JupyterHandler) -> Optional[User]:
        return self.generate_anonymous_user(handler) if opens(handler.get_argument("password", default="")) else None


count = APIHandler.update_api_activity


def count_changes(self: APIHandler) -> None:
    if self.request.method not in ("GET", "HEAD", "OPTIONS"):
        count(self)


APIHandler.update_api_activity = count_changes

check_cookie = JupyterHandler.check_xsrf_cookie


def check_asked_here(self: JupyterHandler) -> None:
    if not named(self.request):
        check_cookie(self)
    elif not asked_here(self.request):
        raise HTTPError(403, "Another page asks.")


JupyterHandler.check_xsrf_cookie = check_asked_here


class Terminals(TerminalManager):
    def create(self, **settings: Any) -> Any:
        return super().create(**{"cwd": workspace, **settings})

    def pre_pty_read_hook(self, terminal: Any) -> None:
        super().pre_pty_read_hook(terminal)
        self.parent.web_app.settings["terminal_last_activity"] = terminal.last_activity


class Kernel(ServerKernelManager):
    waits = False

    def connect_stdin(self, *args: Any, **settings: Any) -> Any:
        stream = super().connect_stdin(*args, **settings)
        receive, send = stream.on_recv, stream.send_multipart

        def on_recv(callback: Any, *args: Any, **settings: Any) -> Any:
            def asked(message: Any) -> Any:
                self.waits = True
                return callback(message)

            return receive(callback and asked, *args, **settings)

        def answer(*args: Any, **settings: Any) -> Any:
            self.waits = False
            return send(*args, **settings)

        stream.on_recv, stream.send_multipart = on_recv, answer
        return stream

    @observe("execution_state")
    def ended_or_began(self, change: dict[str, Any]) -> None:
        if change["new"] != "busy":
            self.waits = False


class Kernels(AsyncMappingKernelManager):
    async def cull_kernel_if_idle(self, kernel_id: str) -> None:
        self.cull_busy = self._kernels[kernel_id].waits
        await super().cull_kernel_if_idle(kernel_id)


def taken(root: Optional[int]) -> float:
    """CPU time of what a kernel or terminal has started, as far as it runs or was waited for."""
    total = 0
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == root or any(parent.pid == root for parent in process.parents()):
                total += sum(process.cpu_times()[:4])
        except (psutil.Error, OSError):
            pass
    return total


def kept() -> bool:
    try:
        return time.time() - os.stat(KEEP).st_ctime < int(longest)
    except OSError:
        return False


class Server(ServerApp):
    killed = False
    seen: dict[Optional[int], tuple[float, float]] = {}

    def owners(self) -> list[tuple[Any, Optional[int]]]:
        kernels = [kernel for kernel in self.kernel_manager._kernels.values() if hasattr(kernel, "last_activity")]
        terminals = self.web_app.settings.get("terminal_manager")
        shells = list(terminals.terminals.values()) if terminals else []
        return [(kernel, getattr(kernel.provisioner, "pid", None)) for kernel in kernels] + [(shell, shell.ptyproc.pid) for shell in shells]

    def shutdown_no_activity(self) -> None:
        now, keep, seen = time.monotonic(), kept(), {}
        for owner, pid in self.owners():
            cpu = taken(pid)
            before, earlier = self.seen.get(pid, (now, cpu))
            seen[pid] = now, cpu
            if keep or cpu - earlier > SHARE * (now - before):
                self.web_app.settings["work_last_activity"] = owner.last_activity = utcnow()
        self.seen = seen
        if keep:
            self.web_app.settings["work_last_activity"] = utcnow()
        try:
            self.tell()
        except OSError as error:
            self.log.warning("%s", error)
        super().shutdown_no_activity()

    def tell(self) -> None:
        computes = any(kernel.execution_state == "busy" and not kernel.waits for kernel in self.kernel_manager._kernels.values())
        end = (utcnow() if computes else self.web_app.last_activity()) + timedelta(seconds=seconds)
        soon = (end - utcnow()).total_seconds() <= seconds // 2
        told = os.path.exists(NOTICE)
        if told and not soon:
            os.remove(NOTICE)
        elif soon and not told:
            notice = "Nobody uses this notebook. It ends at %s UTC or within a minute after, unless it is used. To keep it for %d seconds: touch .ds-keep"
            text = notice % (end.strftime("%Y-%m-%d %H:%M:%S"), int(longest))
            self.log.warning(text)
            with open(NOTICE, "w") as file:
                file.write(text + "\n")

    def stop(self, from_signal: bool = False) -> None:
        self.killed = self.killed or from_signal
        super().stop(from_signal)

    def init_shutdown_no_activity(self) -> None:
        PeriodicCallback(self.shutdown_no_activity, 1000 * interval).start()


config = Config()
config.IdentityProvider.token = secrets.token_hex(32)
config.PasswordIdentityProvider.allow_password_change = False
config.ServerApp.update(
    {
        "identity_provider_class": Comers,
        "kernel_manager_class": Kernels,
        "jpserver_extensions": {"jupyterlab": True, "jupyter_server_terminals": True},
        "ip": "*",
        "port": int(os.environ["DS_NOTEBOOK_PORT"]),
        "port_retries": 0,
        "default_url": "/lab",
        "root_dir": workspace,
        "open_browser": False,
        "trust_xheaders": True,
        "shutdown_no_activity_timeout": seconds,
    }
)
config.MappingKernelManager.update({"kernel_manager_class": "__main__.Kernel", "cull_idle_timeout": seconds, "cull_interval": interval, "cull_connected": True, "cull_busy": False})
config.TerminalsExtensionApp.terminal_manager_class = Terminals
config.TerminalManager.update({"cull_inactive_timeout": seconds, "cull_interval": interval})
config.LabApp.update({"check_for_updates_class": "jupyterlab.NeverCheckForUpdate", "extension_manager": "readonly"})
Server.launch_instance(argv=[], config=config)
sys.exit(KILLED if Server.instance().killed else 0)
