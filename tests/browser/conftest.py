"""The real app, started as a user starts it, and a real Chromium to open it in."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from curation.workbench import Workbench
from tests.conftest import ROOT, missing_program
from tests.review.sample import build_sample

START_TIMEOUT_S = 60
KEPT_SCREENSHOTS = os.environ.get("CURATION_TEST_SCREENSHOTS")  # read before tests clear it
EXPECT_TIMEOUT_MS = 20_000
SCREEN = {"width": 1280, "height": 800}
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


@dataclass(frozen=True, kw_only=True)
class RunningApp:
    """An app that serves `home`; `link` opens it, `address` is the link without its token."""

    home: Path
    link: str
    process: subprocess.Popen[str]

    @property
    def address(self) -> str:
        return self.link.partition("?")[0]


@contextmanager
def running_app(home: Path, port: int | None = None) -> Iterator[RunningApp]:
    """`curation app` on a data folder until the block ends."""
    port = port or free_port()
    process = subprocess.Popen(
        [Path(sys.executable).with_name("curation"), "app", "--no-browser", "--port", str(port)],
        env={**os.environ, "CURATION_HOME": str(home), "CURATION_REVIEWER": "reviewer A"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "the app printed no link"
        yield RunningApp(home=home, link=found.group(), process=process)
    finally:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(START_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningApp]:
    """The app on the sample's two sessions."""
    home = tmp_path_factory.mktemp("app") / "home"
    build_sample(home)
    with running_app(home) as running:
        yield running


@pytest.fixture
def store_of(app: RunningApp) -> Iterator[Workbench]:
    """The app's data folder, opened beside it."""
    with Workbench.open(app.home) as workbench:
        yield workbench


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if not program:
        missing_program("Chromium", "install chromium")
    expect.set_options(timeout=EXPECT_TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile of its own that lets no request leave this machine."""
    context = chromium.new_context(viewport=SCREEN, color_scheme="light")
    context.set_default_timeout(START_TIMEOUT_S * 1000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def watched_page(context: BrowserContext, app: RunningApp) -> tuple[Page, list[str]]:
    """One page for all tests, opened with the link, and a list of what goes wrong on it."""
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("dialog", lambda dialog: faults.append(f"dialog: {dialog.message}"))
    page.on(
        "console",
        lambda message: "Content Security Policy" in message.text and faults.append(message.text),
    )
    page.on(
        "request",
        lambda request: (
            request.url.startswith((app.address, "data:", "blob:")) or faults.append(request.url)
        ),
    )
    page.goto(app.link)
    page.locator(".cw").wait_for()
    return page, faults


@pytest.fixture
def page(watched_page: tuple[Page, list[str]]) -> Iterator[Page]:
    """The page; its own errors, and requests to other hosts, fail the test."""
    page, faults = watched_page
    faults.clear()
    yield page
    assert not faults


@pytest.fixture(scope="session")
def keep_screenshot(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Page, str], Path]:
    """Take a screenshot, to keep (`make screenshots`) or only to see that one can be taken."""
    folder = ROOT / KEPT_SCREENSHOTS if KEPT_SCREENSHOTS else tmp_path_factory.mktemp("pictures")

    def take(page: Page, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        page.screenshot(path=path)
        return path

    return take


def wait_until(holds: Callable[[], bool], timeout_s: float = 30) -> None:
    """Wait for something outside the page, such as a row in the store."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
