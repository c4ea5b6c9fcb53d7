"""Refining a workbench's model with its curators' decisions."""

from dataclasses import dataclass, replace
from pathlib import Path

from curation.errors import InputError, UnknownItemError
from curation.extract import load_pipeline, load_vocabulary
from curation.extract.decided import Decided, decided_turns
from curation.extract.evaluate import EntityRow, read_gold
from curation.extract.frozen import dropped, frozen_scores, frozen_test, is_held
from curation.extract.models import Card
from curation.extract.own_models import (
    Promoted,
    model_in_use,
    own_folder,
    promote,
    promoted_models,
    put_aside,
    unfinished_folder,
)
from curation.extract.pipeline import languages
from curation.extract.refining import (
    STEPS,
    Course,
    Progress,
    choose,
    go,
    recognizer_of,
    refine,
    store_refined,
)
from curation.model import Transcript
from curation.steps.extract import build_vocabulary
from curation.workbench import Workbench

FROZEN = "frozen.jsonl"
FEWEST_LESSONS = 20  # decided turns to learn from
FEWEST_ROWS = 20  # of the frozen test: fewer say nothing
# How far to go from the old weights to the new, the second if F drops. Without texts marked by
# hand to rehearse, more is forgotten of what the frozen test does not hold.
SHARES = (1.0, 0.5)
SHARES_BY_ITSELF = (0.5,)


@dataclass(frozen=True, kw_only=True)
class RefineOptions:
    """How to refine.

    `rehearse` are folders whose `train.jsonl` is gone through again, `test` are files that the
    frozen test gets beside decided turns; their rows are those of `curation evaluate entities`.
    """

    rehearse: tuple[Path, ...] = ()
    test: tuple[Path, ...] = ()
    steps: int = STEPS


@dataclass(frozen=True, kw_only=True)
class Refined:
    """A refined model, and F by label of its parent and of itself on `tested` texts.

    `share` is how far it went from its parent's weights to what it would have learned.
    `dropped` says by how much labels fell; it is promoted when none did. `lost` decisions
    could not be used, for their transcript's file is not there any more.
    """

    promoted: bool
    folder: Path
    card: Card
    share: float
    tested: int
    before: dict[str, float]
    after: dict[str, float]
    dropped: dict[str, float]
    lost: int


DEFAULT = RefineOptions()


def refine_model(
    workbench: Workbench,
    language: str,
    options: RefineOptions = DEFAULT,
    progress: Progress | None = None,
) -> Refined:
    """Go on training the model in use with what curators decided, and promote it if it may be.

    Raises
    ------
    UnknownItemError
        when there is no pipeline for that language.
    InputError
        when too little was decided, or a file is missing or malformed.
    FormatError
        when the model in use is damaged.
    """
    if language not in languages():
        known = " or ".join(languages())
        raise UnknownItemError(f"there is no model for {language!r}; choose {known}")
    models = workbench.settings.models
    decided = read_decided(workbench, language)
    rehearsed = [row for folder in options.rehearse for row in _rows(folder / "train.jsonl")]
    given = [row for path in options.test for row in _rows(path)]
    tested = [*frozen_test(own_folder(models, language) / FROZEN, decided.lessons), *given]
    course = _course(decided, rehearsed, tested, options)
    _require_enough(language, decided, course, tested)

    vocabulary = load_vocabulary(build_vocabulary(workbench))
    nlp = load_pipeline(language, vocabulary, model=model_in_use(models, language))
    parent = recognizer_of(nlp).model.card
    before = frozen_scores(nlp, tested)
    way = refine(nlp, course, progress)
    for share in SHARES if course.marked else SHARES_BY_ITSELF:
        go(nlp, way, share)
        after = frozen_scores(nlp, tested)
        if not dropped(before, after):
            break
    card = replace(
        parent,
        vocabulary=vocabulary.version,
        texts={
            "decided turns": len(course.lessons),
            "rehearsed by hand": len(course.marked),
            "rehearsed as marked": len(course.said),
            "parent's": sum(parent.texts.values()),
        },
        scores={"frozen test": _f1(after), "before": _f1(before)},
        parent=parent.version,
        decisions=sum(len(lesson.row.entities) for lesson in course.lessons),
    )
    made = unfinished_folder(models, language)
    card = store_refined(nlp, card, made)
    lost = dropped(before, after)
    return Refined(
        promoted=not lost,
        folder=put_aside(made) if lost else promote(models, language, made),
        card=card,
        share=share,
        tested=len(tested),
        before=before,
        after=after,
        dropped=lost,
        lost=decided.lost,
    )


def list_promoted(workbench: Workbench, language: str) -> tuple[Promoted, ...]:
    """The workbench's own models of a language, oldest first."""
    return promoted_models(workbench.settings.models, language)


def read_decided(workbench: Workbench, language: str) -> Decided:
    """What curators decided of entities in the turns of a language, in any revision."""
    entities, decisions = workbench.store.entities(), workbench.store.decisions()
    targets = {decision.target_id for decision in decisions}
    keys = {entity.transcript for entity in entities if entity.id in targets}
    transcripts: dict[str, Transcript] = {}
    for key in keys:
        session_id, _, revision = key.rpartition("/r")
        try:
            transcripts[key] = workbench.transcript(session_id, int(revision))
        except UnknownItemError:
            continue  # counted as lost: the file is gone, the decisions stay
    for session in workbench.transcribed_sessions():
        newest = workbench.transcript(session.id)
        transcripts[newest.key] = newest
    return decided_turns(language, transcripts, entities, decisions)


def _rows(path: Path) -> list[EntityRow]:
    return read_gold(path, EntityRow)


def _course(
    decided: Decided,
    rehearsed: list[EntityRow],
    tested: list[EntityRow],
    options: RefineOptions,
) -> Course:
    """What to learn and to rehearse, without what the frozen test has or will have."""
    kept = {row.text for row in tested}

    def is_free(text: str) -> bool:
        return text not in kept and not is_held(text)

    course = Course(
        lessons=tuple(lesson for lesson in decided.lessons if is_free(lesson.row.text)),
        marked=tuple(row for row in rehearsed if row.text not in kept),
        said=tuple(text for text in decided.undecided if is_free(text)),
        steps=options.steps,
    )
    return choose(course)


def _require_enough(
    language: str, decided: Decided, course: Course, tested: list[EntityRow]
) -> None:
    gone = f" ({decided.lost} decisions are of transcripts that are not there any more)"
    more = (gone if decided.lost else "") + "; decide on more entities with: curation app"
    if not decided.lessons:
        raise InputError(f"no entity of a turn in {language} was decided on yet{more}")
    if len(course.lessons) < FEWEST_LESSONS:
        raise InputError(
            f"{len(course.lessons)} turns in {language} were decided on to learn from, and at"
            f" least {FEWEST_LESSONS} are needed{more}"
        )
    if len(tested) < FEWEST_ROWS:
        raise InputError(
            f"the frozen test has {len(tested)} texts in {language}, and at least {FEWEST_ROWS}"
            f" are needed to compare models{more}, or give marked texts with --test"
        )


def _f1(scores: dict[str, float]) -> dict[str, dict[str, float]]:
    return {label: {"f1": round(score, 3)} for label, score in scores.items()}
