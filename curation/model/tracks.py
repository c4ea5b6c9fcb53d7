"""Tracks: what was said in a session once more, in another language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from curation.model.base import STRICT, check
from curation.model.transcripts import Flag, Run, Transcript, Turn, Word, join_words, transcript_key


@dataclass(frozen=True, kw_only=True)
class TrackLine(Run):
    """A sentence of a track, and the number of the turn that it translates."""

    turn: int


@dataclass(frozen=True, kw_only=True)
class Track:
    """A machine's translation of a transcript revision, which nobody has checked.

    Lines cover every word once and in order. Their words' times are estimated, for nobody
    spoke them.
    """

    __pydantic_config__ = STRICT

    session_id: str
    revision: int
    language: str
    engine: str
    model: str
    engine_version: str
    created_at: datetime
    words: tuple[Word, ...]
    lines: tuple[TrackLine, ...]
    flags: tuple[Flag, ...] = ()

    def __post_init__(self) -> None:
        expected = 0
        for line in self.lines:
            check(line.first_word == expected, "lines cover every word once and in order")
            expected = line.last_word + 1
        check(expected == len(self.words), "lines cover every word once and in order")

    @property
    def key(self) -> str:
        return f"{transcript_key(self.session_id, self.revision)}.{self.language}"

    @property
    def notice(self) -> str:
        """What whoever reads it must know."""
        return (
            f"Machine translation of {transcript_key(self.session_id, self.revision)} by"
            f" {self.engine} ({self.model}), not checked by anyone."
        )

    def text_of(self, transcript: Transcript, run: Run) -> str:
        """The translation of words of the transcript, as far as sentences can be told apart.

        Of a turn that is only partly in the run, those sentences whose middle is in its time.
        """
        words = transcript.words[run.first_word : run.last_word + 1]
        start_s, end_s = words[0].start_s, max(word.end_s for word in words)
        whole = {
            number
            for number, turn in enumerate(transcript.turns)
            if run.first_word <= turn.first_word and turn.last_word <= run.last_word
        }
        touched = {
            number
            for number, turn in enumerate(transcript.turns)
            if turn.first_word <= run.last_word and run.first_word <= turn.last_word
        }
        said: list[Word] = []
        for line in self.lines:
            words = self.words[line.first_word : line.last_word + 1]
            middle_s = (words[0].start_s + words[-1].end_s) / 2
            if line.turn in whole or (line.turn in touched and start_s <= middle_s <= end_s):
                said.extend(words)
        return join_words(tuple(said))

    def as_transcript(self, transcript: Transcript) -> Transcript:
        """The track in the form of a transcript, with the speakers of the turns it translates."""
        return Transcript(
            session_id=self.session_id,
            revision=self.revision,
            language=self.language,
            engine=self.engine,
            model=self.model,
            created_at=self.created_at,
            recording_id=transcript.recording_id,
            words=self.words,
            turns=tuple(self._turns(transcript)),
            flags=self.flags,
        )

    def _turns(self, transcript: Transcript) -> Iterator[Turn]:
        first = 0
        for number, lines in groupby(self.lines, key=lambda line: line.turn):
            *_, last = lines
            speaker = transcript.turns[number].speaker
            yield Turn(first_word=first, last_word=last.last_word, speaker=speaker)
            first = last.last_word + 1
