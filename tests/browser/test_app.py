"""The app in a real browser: deciding by keyboard and mouse, hearing, coming back."""

import re
from collections.abc import Callable
from itertools import count
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from curation.model import (
    Concept,
    Decision,
    EntitySpan,
    Frequency,
    Participant,
    Recording,
    Session,
    Transcript,
)
from curation.review.decide import Ruling, decide
from curation.state import ItemState, item_states
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.browser.conftest import RunningApp, running_app, wait_until
from tests.review.sample import add_dose, add_session, demo_turns

TURNS = (
    (0.5, 4.5, "Host", "Good morning."),
    (5.0, 9.0, "Asker", "Did you give chloroquine for the fever?"),
    (9.5, 15.0, "Expert", "We did not give chloroquine. The cough got better."),
)
HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "<script>alert(2)</script>",
    '"><svg/onload=alert(3)>',
    "javascript:alert(4)",
    "{{7*7}}",
    "\u202eesrever 😷",
)
numbers = count(1)

pytestmark = pytest.mark.browser


@pytest.fixture
def session(store_of: Workbench) -> Session:
    """A new session with two drugs, a fever, a cough and a pair, and the demo's recording."""
    number = next(numbers)
    session = Session(
        id=f"test-{number}",
        title=f"Short session {number}",
        languages=("en",),
        participants=(Participant(name="Expert", role="expert"),),
    )
    store_of.store.put_session(session)
    transcript = add_session(store_of, session, iter(TURNS))
    return attach_recording(store_of, session, transcript)


def attach_recording(workbench: Workbench, session: Session, transcript: Transcript) -> Session:
    """Give the transcript a revision that belongs to the demo's recording, under a new hash."""
    (known,) = workbench.store.recordings("covid19-en")
    values = {name: getattr(known, name) for name in known.__dataclass_fields__}
    recording = Recording(
        **{**values, "id": session.id, "session_id": session.id, "sha256": session.id}
    )
    workbench.store.add_recording(recording)
    path = workbench.settings.transcripts / session.id / "r0001.json"
    path.unlink()
    words = {name: getattr(transcript, name) for name in transcript.__dataclass_fields__}
    save_transcript(
        workbench.settings.transcripts, Transcript(**{**words, "recording_id": recording.id})
    )
    return session


def open_session(page: Page, app: RunningApp, session: Session) -> None:
    page.goto(f"{app.address}#{session.id}")
    expect(page.locator(".cw-where h1")).to_have_text(session.title)
    expect(page.locator(".cw-card h2")).to_be_visible()


def state_of(workbench: Workbench, target_id: str) -> ItemState | None:
    return item_states(workbench.store.decisions(target_id=target_id)).get(target_id)


def decisions_of(workbench: Workbench, session: Session) -> tuple[Decision, ...]:
    return workbench.store.decisions(session_id=session.id)


def press_and_wait(page: Page, key: str, workbench: Workbench, session: Session) -> Decision:
    """Press a key and wait until the decision that it makes is in the store and shown."""
    before = len(decisions_of(workbench, session))
    page.keyboard.press(key)
    wait_until(lambda: len(decisions_of(workbench, session)) > before)
    expect(page.locator(".cw-state-ok")).to_contain_text("Saved")
    return decisions_of(workbench, session)[-1]


def absent_drug(workbench: Workbench, session: Session) -> EntitySpan:
    return next(e for e in workbench.store.entities(session.id) if e.assertion == "absent")


def test_app_decides_undoes_and_finds_its_place_again(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    drug = absent_drug(store_of, session)
    term = page.locator(".cw-term")
    expect(term).to_have_text(drug.text)

    page.keyboard.press("7")
    expect(page.locator(".cw-assertions [aria-pressed=true]")).to_contain_text("advised against")
    edited = press_and_wait(page, "a", store_of, session)
    assert (edited.target_id, edited.verdict) == (drug.id, "edit")
    assert edited.after == {"assertion": "advised_against"}
    assert edited.reviewer == "reviewer A"
    assert 0 < edited.seconds < 60

    accepted = press_and_wait(page, "a", store_of, session)
    rejected = press_and_wait(page, "r", store_of, session)
    skipped = press_and_wait(page, "s", store_of, session)
    assert [d.verdict for d in (accepted, rejected, skipped)] == ["accept", "reject", "skip"]
    assert len({d.target_id for d in decisions_of(store_of, session)}) == 4

    for taken_back in (skipped, rejected):
        undone = press_and_wait(page, "u", store_of, session)
        assert undone.undoes == taken_back.id
    expect(page.locator(".cw-status-word")).to_have_text("open")

    place = page.url
    shown = page.locator(".cw-card h2 + *").inner_text()
    page.reload()
    expect(page.locator(".cw-card h2 + *")).to_have_text(re.compile(re.escape(shown[:10])))
    assert page.url == place
    assert "token" not in page.url
    rejected_state = state_of(store_of, rejected.target_id)
    assert rejected_state is not None
    assert rejected_state.status == "open"


def test_app_opens_a_session_from_the_library_by_keyboard_and_goes_back(
    page: Page, app: RunningApp
) -> None:
    page.goto(f"{app.address}#")
    first, second = page.locator(".cw-open").first, page.locator(".cw-open").nth(1)
    expect(first).to_be_focused()
    page.keyboard.press("j")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".cw-card h2")).to_be_visible()
    page.go_back()
    expect(page.locator(".cw-library")).to_be_visible()


def test_app_plays_the_moment_and_any_word(page: Page, app: RunningApp, session: Session) -> None:
    open_session(page, app, session)
    audio = page.locator("audio")
    page.keyboard.press(" ")
    wait_until(lambda: audio.evaluate("audio => audio.currentTime") > 0.3)
    assert not audio.evaluate("audio => audio.paused")
    expect(page.locator(".cw-plays .cw-playing")).to_have_count(1)
    page.keyboard.press(" ")
    wait_until(lambda: audio.evaluate("audio => audio.paused"))

    page.locator(".cw-word", has_text="morning").click()
    wait_until(lambda: audio.evaluate("audio => audio.currentTime") > 0.2)
    expect(page.locator(".cw-time")).to_have_text(re.compile("0:0[0-5]"))
    page.keyboard.press("]")
    assert audio.evaluate("audio => audio.playbackRate") == 1.25


def test_app_goes_on_playing_into_the_next_clip(
    page: Page, app: RunningApp, session: Session
) -> None:
    open_session(page, app, session)
    page.locator(".cw-word", has_text="Good").click()
    audio = page.locator("audio")
    wait_until(lambda: audio.evaluate("audio => audio.currentTime") > 0.2)
    first = audio.get_attribute("src")
    audio.evaluate("audio => { audio.currentTime = audio.duration - 0.3; }")
    expect(audio).not_to_have_attribute("src", str(first))
    wait_until(lambda: audio.evaluate("audio => audio.currentTime") > 0.2)
    expect(page.locator(".cw-time")).to_have_text(re.compile("0:1[2-5]"))


def test_app_edits_the_wording_of_a_pair(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    page.locator(".cw-progress", has_text="Q&A").click()
    page.keyboard.press("e")
    question = page.get_by_label("Question to publish")
    expect(question).to_be_focused()
    question.fill("")
    page.keyboard.type("Was a jars remedy used?")  # a, j, r and s are keys elsewhere
    page.get_by_label("Topics").fill("antivirals, 激素")
    assert not decisions_of(store_of, session)
    edited = press_and_wait(page, "Control+Enter", store_of, session)
    assert edited.after == {
        "question_text": "Was a jars remedy used?",
        "topics": ["antivirals", "激素"],
    }
    assert edited.before["topics"] == []


@pytest.fixture
def dose_session(store_of: Workbench) -> Session:
    """A session with two doses: one ten times too high, one that was not given."""
    number = next(numbers)
    session = Session(id=f"doses-{number}", title=f"Doses {number}", languages=("en",))
    store_of.store.put_session(session)
    said = "We gave chloroquine, 5000 mg twice a day. We did not give arbidol, 200 mg a day."
    add_session(store_of, session, iter([(0.0, 9.0, "Expert", said)]))
    twice, daily = Frequency(times_per_day=2), Frequency(times_per_day=1)
    high = {"amount": 5000, "frequency": twice, "implausible": True}
    add_dose(store_of, session.id, "200 mg a day", amount=200, frequency=daily, negated=True)
    add_dose(store_of, session.id, "5000 mg twice a day", **high)
    return session


def test_app_decides_doses_most_harmful_first(
    page: Page, app: RunningApp, store_of: Workbench, dose_session: Session
) -> None:
    open_session(page, app, dose_session)
    wrong, absent = sorted(store_of.store.doses(dose_session.id), key=lambda d: -d.amount)  # type: ignore[operator]
    card = page.locator(".cw-card")
    expect(page.locator(".cw-term")).to_have_text("5000 mg twice a day")
    expect(page.locator(".cw-dose-implausible")).to_contain_text("Beyond what is known to be given")
    expect(page.locator(".cw-why")).to_contain_text("an error here does most harm")
    marked = page.locator(".cw-current").all_inner_texts()
    assert "".join(marked).replace(" ", "") == "5000mgtwiceaday"
    expect(card.get_by_label("Drug")).to_have_value("chloroquine")
    expect(card.get_by_label("Unit")).to_have_value("mg")
    expect(card.get_by_label("How often, number")).to_have_value("2")
    expect(card.get_by_label("How often", exact=True)).to_have_value("times_per_day")

    rejected = press_and_wait(page, "r", store_of, dose_session)
    assert (rejected.target_id, rejected.verdict) == (wrong.id, "reject")
    expect(page.locator(".cw-term")).to_have_text("200 mg a day")
    expect(page.locator(".cw-dose-negated")).to_contain_text("Said not to be given")
    expect(card.get_by_role("checkbox")).to_be_checked()
    accepted = press_and_wait(page, "a", store_of, dose_session)
    assert (accepted.target_id, accepted.verdict) == (absent.id, "accept")
    assert press_and_wait(page, "u", store_of, dose_session).undoes == accepted.id


def test_app_edits_a_dose_by_keyboard(
    page: Page, app: RunningApp, store_of: Workbench, dose_session: Session
) -> None:
    open_session(page, app, dose_session)
    card = page.locator(".cw-card")
    page.keyboard.press("e")
    expect(card.get_by_label("Drug")).to_be_focused()
    page.keyboard.press("Tab")
    expect(card.get_by_label("Amount")).to_be_focused()
    for typed, words in (("-5", "the amount is negative"), ("a few", "the amount is not a number")):
        page.keyboard.press("Control+a")
        page.keyboard.type(typed)
        page.keyboard.press("Control+Enter")
        expect(page.locator(".cw-state-error")).to_contain_text(words)
        expect(card.get_by_label("Amount")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("250-500")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("mgg")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".cw-state-error")).to_contain_text("the unit 'mgg' is not known")
    page.keyboard.press("Backspace")
    card.get_by_label("Route").select_option("by mouth")
    card.get_by_label("For how long", exact=True).select_option("days")
    card.get_by_label("For how long, number").fill("7 to 10")
    card.get_by_label("How often", exact=True).select_option("once only")
    expect(card.get_by_label("How often, number")).to_be_disabled()
    assert not decisions_of(store_of, dose_session)
    edited = press_and_wait(page, "Control+Enter", store_of, dose_session)
    assert edited.after == {
        "amount": [250, 500],
        "route": "oral",
        "duration": {"value": [7, 10], "unit": "day"},
        "frequency": {"times_per_day": None, "every_hours": None, "once": True},
        "implausible": False,
    }


def test_app_edits_the_drug_of_a_dose(
    page: Page, app: RunningApp, store_of: Workbench, dose_session: Session
) -> None:
    open_session(page, app, dose_session)
    drug = page.locator(".cw-card").get_by_label("Drug")
    arbidol = next(e for e in store_of.store.entities(dose_session.id) if e.text == "arbidol")
    drug.fill("Umifenovir")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Accept as changed")).to_be_visible()
    edited = press_and_wait(page, "a", store_of, dose_session)
    assert (edited.after["drug"], edited.after["entity"]) == ("Umifenovir", arbidol.id)


def test_app_moves_an_entity_to_other_words(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    page.keyboard.press("e")
    page.get_by_label("One word more at the start").click()
    page.get_by_label("One word more at the start").click()
    expect(page.locator(".cw-span-text")).to_have_text("not give chloroquine.")
    page.get_by_role("button", name="Symptom", exact=True).click()
    page.get_by_role("button", name="Accept as changed").click()
    wait_until(lambda: len(decisions_of(store_of, session)) == 1)
    after = decisions_of(store_of, session)[0].after
    assert (after["text"], after["label"]) == ("not give chloroquine", "SYMPTOM")


def test_app_keeps_a_half_written_edit_over_a_reload(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    page.locator(".cw-progress", has_text="Q&A").click()
    page.get_by_label("Answer to publish").fill("Half an answer")
    page.reload()
    expect(page.get_by_label("Answer to publish")).to_have_value("Half an answer")
    page.locator(".cw-card h2").click()
    edited = press_and_wait(page, "a", store_of, session)
    assert edited.after == {"answer_text": "Half an answer"}


@pytest.mark.parametrize("choice", ["mine", "theirs"])
def test_app_shows_both_sides_of_a_conflict(
    page: Page, app: RunningApp, store_of: Workbench, session: Session, choice: str
) -> None:
    open_session(page, app, session)
    drug = absent_drug(store_of, session)
    decide(store_of.store, drug.id, Ruling(verdict="reject", reviewer="reviewer B", version=0))
    page.keyboard.press("a")
    alert = page.locator(".cw-conflict")
    expect(alert).to_contain_text("reviewer B decided meanwhile: rejected")
    expect(alert).to_contain_text("Yours was not saved: accepted")
    page.get_by_role("button", name=f"Keep {choice}").click()
    expect(alert).to_have_count(0)
    wait_until(lambda: len(decisions_of(store_of, session)) == (2 if choice == "mine" else 1))
    state = state_of(store_of, drug.id)
    assert state is not None
    assert state.conflict == (choice == "mine")
    assert state.standing[0].reviewer == "reviewer B"


def test_app_shows_hostile_text_as_text(page: Page, app: RunningApp, store_of: Workbench) -> None:
    text = " ".join(HOSTILE)
    session = Session(
        id="hostile",
        title=text,
        topic=text,
        languages=("en",),
        participants=(Participant(name=HOSTILE[0], role="expert"),),
    )
    store_of.store.put_session(session)
    turns = [
        (0.0, 5.0, HOSTILE[1], f"Is {text} a fever?"),
        (5.0, 9.0, HOSTILE[0], f"Yes, {text}."),
    ]
    transcript = add_session(store_of, session, iter(turns))
    values = {"label": "DRUG", "start_char": 0, "end_char": 4, "score": 0.1, "text": HOSTILE[0]}
    concept = Concept(system=HOSTILE[1], code=HOSTILE[2], display=HOSTILE[0])
    hostile = EntitySpan(
        id="<b>",
        transcript=transcript.key,
        first_word=1,
        last_word=1,
        concept=concept,
        source=text,
        **values,
    )
    store_of.store.put_candidates(transcript.key, [hostile, *store_of.store.pairs("hostile")])
    ruling = Ruling(verdict="skip", reviewer=HOSTILE[2], version=0, note=HOSTILE[0])
    decide(store_of.store, hostile.id, ruling)

    page.goto(f"{app.address}#")
    expect(page.locator(".cw-library")).to_contain_text(HOSTILE[0])
    open_session(page, app, session)
    page.get_by_label("Which candidates to show").select_option("every")
    page.keyboard.press("j")
    expect(page.locator(".cw-card")).to_contain_text(HOSTILE[0])
    expect(page.locator(".cw-transcript")).to_contain_text(HOSTILE[1])
    assert page.locator(".cw img, .cw svg, .cw script").count() == 0


def test_app_goes_on_without_a_missing_recording(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    sound = store_of.recording_path(store_of.store.recordings(session.id)[0])
    aside = sound.with_suffix(".aside")
    sound.rename(aside)
    try:
        open_session(page, app, session)
        expect(page.locator(".cw-aside")).to_contain_text("recording is not where it was")
        page.keyboard.press(" ")
        expect(page.locator(".cw-state")).to_contain_text("recording is not where it was")
        assert press_and_wait(page, "a", store_of, session).verdict == "accept"
    finally:
        aside.rename(sound)


def test_app_says_when_a_recording_goes_away_meanwhile(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    sound = store_of.recording_path(store_of.store.recordings(session.id)[0])
    aside = sound.with_suffix(".aside")
    sound.rename(aside)
    try:
        page.locator(".cw-word", has_text="Good").click()
        expect(page.locator(".cw-state-error")).to_contain_text("no such file")
    finally:
        aside.rename(sound)


def test_app_keeps_long_transcripts_usable(
    page: Page, app: RunningApp, store_of: Workbench
) -> None:
    session = Session(id="long", title="Two hours", languages=("en",))
    store_of.store.put_session(session)
    block = list(demo_turns("covid19-en"))
    turns = [
        (start_s + 226 * n, end_s + 226 * n, speaker, text)
        for n in range(32)
        for start_s, end_s, speaker, text in block
    ]
    transcript = add_session(store_of, session, iter(turns))
    assert len(transcript.words) > 15_000
    open_session(page, app, session)
    page.keyboard.press("k")  # back around the end: the last one in the queue
    expect(page.locator(".cw-current, .cw-question").first).to_be_in_viewport()
    drawn = page.locator(".cw-turn p").evaluate_all(
        "texts => texts.filter(text => text.checkVisibility({contentVisibilityAuto: true})).length"
    )
    assert 0 < drawn < page.locator(".cw-turn").count() / 4
    assert press_and_wait(page, "a", store_of, session).verdict == "accept"


def test_app_comes_back_by_itself_when_its_kernel_dies(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    for kernel in psutil.Process(app.process.pid).children():
        kernel.kill()
    with page.expect_event("load"):
        page.keyboard.press("a")
    expect(page.locator(".cw-state")).to_contain_text("connection was lost")
    assert not decisions_of(store_of, session)
    assert press_and_wait(page, "a", store_of, session).verdict == "accept"


def test_app_without_sessions_says_what_to_do(
    context: BrowserContext, tmp_path: Path, keep_screenshot: Callable[[Page, str], Path]
) -> None:
    with running_app(tmp_path / "home") as empty:
        page = context.new_page()
        page.goto(empty.link)
        expect(page.locator(".cw-empty")).to_contain_text("curation transcribe")
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
        page.keyboard.press("?")
        expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()


def test_app_picture_for_the_readme(
    page: Page, app: RunningApp, keep_screenshot: Callable[[Page, str], Path]
) -> None:
    page.goto(f"{app.address}#")
    page.locator(".cw-open", has_text="Early COVID-19").click()
    page.locator(".cw-term").wait_for()
    for key in ("7", "a", "2", "a", "a", "a"):
        page.keyboard.press(key)
        page.wait_for_timeout(300)
    page.locator(".cw-state", has_text="Saved").wait_for()
    page.mouse.move(0, 0)
    assert keep_screenshot(page, "review").stat().st_size > 20_000
