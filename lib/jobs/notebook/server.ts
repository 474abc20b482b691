/**
 * Starts JupyterLab, given its path, the seconds without use after which it ends, the folder of the workspace, and the hashes of the tokens
 * that open it. Jupyter's own rules decide when it ends, for kernels, terminals and the server, with two changes: JupyterLab asks for news
 * all the time while a browser shows it, so only requests that change something count as use. And the server looks as often as the others do.
 *
 * The server compares tokens with one of its own, which nobody knows; whoever brings a token with a known hash is taken to have brought that.
 * @see https://jupyter-server.readthedocs.io/en/latest/operators/security.html
 */
export const SERVER = `\
import hashlib, os, secrets, sys
from jupyter_server.auth.identity import PasswordIdentityProvider
from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from tornado.ioloop import PeriodicCallback
from traitlets.config import Config

path, idle, workspace, *hashes = sys.argv[1:]
seconds = int(idle)
interval = max(1, min(60, seconds // 4))

def opens(token):
    return hashlib.sha256(token.encode()).hexdigest() in hashes

class HashedTokens(PasswordIdentityProvider):
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

class Server(ServerApp):
    def init_shutdown_no_activity(self):
        PeriodicCallback(self.shutdown_no_activity, 1000 * interval).start()

config = Config()
config.IdentityProvider.token = secrets.token_hex(32)
config.PasswordIdentityProvider.allow_password_change = False
config.ServerApp.update({
    "identity_provider_class": HashedTokens,
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
config.TerminalManager.update({"cull_inactive_timeout": seconds, "cull_interval": interval})
config.LabApp.update({"check_for_updates_class": "jupyterlab.NeverCheckForUpdate", "extension_manager": "readonly"})
Server.launch_instance(argv=[], config=config)
`;
