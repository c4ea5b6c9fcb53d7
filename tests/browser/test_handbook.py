"""The handbook in a real browser, as a reader opens it from the disk."""

import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from curation.steps.release import make_release
from curation.workbench import Workbench
from tests.desk import Desk, fill

pytestmark = pytest.mark.browser

SAMPLE_RATE_HZ = 8_000
DURATION_S = 30


@pytest.fixture
def handbook(chromium: Browser, workbench: Workbench) -> Iterator[Page]:
    """A handbook of two sessions; an error in it, or a request to a host, fails the test."""
    folder = make_release(fill(Desk(workbench)).workbench).folder
    page = chromium.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request", lambda request: request.url.startswith("file:") or faults.append(request.url)
    )
    page.goto((folder / "handbook.html").as_uri())
    yield page
    page.close()
    assert faults == []


def sound(path: Path) -> None:
    path.parent.mkdir(parents=True)
    with wave.open(str(path), "wb") as stream:
        stream.setnchannels(1)
        stream.setsampwidth(2)
        stream.setframerate(SAMPLE_RATE_HZ)
        stream.writeframes(bytes(2 * SAMPLE_RATE_HZ * DURATION_S))


def wait_until(handbook: Page, condition: str) -> float:
    """Wait while it plays; the time of the recording then. (The page forbids eval.)"""
    time_s: float = handbook.evaluate(
        "new Promise((done) => audio.addEventListener('timeupdate',"
        f" () => {{ if ({condition}) done(audio.currentTime); }}))"
    )
    return time_s


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("cough", ["2.1", "3.1"]),
        ("咳嗽", ["2.1", "3.1"]),
        ("LOPINAVIR twice", ["1.1"]),
        ("nothing of this", []),
    ],
)
def test_handbook_find_shows_answers_with_every_word(
    handbook: Page, typed: str, shown: list[str]
) -> None:
    handbook.fill("#find", typed)
    assert handbook.locator("article:visible h3 .number").all_inner_texts() == shown
    assert handbook.locator("#found").inner_text() == f"{len(shown)} of 3 answers"
    assert handbook.locator(".contents li li a:visible .number").all_inner_texts() == shown
    handbook.fill("#find", "")
    assert handbook.locator("article:visible").count() == 3


def test_handbook_plays_the_answer_without_the_interruption(
    handbook: Page, workbench: Workbench
) -> None:
    sound(workbench.settings.home / "recordings" / "en 1" / "round.opus")
    play = handbook.locator("article").nth(1).locator(".play")
    play.click()
    assert wait_until(handbook, "audio.currentTime > 7.5 && !audio.paused") < 12
    assert play.inner_text().split() == ["■", "Stop"]
    handbook.evaluate("audio.currentTime = 13.9")  # the first part of the answer ends at 14.0
    assert wait_until(handbook, "audio.currentTime > 14.1") >= 14.5  # its second part
    handbook.evaluate("audio.currentTime = 18.4")
    expect(play).to_contain_text("Hear it")
    assert handbook.evaluate("audio.paused")


def test_handbook_says_when_the_recording_is_not_there(handbook: Page) -> None:
    play = handbook.locator(".play").first
    play.click()
    expect(play).to_contain_text("The recording is not beside this handbook")


def test_handbook_links_lead_somewhere(handbook: Page) -> None:
    lost = handbook.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')]"
        ".filter((link) => !document.getElementById(link.hash.slice(1))).length"
    )
    assert lost == 0
