"""Nothing of the app is open without its link, and it listens on this machine only."""

import http.client
import socket
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.browser.conftest import RunningApp

KERNEL = "/api/kernels/01234567-0123-0123-0123-0123456789ab"
ROUTES = (
    "/",
    "/?token=wrong",
    "/?token=",
    "/app.ipynb",
    "/api/contents",
    "/api/kernels",
    KERNEL,
    f"{KERNEL}/channels",
    "/voila/api/contents/",
    "/voila/api/shutdown/x",
    "/voila/api/themes/",
    "/voila/files/app.ipynb",
    "/voila/files/server.py",
    "/voila/labextensions/anywidget/package.json",
    "/voila/render/app.ipynb",
    "/voila/static/../app.ipynb",
    "/voila/static/page.js",
    "/voila/static/voila.js",
    "/voila/templates/lab/static/require.min.js",
    "/voila/tree",
)
NEVER_SERVED = (
    "/app.ipynb",
    "/api/contents",
    "/voila/files/app.ipynb",
    "/voila/files/workbench.db",
    "/voila/render/app.ipynb",
    "/voila/tree",
)


def request(
    app: RunningApp, path: str, method: str = "GET", **headers: str
) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("127.0.0.1", urlsplit(app.link).port, timeout=30)
    connection.request(
        method, path, headers={key.replace("_", "-"): headers[key] for key in headers}
    )
    response = connection.getresponse()
    response.read()
    connection.close()
    return response


def token(app: RunningApp) -> str:
    return parse_qs(urlsplit(app.link).query)["token"][0]


@pytest.mark.parametrize("path", ROUTES)
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "DELETE", "OPTIONS"])
def test_closed_without_token(app: RunningApp, method: str, path: str) -> None:
    response = request(app, path, method)
    to_sign_in = (response.getheader("Location") or "").startswith("/login")
    assert response.status in {403, 404, 405} or (response.status == 302 and to_sign_in)


def test_closed_websocket_without_token(app: RunningApp) -> None:
    response = request(
        app,
        f"{KERNEL}/channels",
        Connection="Upgrade",
        Upgrade="websocket",
        Sec_WebSocket_Version="13",
        Sec_WebSocket_Key="AAAAAAAAAAAAAAAAAAAAAA==",
        Origin=app.address.rstrip("/"),
    )
    assert response.status == 403


def test_closed_sign_in_page_says_what_to_do(app: RunningApp) -> None:
    response = request(app, "/login")
    assert response.status == 403
    policy = response.getheader("Content-Security-Policy") or ""
    assert "default-src 'none'" in policy


@pytest.mark.parametrize("path", NEVER_SERVED)
def test_closed_files_stay_unserved_even_with_token(app: RunningApp, path: str) -> None:
    assert request(app, path, Authorization=f"token {token(app)}").status == 404


def test_closed_opens_with_token(app: RunningApp) -> None:
    response = request(app, "/voila/static/page.js", Authorization=f"token {token(app)}")
    assert response.status == 200
    assert "script-src 'self' blob:" in (response.getheader("Content-Security-Policy") or "")


def test_closed_link_leaves_its_token_out_of_the_address(app: RunningApp) -> None:
    response = request(app, f"/?token={token(app)}")
    assert (response.status, response.getheader("Location")) == (302, "/")
    cookie = response.getheader("Set-Cookie") or ""
    assert "HttpOnly" in cookie
    assert token(app) not in cookie


def test_closed_to_other_host_names(app: RunningApp) -> None:
    # A page elsewhere may give its own name this machine's address.
    response = request(
        app, "/voila/static/page.js", Authorization=f"token {token(app)}", Host="example.org"
    )
    assert response.status == 403


def test_closed_to_other_machines(app: RunningApp) -> None:
    table = Path("/proc/net/tcp")
    if not table.exists():
        pytest.skip("only Linux lists its sockets in /proc/net/tcp")
    port = f":{urlsplit(app.link).port:04X}"
    rows = [line.split() for line in table.read_text(encoding="ascii").splitlines()[1:]]
    listening = {row[1] for row in rows if row[1].endswith(port) and row[3] == "0A"}
    assert listening == {socket.inet_aton("127.0.0.1")[::-1].hex().upper() + port}
