"""Drug names in the demo recording, as the embedded engine hears them and with suggestions."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from curation.extract.evaluate_repairs import RepairRow, evaluate_repairs
from curation.extract.repair_index import RepairIndex
from curation.extract.vocabulary import spelling
from curation.model import Transcript
from curation.steps.extract import open_repairs
from curation.steps.transcribe import TranscribeOptions, import_transcript, transcribe_recording
from curation.workbench import Workbench

DEMO = Path(__file__).parents[2] / "recordings" / "demo"
RECORDING = DEMO / "covid19-en.opus"
WRITTEN = DEMO / "covid19-en.vtt"
ENGINE = "moonshine"


def measure() -> dict[str, Any]:
    """Recall of drugs' names before and after suggestions, and false ones per 1,000 words.

    The truth is what the recording's voices were given to read. Both are compared turn by turn,
    by the times of the written turns.
    """
    with (
        tempfile.TemporaryDirectory() as folder,
        Workbench.open(folder) as workbench,
    ):
        options = TranscribeOptions(engine=ENGINE, language="en", speakers=False)
        heard = transcribe_recording(workbench, RECORDING, session_id="heard", options=options)
        said = import_transcript(workbench, WRITTEN, session_id="said")
        index = open_repairs(workbench)
        scores = evaluate_repairs(list(_rows(said, heard, index)), index)
    return {"engine": ENGINE, "recording": RECORDING.name, **scores}


def _rows(said: Transcript, heard: Transcript, index: RepairIndex) -> Iterator[RepairRow]:
    for number, turn in enumerate(said.turns):
        first, last = said.words[turn.first_word], said.words[turn.last_word]
        words = [
            word.text
            for word in heard.words
            if first.start_s <= (word.start_s + word.end_s) / 2 < last.end_s
        ]
        text = " ".join(words)
        names = _names(said.text_of(turn), index)
        yield RepairRow(
            id=str(number),
            heard=text,
            drugs=tuple(names),
            heard_correctly=tuple(_heard_right(names, _names(text, index), index)),
        )


def _names(text: str, index: RepairIndex) -> list[str]:
    """The names of single drugs in a text, no classes."""
    concepts = {term.concept.key for term in index.terms}
    found = index.vocabulary.find(text)
    return [text[match.start : match.end] for match in found if match.concept in concepts]


def _heard_right(said: Sequence[str], heard: Sequence[str], index: RepairIndex) -> Iterator[str]:
    left = [_meanings(name, index) for name in heard]
    for name in said:
        same = next((keys for keys in left if keys & _meanings(name, index)), None)
        if same is not None:
            left.remove(same)
            yield name


def _meanings(name: str, index: RepairIndex) -> frozenset[str]:
    return frozenset(meaning.concept for meaning in index.vocabulary.meanings(spelling(name)))
