"""DataFrames of what is on the workbench: transcripts, candidates, decisions, releases."""

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from curation.dosing import duration_words, frequency_words
from curation.frames.columns import SEPARATOR, make_frame
from curation.model import (
    Decision,
    DoseStatement,
    EntitySpan,
    QAPair,
    Release,
    Run,
    Session,
    Transcript,
    ends_of,
)

_WORDS = "word text start_s end_s probability timing turn speaker role"
_TURNS = "turn speaker role start_s end_s first_word last_word text"
_ENTITIES = (
    "id transcript label text assertion concept display start_s end_s speaker role score source"
    " first_word last_word"
)
_DOSES = (
    "id transcript drug text amount_low amount_high unit ucum route frequency duration negated"
    " implausible start_s end_s speaker role entity source first_word last_word"
)
_PAIRS = (
    "id transcript language question_text answer_text topics start_s end_s asked_by answered_by"
    " answer_role answer_runs entities translation_of score source"
)
_DECISIONS = "id target_id version verdict reviewer decided_at seconds changed note undoes"
_RELEASES = "version title created_at created_by items content_sha256 supersedes"
_SESSIONS = "id title held_on languages topic consent participants roles"


def words_frame(transcript: Transcript, session: Session | None = None) -> pd.DataFrame:
    """One row a word.

    Columns: word, turn (int64), text, timing, speaker, role (str), start_s, end_s,
    probability (float64). The role needs the session.
    """
    rows = (
        (
            number,
            word.text,
            word.start_s,
            word.end_s,
            word.probability,
            word.timing,
            turn_number,
            turn.speaker,
            _role(session, turn.speaker),
        )
        for turn_number, turn in enumerate(transcript.turns)
        for number, word in enumerate(
            transcript.words[turn.first_word : turn.last_word + 1], turn.first_word
        )
    )
    return make_frame(_WORDS, rows)


def turns_frame(transcript: Transcript, session: Session | None = None) -> pd.DataFrame:
    """One row a speaker's turn.

    Columns: turn, first_word, last_word (int64), speaker, role, text (str), start_s, end_s
    (float64). The role needs the session.
    """
    rows = (
        (
            number,
            turn.speaker,
            _role(session, turn.speaker),
            *_times(transcript, turn),
            turn.first_word,
            turn.last_word,
            transcript.text_of(turn),
        )
        for number, turn in enumerate(transcript.turns)
    )
    return make_frame(_TURNS, rows)


def entities_frame(
    spans: Iterable[EntitySpan],
    transcripts: Transcript | Iterable[Transcript] = (),
    sessions: Session | Iterable[Session] = (),
) -> pd.DataFrame:
    """One row a drug, symptom or condition.

    Columns: id, transcript, label, text, assertion, concept (system:code), display, speaker,
    role, source (str), start_s, end_s, score (float64), first_word, last_word (int64). Times
    and speakers need the transcripts, roles the sessions as well.
    """
    by_key, by_id = _by_key(transcripts), _by_id(sessions)
    rows = (
        (
            span.id,
            span.transcript,
            span.label,
            span.text,
            span.assertion,
            span.concept.key if span.concept else None,
            span.concept.display if span.concept else None,
            *_times(by_key.get(span.transcript), span),
            *_speaker(by_key.get(span.transcript), by_id, span.first_word),
            span.score,
            span.source,
            span.first_word,
            span.last_word,
        )
        for span in spans
    )
    return make_frame(_ENTITIES, rows)


def doses_frame(
    doses: Iterable[DoseStatement],
    transcripts: Transcript | Iterable[Transcript] = (),
    sessions: Session | Iterable[Session] = (),
) -> pd.DataFrame:
    """One row a dose.

    Columns: id, transcript, drug and text (as spoken), unit, ucum, route, frequency, duration
    (in words), speaker, role, entity (the drug's id), source (str), amount_low, amount_high,
    start_s, end_s (float64), negated, implausible (bool), first_word, last_word (int64).
    Times and speakers need the transcripts, roles the sessions as well.
    """
    by_key, by_id = _by_key(transcripts), _by_id(sessions)
    rows = (
        (
            dose.id,
            dose.transcript,
            dose.drug,
            dose.text,
            *ends_of(dose.amount),
            dose.unit,
            dose.ucum,
            dose.route,
            dose.frequency and frequency_words(dose.frequency),
            dose.duration and duration_words(dose.duration),
            dose.negated,
            dose.implausible,
            *_times(by_key.get(dose.transcript), dose),
            *_speaker(by_key.get(dose.transcript), by_id, dose.first_word),
            dose.entity,
            dose.source,
            dose.first_word,
            dose.last_word,
        )
        for dose in doses
    )
    return make_frame(_DOSES, rows)


def pairs_frame(
    pairs: Iterable[QAPair],
    transcripts: Transcript | Iterable[Transcript] = (),
    sessions: Session | Iterable[Session] = (),
) -> pd.DataFrame:
    """One row a question and its answer, from the question's start to the answer's end.

    Columns: id, transcript, language, question_text, answer_text, topics, asked_by,
    answered_by, answer_role, translation_of, source (str), start_s, end_s, score (float64),
    answer_runs, entities (int64, how many). Times and speakers need the transcripts, roles
    the sessions as well.
    """
    by_key, by_id = _by_key(transcripts), _by_id(sessions)
    rows = (_pair_row(pair, by_key.get(pair.transcript), by_id) for pair in pairs)
    return make_frame(_PAIRS, rows)


def decisions_frame(decisions: Iterable[Decision]) -> pd.DataFrame:
    """One row a decision, in the order given.

    Columns: id, target_id, verdict, reviewer, changed (the fields an edit changed), note,
    undoes (str), version (int64), decided_at (datetime64, UTC), seconds (float64).
    """
    rows = (
        (
            decision.id,
            decision.target_id,
            decision.version,
            decision.verdict,
            decision.reviewer,
            decision.decided_at,
            decision.seconds,
            SEPARATOR.join(sorted(decision.after)),
            decision.note,
            decision.undoes,
        )
        for decision in decisions
    )
    return make_frame(_DECISIONS, rows)


def releases_frame(releases: Iterable[Release]) -> pd.DataFrame:
    """One row a release.

    Columns: version, items (int64, how many), title, created_by, content_sha256 (str),
    created_at (datetime64, UTC), supersedes (Int64).
    """
    rows = (
        (
            release.version,
            release.title,
            release.created_at,
            release.created_by,
            len(release.item_ids),
            release.content_sha256,
            release.supersedes,
        )
        for release in releases
    )
    return make_frame(_RELEASES, rows)


def sessions_frame(sessions: Iterable[Session]) -> pd.DataFrame:
    """One row a session; people are counted and their roles listed, not named.

    Columns: id, title, languages, topic, consent, roles (str), held_on (datetime64),
    participants (int64).
    """
    rows = (
        (
            session.id,
            session.title,
            session.held_on,
            SEPARATOR.join(session.languages),
            session.topic,
            session.consent,
            len(session.participants),
            SEPARATOR.join(sorted({person.role for person in session.participants})),
        )
        for session in sessions
    )
    return make_frame(_SESSIONS, rows)


def _pair_row(
    pair: QAPair, transcript: Transcript | None, sessions: Mapping[str, Session]
) -> tuple[Any, ...]:
    asked_by, _ = _speaker(transcript, sessions, pair.question.first_word)
    return (
        pair.id,
        pair.transcript,
        pair.language,
        pair.question_text,
        pair.answer_text,
        SEPARATOR.join(pair.topics),
        _times(transcript, pair.question)[0],
        _times(transcript, pair.answers[-1])[1],
        asked_by,
        *_speaker(transcript, sessions, pair.answers[0].first_word),
        len(pair.answers),
        len(pair.entities),
        pair.translation_of,
        pair.score,
        pair.source,
    )


def _by_key(transcripts: Transcript | Iterable[Transcript]) -> dict[str, Transcript]:
    several = (transcripts,) if isinstance(transcripts, Transcript) else transcripts
    return {transcript.key: transcript for transcript in several}


def _by_id(sessions: Session | Iterable[Session]) -> dict[str, Session]:
    several = (sessions,) if isinstance(sessions, Session) else sessions
    return {session.id: session for session in several}


def _role(session: Session | None, speaker: str) -> str:
    return session.participant(speaker).role if session else ""


def _speaker(
    transcript: Transcript | None, sessions: Mapping[str, Session], word: int
) -> tuple[str, str]:
    if transcript is None:
        return "", ""
    speaker = transcript.turn_at(word).speaker
    return speaker, _role(sessions.get(transcript.session_id), speaker)


def _times(transcript: Transcript | None, run: Run) -> tuple[float, float]:
    if transcript is None:
        return float("nan"), float("nan")
    return transcript.words[run.first_word].start_s, transcript.words[run.last_word].end_s
