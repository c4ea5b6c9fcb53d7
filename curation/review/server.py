"""The app's server: Voilà with one notebook, on this machine only, closed without its token."""

import atexit
import os
import secrets
import socket
import tempfile
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, RequestHandler
from traitlets.config import Config
from voila.app import Voila
from voila.tornado.handler import TornadoVoilaHandler

from curation.errors import InputError

ADDRESS = "127.0.0.1"
IDLE_KERNEL_S = 600  # a closed tab's kernel goes after this
CULL_EVERY_S = 60
PING_TIMEOUT_MS = 30_000  # as long as Jupyter's interval, which tornado does not let it exceed

_FOLDER = Path(__file__).parent
_NOTEBOOK = _FOLDER / "app.ipynb"
_TEMPLATE = _FOLDER / "template"

# Widgets' scripts come as blobs; styles are set on elements; sound is a blob. No other host.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' blob:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self' data:",
        "media-src blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
}


class _Locked(JupyterHandler):
    """Asks for the token before anything else, whatever the handler it is mixed into thinks."""

    async def prepare(self, **options: Any) -> None:
        await super().prepare(**options)
        if self.current_user is None and not self._finished:
            raise HTTPError(403)


class _Page(_Locked, TornadoVoilaHandler):  # type: ignore[misc]
    async def get(self) -> None:
        if self.get_query_argument("token", None) is not None:
            self.redirect(self.base_url)  # the cookie is set; keep the token out of the address
            return
        await TornadoVoilaHandler.get(self)


class _SignIn(RequestHandler):
    """Where Jupyter sends whoever comes without the token."""

    def get(self) -> None:
        self.set_status(403)
        for name, value in HEADERS.items():
            self.set_header(name, value)
        self.write((_TEMPLATE / "signin.html").read_text(encoding="utf-8"))


class ReviewServer(Voila):  # type: ignore[misc]
    """Voilà with our template and only the routes that the one notebook needs."""

    on_listening: Callable[[str], None]

    def setup_template_dirs(self) -> None:
        super().setup_template_dirs()
        self.template_paths.insert(0, str(_TEMPLATE))
        self.static_paths.insert(0, str(_TEMPLATE / "static"))

    def init_handlers(self) -> list[Any]:
        kept = ("/api/kernels/", "/voila/static/", "/voila/labextensions/", "/voila/api/shutdown/")
        routes = [route for route in super().init_handlers() if route[0].startswith(kept)]
        locked = [(path, _locked(handler), *rest) for path, handler, *rest in routes]
        page = {
            "notebook_path": os.path.relpath(_NOTEBOOK, self.root_dir),
            "template_paths": self.template_paths,
            "config": self.config,
            "voila_configuration": self.voila_configuration,
        }
        return [*locked, ("/", _Page, page), ("/login", _SignIn)]

    def launch_browser(self) -> None:
        """Voilà calls this once it listens."""
        self.on_listening(f"http://{ADDRESS}:{self.port}/?token={self.identity_provider.token}")


def _locked(handler: type[RequestHandler]) -> type[RequestHandler]:
    return type(f"Locked{handler.__name__}", (_Locked, handler), {})


def serve(*, home: Path, port: int, announce: Callable[[str], None]) -> None:
    """Serve the app on a data folder until interrupted; `announce` is told the link.

    Raises
    ------
    InputError
        when the port is taken.
    """
    _require_free(port)
    os.environ["CURATION_HOME"] = str(home)  # kernels inherit it
    server = ReviewServer(config=_config(port))
    server.on_listening = announce
    server.initialize([])
    server.start()


def open_browser(link: str) -> None:
    """Show the link in the user's browser, by way of a private file.

    Any user of the machine may read a program's arguments, and the link holds the token.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".html", delete=False) as page:
        page.write(f'<meta charset="utf-8"><meta http-equiv="refresh" content="0;url={link}">')
    path = Path(page.name)
    atexit.register(path.unlink, missing_ok=True)
    webbrowser.open(path.as_uri())


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            raise InputError(
                f"port {port} cannot be used ({error.strerror}); is the app running already?"
                " stop it, or choose another port with --port"
            ) from error


def _config(port: int) -> Config:
    return Config(
        {
            "Voila": {
                "ip": ADDRESS,
                "port": port,
                "port_retries": 0,
                "token": secrets.token_hex(24),
                "notebook_path": str(_NOTEBOOK),
                "config_file_paths": [],  # a voila.py in the current folder would be run
                "log_level": "ERROR",
                "tornado_settings": {
                    "headers": HEADERS,
                    "allow_remote_access": False,
                    "ws_ping_timeout": PING_TIMEOUT_MS,
                },
            },
            "VoilaConfiguration": {
                "strip_sources": True,
                "allow_template_override": "NO",
                "allow_theme_override": "NO",
                "file_allowlist": [],
                "extension_allowlist": [
                    "@jupyter-widgets/jupyterlab-manager",
                    "@voila-dashboards/widgets-manager8",
                    "anywidget",
                ],
            },
            # Sockets in a private folder rather than ports that any user of the machine can reach.
            "KernelManager": {"transport": "ipc" if os.name == "posix" else "tcp"},
            "MappingKernelManager": {
                "cull_idle_timeout": IDLE_KERNEL_S,
                "cull_interval": CULL_EVERY_S,
            },
        }
    )
