"""Training the entity recognisers, from texts that people marked to a folder with a card.

spaCy's own training does the work, by `training_en.cfg` and `training_zh.cfg`. Each text is
learned twice: as written, and as an engine without punctuation and capitals would write it.
"""

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

import spacy
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from spacy import about
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, DocBin, Span
from spacy.training import Example
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as train_pipeline
from spacy.util import filter_spans, load_config, load_model_from_config
from thinc.api import get_current_ops, set_current_ops

from curation.errors import InputError, UnknownItemError
from curation.extract.evaluate import GOLD_LABELS, EntityRow, GoldEntity, read_gold
from curation.extract.hints import turn_into_hints
from curation.extract.matcher import VocabularyMatcher
from curation.extract.models import COMPONENT, CONFIG, QUICK, Card, write_card
from curation.extract.vocabulary import Vocabulary
from curation.files import sha256_of

CONFIGS = Path(__file__).parent
VERSION_LENGTH = 12  # hex digits of the weights' SHA-256
SCORES = {"p": "precision", "r": "recall", "f": "f1"}  # spaCy's names and ours
CHECKS = 8  # times that a training of few steps is scored
BEST = "model-best"  # the folder that spaCy's training leaves its best model in
WORD = re.compile(r"(?:[^\W_]|')+")

Setup = Callable[
    [Language, IO[str], IO[str]],
    tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]],
]


def train(
    language: str,
    folders: Sequence[Path],
    out: Path,
    vocabulary: Vocabulary,
    *,
    steps: int | None = None,
) -> Card:
    """Train on the `train.jsonl` of each folder, tune on their `dev.jsonl`, store in `out`.

    Rows are as `curation evaluate entities` reads them. `steps` are batches to learn from at
    most, if not as many as the config says. The same texts, vocabulary and version of spaCy give
    the same weights.

    Raises
    ------
    UnknownItemError
        when there is no training config for that language.
    InputError
        when a file is missing, malformed, or holds no entity.
    """
    config = CONFIGS / f"training_{language}.cfg"
    if not config.is_file():
        raise UnknownItemError(f"there is no training config for {language!r}; choose en or zh")
    learned = {folder.name: _marked(folder / "train.jsonl") for folder in folders}
    tuned = [row for folder in folders for row in _marked(folder / "dev.jsonl")]
    rows = [row for part in learned.values() for row in part]
    read = _reader(config, vocabulary)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        halves = [*tuned[::2], *map(bare, tuned[1::2])]  # enough to choose by, in half the time
        settings: dict[str, str | int] = {
            "paths.train": _corpus(map(read, _twice(rows)), folder / "train.spacy"),
            "paths.dev": _corpus(map(read, halves), folder / "dev.spacy"),
        }
        if steps:
            settings |= {
                "training.max_steps": steps,
                "training.eval_frequency": max(1, steps // CHECKS),
            }
        with quickly():
            nlp = init_nlp(load_config(config, overrides=settings))
            train_pipeline(nlp, folder, stdout=io.StringIO(), stderr=sys.stderr)
            best = spacy.load(folder / BEST)
    _store(best, out)
    card = Card(
        language=language,
        version=sha256_of(out / COMPONENT / "model")[:VERSION_LENGTH],
        vocabulary=vocabulary.version,
        spacy=about.__version__,
        trained_on=datetime.now(UTC).date(),
        texts={name: len(part) for name, part in learned.items()},
        scores={
            "written": _scores(best, map(read, tuned)),
            "bare": _scores(best, map(read, map(bare, tuned))),
        },
    )
    write_card(out, card)
    return card


@contextmanager
def quickly() -> Iterator[None]:
    """Let what is made meanwhile multiply as quickly as `models.load_model` does."""
    before = get_current_ops()
    set_current_ops(QUICK)
    try:
        yield
    finally:
        set_current_ops(before)


def _twice(rows: Sequence[EntityRow]) -> Iterator[EntityRow]:
    """Each row as written, then each as a bare text, without those that say nothing."""
    return (row for row in (*rows, *map(bare, rows)) if row.text.strip())


def _marked(path: Path) -> list[EntityRow]:
    rows = read_gold(path, EntityRow)
    if not any(row.entities for row in rows):
        raise InputError(f"{path} has no text with an entity; mark some and try again")
    return rows


def _reader(config: Path, vocabulary: Vocabulary) -> Callable[[EntityRow], Doc]:
    """How a row becomes a text to learn from, with the vocabulary's hints."""
    nlp = load_model_from_config(load_config(config), auto_fill=True)
    matcher = VocabularyMatcher("vocabulary", {})
    matcher.vocabulary = vocabulary

    def read(row: EntityRow) -> Doc:
        doc = matcher(nlp.make_doc(row.text))
        turn_into_hints(doc)
        marked = (span for entity in row.entities for span in entity_spans(doc, entity))
        doc.ents = filter_spans(marked)
        return doc

    return read


def bare(row: EntityRow) -> EntityRow:
    """The row as an engine without punctuation writes it: lower-case words, single spaces."""
    words = list(WORD.finditer(row.text))
    text = " ".join(word[0].lower() for word in words)
    places = _places(words)
    entities = []
    for entity in row.entities:
        inside = [
            place
            for place, word in enumerate(words)
            if word.start() < entity.end_char and entity.start_char < word.end()
        ]
        if inside:
            first, last = words[inside[0]], words[inside[-1]]
            start = places[inside[0]] + max(0, entity.start_char - first.start())
            end = places[inside[-1]] + min(last.end(), entity.end_char) - last.start()
            entities.append(GoldEntity(start_char=start, end_char=end, label=entity.label))
    return replace(row, text=text, entities=tuple(entities))


def _places(words: Iterable[re.Match[str]]) -> list[int]:
    """Where each word starts once single spaces part them."""
    places = []
    free = 0
    for word in words:
        places.append(free)
        free += len(word[0].lower()) + 1
    return places


def _corpus(docs: Iterable[Doc], path: Path) -> str:
    DocBin(docs=docs).to_disk(path)
    return str(path)


def entity_spans(doc: Doc, entity: GoldEntity) -> Iterator[Span]:
    """The entity's tokens, if spaCy can learn them: no space may be at their ends."""
    span = doc.char_span(
        entity.start_char,
        entity.end_char,
        label=GOLD_LABELS.get(entity.label, entity.label),
        alignment_mode="expand",
    )
    if span is not None and not span[0].is_space and not span[-1].is_space:
        yield span


def _scores(nlp: Language, docs: Iterable[Doc]) -> dict[str, dict[str, float]]:
    scores: dict[str, dict[str, float]] = nlp.evaluate(map(unmarked_example, docs))["ents_per_type"]
    return {
        label: {name: round(part[short], 3) for short, name in SCORES.items()}
        for label, part in sorted(scores.items())
    }


def _store(nlp: Language, out: Path) -> None:
    """Only what marking needs: no list of words, no paths of the machine."""
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    shutil.rmtree(out / COMPONENT, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    nlp.config.to_disk(out / CONFIG)
    recognizer = nlp.get_pipe(COMPONENT)
    if isinstance(recognizer, EntityRecognizer):
        recognizer.to_disk(out / COMPONENT, exclude=["vocab"])


def hinted_corpus(path: Path | None) -> Callable[[Language], Iterator[Example]]:
    """spaCy's reader of training texts that leaves them the vocabulary's hints."""

    def read(nlp: Language) -> Iterator[Example]:
        if path is None:
            raise InputError("a training config's corpora have no paths; use: curation train")
        for doc in DocBin().from_disk(path).get_docs(nlp.vocab):
            yield unmarked_example(doc)

    return read


def unmarked_example(doc: Doc) -> Example:
    unmarked = doc.copy()
    unmarked.set_ents([], default="missing")
    return Example(unmarked, doc)


def progress_logger() -> Setup:
    """spaCy's training logger as a bar with the time left; quiet without a terminal."""

    def setup(
        nlp: Language, stdout: IO[str], stderr: IO[str]
    ) -> tuple[Callable[[dict[str, Any] | None], None], Callable[[], None]]:
        bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TimeRemainingColumn(),
            console=Console(file=stderr),
            transient=True,
            disable=not stderr.isatty(),
        )
        task = bar.add_task("training", total=nlp.config["training"]["max_steps"])
        bar.start()

        def log_step(info: dict[str, Any] | None) -> None:
            if info is not None:
                bar.update(task, description=f"training, best F {max(info['checkpoints'])[0]:.3f}")
            bar.advance(task)

        return log_step, bar.stop

    return setup
