"""What the page can ask for, and how each request is answered.

A request is a word and its fields; an answer is plain JSON values, with sound as bytes
beside it. Nothing here knows of widgets.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from curation.dosing import load_units
from curation.errors import InputError, UnknownItemError
from curation.model import Candidate, Run, Session, Transcript, make
from curation.model.base import STRICT
from curation.review import page_data
from curation.review.bench import Bench
from curation.review.clips import CLIP_TYPE, cut_clip
from curation.review.decide import Ruling, decide, last_own, undo
from curation.review.page_data import Row
from curation.review.queue import review_queue
from curation.review.speakers import (
    SpeakerRuling,
    change_speaker,
    changes_of,
    last_own_change,
    take_back,
)
from curation.state import item_states


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer's values, and sound to send along."""

    body: Row
    sound: bytes | None = None


Fields = Mapping[str, Any]


def answer(bench: Bench, ask: str, fields: Fields) -> Answer:
    """Do what the page asks for.

    Raises
    ------
    CurationError
        of whatever went wrong; `InputError` when the request makes no sense.
    """
    if ask not in _REQUESTS:
        raise InputError("the page asked for something unknown; reload it")
    return _REQUESTS[ask](bench, fields)


def _library(bench: Bench, _fields: Fields) -> Answer:
    return Answer(body={"sessions": [_session(bench, s) for s in bench.transcribed_sessions()]})


def _session(bench: Bench, session: Session) -> Row:
    candidates = bench.store.candidates(session.id)
    states = item_states(bench.store.decisions(session_id=session.id))
    transcript = None
    duration_s = max((r.duration_s for r in bench.store.recordings(session.id)), default=0.0)
    if not duration_s or not session.languages:
        transcript = bench.transcript(session.id)
        duration_s = duration_s or transcript.duration_s
    counts = page_data.state_counts(candidates, states)
    languages = (transcript.language,) if transcript else ()
    return page_data.session_row(session, duration_s, counts, languages)


def _open(bench: Bench, fields: Fields) -> Answer:
    session = bench.session(str(fields.get("session")))
    every = bench.store.candidates(session.id)
    transcript = _transcript_to_review(bench, session.id, every)
    candidates = {c.id: c for c in every if c.transcript == transcript.key}
    states = item_states(bench.store.decisions(session_id=session.id))
    doubtful = page_data.doubtful_ids(candidates.values(), transcript)
    queue = review_queue(candidates.values(), states, doubtful=doubtful)
    return Answer(
        body={
            "session": {"id": session.id, "title": session.title or session.id}
            | {"held_on": session.held_on.isoformat() if session.held_on else ""},
            "transcript": page_data.transcript_row(transcript) | _speakers(bench, transcript),
            "items": [
                page_data.item_row(candidates[q.target_id], states.get(q.target_id), q)
                for q in queue
            ],
            "units": list(load_units()),
            "elsewhere": len(every) - len(candidates),
            "recording": _recording(bench, transcript),
        }
    )


def _transcript_to_review(
    bench: Bench, session_id: str, candidates: tuple[Candidate, ...]
) -> Transcript:
    """The newest revision that something was extracted from, or just the newest."""
    revisions = [int(c.transcript.rpartition("/r")[2]) for c in candidates]
    return bench.transcript(session_id, max(revisions, default=None))


def _recording(bench: Bench, transcript: Transcript) -> Row:
    for recording in bench.store.recordings(transcript.session_id):
        if recording.id == transcript.recording_id:
            there = bench.recording_path(recording).is_file()
            return {"id": recording.id, "state": "there" if there else "missing"}
    return {"id": "", "state": "none"}


@dataclass(frozen=True, kw_only=True)
class _Decide:
    __pydantic_config__ = STRICT

    target: str
    verdict: str
    version: int
    changes: dict[str, Any]
    seconds: float = 0.0
    note: str = ""


def _decide(bench: Bench, fields: Fields) -> Answer:
    wanted = make(dict(fields), _Decide, origin="the page's decision")
    candidate = bench.store.candidate(wanted.target)
    ruling = make(
        {
            "verdict": wanted.verdict,
            "reviewer": bench.settings.reviewer,
            "version": wanted.version,
            "changes": _with_slice(bench, candidate, wanted.changes),
            "seconds": wanted.seconds,
            "note": wanted.note,
        },
        Ruling,
        origin="the page's decision",
    )
    decide(bench.store, wanted.target, ruling)
    return Answer(body=_state(bench, wanted.target))


def _with_slice(bench: Bench, candidate: Candidate, changes: dict[str, Any]) -> dict[str, Any]:
    """Changes of an entity's words become changes of its text too."""
    if not {"first_word", "last_word"} <= changes.keys():
        return changes
    transcript = _revision(bench, candidate.transcript)
    words = {name: changes[name] for name in ("first_word", "last_word")}
    run = make(words, Run, origin="the page's decision")
    if run.last_word >= len(transcript.words):
        raise InputError(f"candidate {candidate.id}: its words end after the transcript does")
    return {**changes, **page_data.slice_of(transcript, run)}


def _state(bench: Bench, target_id: str) -> Row:
    candidate = bench.store.candidate(target_id)
    state = item_states(bench.store.decisions(target_id=target_id)).get(target_id)
    return {"id": target_id, **page_data.state_row(candidate, state)}


def _undo(bench: Bench, fields: Fields) -> Answer:
    """Take back the newest of the reviewer's decisions and changes of the speakers shown."""
    session_id, reviewer = str(fields.get("session")), bench.settings.reviewer
    if key := fields.get("transcript"):
        transcript = _revision(bench, str(key))
        change = last_own_change(bench, transcript)
        decision = last_own(bench.store, reviewer, session_id)
        if change and not (decision and decision.decided_at > change.changed_at):
            take_back(bench, transcript, change)
            return Answer(body=_speakers(bench, _revision(bench, transcript.key)))
    event = undo(bench.store, reviewer, session_id)
    return Answer(body=_state(bench, event.target_id) if event else {"id": None})


def _revision(bench: Bench, key: str) -> Transcript:
    session_id, _, revision = key.rpartition("/r")
    if not revision.isdecimal():
        raise InputError("the page asked for an unknown transcript; reload it")
    return bench.transcript(session_id, int(revision))


def _speakers(bench: Bench, transcript: Transcript) -> Row:
    session = bench.session(transcript.session_id)
    return page_data.speakers_row(transcript, session, changes_of(bench, transcript))


def _speaker(bench: Bench, fields: Fields) -> Answer:
    wanted = make(dict(fields), SpeakerRuling, origin="the page's speaker")
    transcript = _revision(bench, wanted.transcript)
    changed = change_speaker(bench, transcript, wanted)
    row = _speakers(bench, _revision(bench, wanted.transcript))
    return Answer(body={**row, "changed_now": changed})


def _who(bench: Bench, fields: Fields) -> Answer:
    return Answer(body=_speakers(bench, _revision(bench, str(fields.get("transcript")))))


def _item(bench: Bench, fields: Fields) -> Answer:
    return Answer(body=_state(bench, str(fields.get("target"))))


@dataclass(frozen=True, kw_only=True)
class _Clip:
    __pydantic_config__ = STRICT

    session: str
    recording: str
    start_s: float
    end_s: float


def _clip(bench: Bench, fields: Fields) -> Answer:
    wanted = make(dict(fields), _Clip, origin="the page's clip")
    for recording in bench.store.recordings(wanted.session):
        if recording.id == wanted.recording:
            clip = cut_clip(bench.recording_path(recording), wanted.start_s, wanted.end_s)
            body = {"start_s": clip.start_s, "end_s": clip.end_s, "type": CLIP_TYPE}
            return Answer(body=body, sound=clip.data)
    raise UnknownItemError(f"session {wanted.session!r} has no such recording; reload the page")


_REQUESTS: Mapping[str, Callable[[Bench, Fields], Answer]] = {
    "library": _library,
    "open": _open,
    "decide": _decide,
    "undo": _undo,
    "item": _item,
    "speaker": _speaker,
    "who": _who,
    "clip": _clip,
}
