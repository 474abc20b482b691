/**
 * Starts JupyterLab, given its path, the seconds without use after which it ends, the folder of the workspace, and in JSON whom it lets in:
 * the hashes of the tokens that open it, and the persons whom the gateway names.
 *
 * Jupyter's own rules decide when it ends, for kernels, terminals and the server, with three changes: JupyterLab asks for news all the time
 * while a browser shows it, so only requests that change something count as use; and what a terminal prints counts also where no browser shows
 * it and when the terminal is gone. The server looks as often as the others do. Terminals start in the workspace.
 *
 * Asked to end (SIGTERM, also while it starts) it ends as a process does that is killed: a good end means that nobody uses it any more,
 * or that somebody has shut it down in JupyterLab.
 *
 * The server compares tokens with one of its own, which nobody knows; whoever brings a token with a known hash is taken to have brought that.
 * A notebook that names persons is reached by the gateway alone, so the gateway's header says who asks: but for what comes from inside of the
 * pod, as forwarded ports do.
 * @see https://jupyter-server.readthedocs.io/en/latest/operators/security.html
 */
export const SERVER = `\
import hashlib, ipaddress, json, os, secrets, signal, sys

KILLED = 128 + signal.SIGTERM
signal.signal(signal.SIGTERM, lambda *_: sys.exit(KILLED))

from jupyter_server.auth.identity import PasswordIdentityProvider, User
from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server_terminals.terminalmanager import TerminalManager
from tornado.ioloop import PeriodicCallback
from traitlets.config import Config

path, idle, workspace, comers = sys.argv[1:]
hashes, users = (json.loads(comers)[key] for key in ("tokenHashes", "users"))
seconds = int(idle)
interval = max(1, min(60, seconds // 4))

def opens(token):
    return hashlib.sha256(token.encode()).hexdigest() in hashes

def from_outside(request):
    address = ipaddress.ip_address(request.connection.context.address[0])
    return not (getattr(address, "ipv4_mapped", None) or address).is_loopback

class Comers(PasswordIdentityProvider):
    def get_user(self, handler):
        names = handler.request.headers.get_list(os.environ["DS_NOTEBOOK_USER_HEADER"])
        if len(names) == 1 and names[0] in users and from_outside(handler.request):
            return User(names[0])
        return super().get_user(handler)

    def get_token(self, handler):
        token = super().get_token(handler)
        return self.token if token and opens(token) else token

    def process_login_form(self, handler):
        return self.generate_anonymous_user(handler) if opens(handler.get_argument("password", default="")) else None

count = APIHandler.update_api_activity

def count_changes(self):
    if self.request.method not in ("GET", "HEAD", "OPTIONS"):
        count(self)

APIHandler.update_api_activity = count_changes

class Terminals(TerminalManager):
    def create(self, **settings):
        return super().create(**{"cwd": workspace, **settings})

    def pre_pty_read_hook(self, terminal):
        super().pre_pty_read_hook(terminal)
        self.parent.web_app.settings["terminal_last_activity"] = terminal.last_activity

class Server(ServerApp):
    killed = False

    def stop(self, from_signal=False):
        self.killed = self.killed or from_signal
        super().stop(from_signal)

    def init_shutdown_no_activity(self):
        PeriodicCallback(self.shutdown_no_activity, 1000 * interval).start()

config = Config()
config.IdentityProvider.token = secrets.token_hex(32)
config.PasswordIdentityProvider.allow_password_change = False
config.ServerApp.update({
    "identity_provider_class": Comers,
    "jpserver_extensions": {"jupyterlab": True, "jupyter_server_terminals": True},
    "ip": "*",
    "port": int(os.environ["DS_NOTEBOOK_PORT"]),
    "port_retries": 0,
    "base_url": path,
    "default_url": "/lab",
    "root_dir": workspace,
    "open_browser": False,
    "trust_xheaders": True,
    "shutdown_no_activity_timeout": seconds,
})
config.MappingKernelManager.update({"cull_idle_timeout": seconds, "cull_interval": interval, "cull_connected": True, "cull_busy": False})
config.TerminalsExtensionApp.terminal_manager_class = Terminals
config.TerminalManager.update({"cull_inactive_timeout": seconds, "cull_interval": interval})
config.LabApp.update({"check_for_updates_class": "jupyterlab.NeverCheckForUpdate", "extension_manager": "readonly"})
Server.launch_instance(argv=[], config=config)
sys.exit(KILLED if Server.instance().killed else 0)
`;
