"""Records as rows of the workbench database: whole as JSON, and the columns that queries need."""

from typing import Any

from curation.model import Candidate, Decision, SpeakerChange, dump_json, kind_of


def candidate_row(transcript: str, candidate: Candidate) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "session_id": transcript.split("/")[0],
        "transcript": transcript,
        "kind": kind_of(candidate),
        "first_word": candidate.first_word,
        "record": dump_json(candidate).decode(),
    }


def decision_row(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "target_id": decision.target_id,
        "version": decision.version,
        "reviewer": decision.reviewer,
        "decided_at": decision.decided_at,
        "record": dump_json(decision).decode(),
    }


def speaker_row(change: SpeakerChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "session_id": change.transcript.split("/")[0],
        "transcript": change.transcript,
        "version": change.version,
        "reviewer": change.reviewer,
        "changed_at": change.changed_at,
        "record": dump_json(change).decode(),
    }
