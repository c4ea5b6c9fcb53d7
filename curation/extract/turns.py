"""Turns as the pipelines saw them, and the way from characters back to words."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import filter_spans

from curation.extract.asking_pieces import AROUND, Said, surroundings
from curation.extract.pipeline import Pipelines, language_of
from curation.model import Run, Transcript, Turn

Mark = tuple[int, int, str]  # first character, character after the last, label


@dataclass(frozen=True, kw_only=True)
class ReadTurn:
    """A turn, its text, and what the pipeline of its language found in it.

    `starts` holds the first character of each of its words.
    """

    turn: Turn
    text: str
    language: str
    doc: Doc
    starts: tuple[int, ...]

    def run(self, start: int, end: int) -> Run:
        """The words that hold these characters of the turn's text."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        return Run(first_word=self.turn.first_word + first, last_word=self.turn.first_word + last)

    def start_of(self, word: int) -> int:
        """The first character of a word, given by its number in the transcript."""
        return self.starts[word - self.turn.first_word]


def read_turns(
    transcript: Transcript,
    pipelines: Pipelines,
    marked: Mapping[int, Sequence[Mark]] | None = None,
) -> list[ReadTurn]:
    """Every turn of a transcript, read by the pipeline for its script.

    `marked` gives entities to start with, by the number of their turn.
    """
    texts = [transcript.text_of(turn) for turn in transcript.turns]
    around = surroundings(
        [
            Said(text=text, speaker=turn.speaker)
            for text, turn in zip(texts, transcript.turns, strict=True)
        ]
    )
    by_language: dict[str, list[int]] = {}
    for number, text in enumerate(texts):
        by_language.setdefault(language_of(text), []).append(number)
    read: dict[int, ReadTurn] = {}
    for language, numbers in by_language.items():
        nlp = pipelines[language]
        docs = [_doc(nlp, texts[number], (marked or {}).get(number, ())) for number in numbers]
        for number, doc in zip(numbers, docs, strict=True):
            doc.user_data[AROUND] = around[number]
        for number, doc in zip(numbers, nlp.pipe(docs), strict=True):
            turn = transcript.turns[number]
            read[number] = ReadTurn(
                turn=turn,
                text=texts[number],
                language=language,
                doc=doc,
                starts=word_starts(transcript, turn),
            )
    return [read[number] for number in range(len(texts))]


def _doc(nlp: Language, text: str, marks: Sequence[Mark]) -> Doc:
    doc = nlp.make_doc(text)
    if marks:
        spans = (doc.char_span(*mark, alignment_mode="expand") for mark in marks)
        doc.ents = filter_spans(span for span in spans if span is not None)
    return doc


def word_starts(transcript: Transcript, turn: Turn) -> tuple[int, ...]:
    """Where each word of a turn starts in the turn's text."""
    starts = []
    position = 0
    for word in transcript.words[turn.first_word : turn.last_word + 1]:
        starts.append(position)
        position += len(word.text) + word.space
    return tuple(starts)
