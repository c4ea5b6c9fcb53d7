"""Transcripts written as text, for tests."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from curation.model import Transcript, Turn, Word

_PIECES = re.compile(r"[㐀-鿿＀-￯。、]|[^\s㐀-鿿＀-￯。、]+")


def talk(turns: Iterable[tuple[str, str]], session_id: str = "s1") -> Transcript:
    """A transcript of (speaker, text) turns, one second a word."""
    words: list[Word] = []
    made: list[Turn] = []
    for speaker, text in turns:
        first = len(words)
        for piece in _PIECES.finditer(text):
            space = text[piece.end() : piece.end() + 1] == " "
            second = len(words)
            words.append(Word(text=piece[0], start_s=second, end_s=second + 1, space=space))
        made.append(Turn(first_word=first, last_word=len(words) - 1, speaker=speaker))
    return Transcript(
        session_id=session_id,
        revision=1,
        language="en",
        engine="test",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        words=tuple(words),
        turns=tuple(made),
    )
