"""The transcript in a real browser: who speaks, what is flagged, what the marks mean."""

import re
from dataclasses import replace
from itertools import count

import pytest
from playwright.sync_api import Locator, Page, expect

from curation.model import Concept, Flag, Participant, Session
from curation.store.transcripts import save_transcript
from curation.workbench import Workbench
from tests.browser.conftest import RunningApp, wait_until
from tests.browser.test_app import attach_recording, decisions_of, open_session, press_and_wait
from tests.review.sample import add_session

TURNS = (
    (0.5, 4.5, "V1", "Good morning to all of you."),
    (5.0, 9.0, "V2", "Did you give chloroquine for the fever?"),
    (14.0, 20.0, "V3", "We did not give met four men. The cough got better."),
    (20.0, 24.0, "V1", "Thank you."),
)
FLAGS = (
    Flag(kind="low_probability", start_s=0.5, end_s=2.0, note="mean 0.31"),
    Flag(kind="omission", start_s=9.5, end_s=13.5),
    Flag(kind="loop", start_s=14.0, end_s=16.0),
    Flag(kind="an_unheard_of_kind", start_s=20.0, end_s=21.0),
)
numbers = count(1)

pytestmark = pytest.mark.browser


@pytest.fixture
def session(store_of: Workbench) -> Session:
    """A new session of three voices with flags of four kinds; the facts name two of the voices."""
    number = next(numbers)
    session = Session(
        id=f"talk-{number}",
        title=f"Short talk {number}",
        languages=("en",),
        participants=(
            Participant(name="Host", role="host"),
            Participant(name="Expert", role="expert"),
        ),
        speakers={"V1": "Host", "V3": "Expert"},
    )
    store_of.store.put_session(session)
    transcript = attach_flags(store_of, session)
    assert len(transcript) == len(FLAGS)
    return session


def attach_flags(workbench: Workbench, session: Session) -> tuple[Flag, ...]:
    attach_recording(workbench, session, add_session(workbench, session, iter(TURNS)))
    plain = workbench.transcript(session.id)
    words = tuple(
        replace(
            word, probability=0.3 if n == 1 else 0.9, timing="estimated" if n == 2 else "measured"
        )
        for n, word in enumerate(plain.words)
    )
    (workbench.settings.transcripts / session.id / "r0001.json").unlink()
    made = replace(plain, words=words, flags=FLAGS)
    save_transcript(workbench.settings.transcripts, made)
    return made.flags


def speakers(page: Page) -> Locator:
    return page.locator(".cw-name")


def heard_from(page: Page, low: int, high: int) -> None:
    """The recording plays, and the clock shows a time between these seconds."""
    audio = page.locator("audio")
    wait_until(lambda: audio.evaluate("audio => !audio.paused && audio.currentTime > 0.1"))
    shown = page.locator(".cw-time").inner_text()
    assert low <= int(shown.split(":")[1]) <= high, shown


def test_transcript_turn_is_given_to_another_speaker_by_key(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    expect(speakers(page)).to_have_text(["Host", "V2", "Expert", "Host"])
    page.locator(".cw-word", has_text="Thank").click()
    page.keyboard.press("w")
    menu = page.get_by_role("dialog", name="Who says this, at 0:20?")
    expect(menu.get_by_role("button", name="Host now")).to_be_focused()
    page.keyboard.press("3")
    expect(menu).to_be_hidden()
    expect(speakers(page)).to_have_text(["Host", "V2", "Expert", re.compile("Expert")])
    expect(page.locator(".cw-state-ok")).to_contain_text("Saved")
    expect(page.get_by_label("Named by reviewer A")).to_have_count(1)
    (change,) = store_of.store.speaker_changes(session.id)
    assert (change.kind, change.name, change.reviewer) == ("assign", "Expert", "reviewer A")
    page.reload()
    expect(speakers(page)).to_have_text(["Host", "V2", "Expert", re.compile("Expert")])


def test_transcript_speaker_is_renamed_everywhere_and_undone(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    page.keyboard.press("t")
    for key in ("ArrowUp", "ArrowUp", "ArrowUp"):
        page.keyboard.press(key)
    expect(page.locator(".cw-turn").first).to_be_focused()
    page.keyboard.press("w")
    page.keyboard.press("r")
    menu = page.get_by_role("dialog", name="Who is Host, in all 2 turns?")
    expect(menu).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.type("Dr. Wu")  # r, w and n are keys elsewhere
    page.keyboard.press("Enter")
    dr_wu = re.compile(r"Dr\. Wu")
    expect(speakers(page)).to_have_text([dr_wu, "V2", "Expert", dr_wu])
    expect(page.locator(".cw-gutter").first).to_contain_text("host")
    expect(page.locator(".cw-state-ok")).to_contain_text("renamed everywhere: Dr. Wu")
    assert store_of.session(session.id).participant("Dr. Wu").role == "host"

    decided = press_and_wait(page, "a", store_of, session)
    page.keyboard.press("u")
    wait_until(lambda: decisions_of(store_of, session)[-1].undoes == decided.id)
    expect(page.locator(".cw-state-ok")).to_contain_text("Undone")
    page.keyboard.press("u")
    expect(speakers(page)).to_have_text(["Host", "V2", "Expert", "Host"])
    assert store_of.store.speaker_changes(session.id)[-1].kind == "undo"


def test_transcript_menu_of_speakers_is_left_without_a_trace(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    speakers(page).nth(1).click()
    menu = page.get_by_role("dialog", name="Who says this, at 0:05?")
    expect(menu).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    page.keyboard.press("w")
    page.mouse.click(5, 5)
    expect(menu).to_be_hidden()
    assert store_of.store.speaker_changes(session.id) == ()
    assert not decisions_of(store_of, session)


def test_transcript_menu_of_speakers_brings_its_turn_into_sight(
    page: Page, app: RunningApp, store_of: Workbench
) -> None:
    page.goto(f"{app.address}#covid19-en")
    expect(page.locator(".cw-where h1")).to_contain_text("Early COVID-19")
    expect(page.locator(".cw-current").first).to_be_in_viewport()
    page.locator(".cw-transcript").evaluate("pane => { pane.scrollTop = 0; }")
    page.locator(".cw-word", has_text="Good").first.click()
    page.keyboard.press(" ")
    page.locator(".cw-transcript").evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
    expect(page.locator(".cw-here")).not_to_be_in_viewport()
    page.keyboard.press("w")
    expect(page.get_by_role("dialog", name=re.compile("Who says this, at 0:0"))).to_be_visible()
    expect(page.locator(".cw-here")).to_be_in_viewport()
    page.keyboard.press("Escape")
    assert store_of.store.speaker_changes("covid19-en") == ()


def test_transcript_speakers_changed_by_two_at_once_are_shown_anew(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    open_session(page, app, session)
    from curation.review.speakers import SpeakerRuling, change_speaker

    transcript = store_of.transcript(session.id)
    change_speaker(
        store_of,
        transcript,
        SpeakerRuling(transcript=transcript.key, first_word=0, name="Expert", version=0),
    )
    page.locator(".cw-word", has_text="Thank").click()
    page.keyboard.press("w")
    page.keyboard.press("2")
    expect(page.locator(".cw-state-error")).to_contain_text("changed the speakers meanwhile")
    expect(speakers(page)).to_have_text([re.compile("Expert"), "V2", "Expert", "Host"])
    assert len(store_of.store.speaker_changes(session.id)) == 1


def test_transcript_shows_flags_in_words_and_speech_without_text_between_turns(
    page: Page, app: RunningApp, session: Session
) -> None:
    open_session(page, app, session)
    flags = page.locator(".cw-transcript .cw-flag")
    expect(flags).to_have_text(
        [
            re.compile("unsure words"),
            re.compile(r"○ speech without text 0:09–0:13"),
            re.compile("repeats itself"),
            re.compile("an unheard of kind"),
        ]
    )
    order = page.locator(".cw-transcript > *").evaluate_all(
        "rows => rows.map(row => row.classList.contains('cw-silent'))"
    )
    assert order == [False, False, True, False, False]
    legend = page.get_by_role("list", name="Marks")
    for text in ("heard with doubt", "time estimated", "may be missing", "made up", "listen again"):
        expect(legend).to_contain_text(text)
    doubt = page.locator(".cw-word.cw-doubt").evaluate(
        "word => getComputedStyle(word).textDecorationStyle"
    )
    estimated = page.locator(".cw-word.cw-estimated").evaluate(
        "word => getComputedStyle(word).textDecorationStyle"
    )
    assert (doubt, estimated) == ("dotted", "dashed")


def test_transcript_plays_a_flag_by_click_and_by_key(
    page: Page, app: RunningApp, session: Session
) -> None:
    open_session(page, app, session)
    page.get_by_role("button", name="speech without text").click()
    heard_from(page, 9, 11)
    expect(page.locator(".cw-silent.cw-flag-now")).to_have_count(1)
    expect(page.locator(".cw-state")).to_contain_text("Flag 2 of 4: speech without text, 0:09–0:13")
    page.keyboard.press("w")
    expect(page.get_by_role("dialog", name="Who says this, at 0:05?")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    expect(page.locator(".cw-state")).to_contain_text("Flag 3 of 4: repeats itself")
    expect(page.locator(".cw-word.cw-flag-now").first).to_have_text("We")
    assert page.locator("audio").evaluate("audio => audio.paused")
    page.keyboard.press(" ")
    heard_from(page, 13, 15)
    page.keyboard.press("f")
    page.keyboard.press("f")
    expect(page.locator(".cw-state")).to_contain_text("Flag 1 of 4: unsure words, 0:00–0:02")
    expect(page.locator(".cw-state")).to_contain_text("mean 0.31")
    page.keyboard.press("Shift+F")
    expect(page.locator(".cw-state")).to_contain_text("Flag 4 of 4: an unheard of kind")
    page.keyboard.press("j")
    expect(page.locator(".cw-flag-now")).to_have_count(0)


def test_transcript_goes_through_flags_of_one_kind(
    page: Page, app: RunningApp, session: Session
) -> None:
    open_session(page, app, session)
    choice = page.get_by_label("Which flags to look at")
    expect(choice.locator("option")).to_have_count(5)
    choice.select_option("loop")
    page.get_by_role("button", name="Next flag").click()
    expect(page.locator(".cw-state")).to_contain_text("Flag 3 of 4")
    page.get_by_role("button", name="Next flag").click()
    expect(page.locator(".cw-state")).to_contain_text("Flag 3 of 4")


def test_transcript_flag_is_played_from_the_strip(
    page: Page, app: RunningApp, session: Session
) -> None:
    open_session(page, app, session)
    box = page.locator(".cw-strip").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 11 / 24, box["y"] + 5)
    expect(page.locator(".cw-state")).to_contain_text("Flag 2 of 4: speech without text")
    heard_from(page, 9, 11)


def test_transcript_card_says_what_was_heard_where_a_drug_is_suggested(
    page: Page, app: RunningApp, store_of: Workbench, session: Session
) -> None:
    transcript = store_of.transcript(session.id)
    first = next(n for n, word in enumerate(transcript.words) if word.text == "met")
    known = store_of.store.candidates(session.id)
    drug = store_of.store.entities(session.id)[0]
    repaired = replace(
        drug,
        id=f"repaired-{session.id}",
        first_word=first,
        last_word=first + 2,
        start_char=0,
        end_char=12,
        text="met four men",
        label="DRUG",
        assertion="absent",
        concept=Concept(system="DrugBank", code="DB00331", display="metformin"),
        source="curation_repairs@1",
    )
    store_of.store.put_candidates(transcript.key, [*known, repaired])
    open_session(page, app, session)
    expect(page.locator(".cw-term")).to_have_text("met four men")
    expect(page.locator(".cw-suggestion")).to_have_text(
        "heard: met four men → metformin (suggested)"
    )
    page.keyboard.press("j")
    expect(page.locator(".cw-suggestion")).to_have_count(0)


def test_transcript_keys_are_listed(page: Page, app: RunningApp, session: Session) -> None:
    open_session(page, app, session)
    page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for text in ("next flag, previous flag", "who says this", "turn by turn"):
        expect(keys).to_contain_text(text)
    page.keyboard.press("?")
