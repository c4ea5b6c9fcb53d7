"""The commands that train the entity recognisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.console import err, print_json
from curation.cli.console import out as console

if TYPE_CHECKING:
    from curation.extract.own_models import Promoted
    from curation.steps.refine import Refined

commands = typer.Typer()


@commands.command()
def train(
    language: Annotated[Literal["en", "zh"], typer.Argument(help="The texts' language.")],
    data: Annotated[
        list[Path],
        typer.Option(help="A folder with train.jsonl and dev.jsonl; may be given several times."),
    ],
    out: Annotated[Path, typer.Option(help="The folder to store the model in.")],
    steps: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many steps, to try it out.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the card as JSON.")] = False,
) -> None:
    """Train a model that marks drugs, symptoms and conditions, from texts marked by hand.

    It learns from train.jsonl, and is chosen and scored on dev.jsonl. The rows are those of
    `curation evaluate entities`; DISEASE counts as CONDITION. The same texts, vocabulary and
    spaCy give the same model.

    Give it texts of each kind that it shall read: a model that only knows written texts marks
    too much in speech.

    Example: `curation train en --data marked --data marked-talk --out models/en`
    """
    from curation.model import dump_json
    from curation.steps.train import train_model
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        card = train_model(workbench, language, data, out, steps=steps)
    if as_json:
        print_json(dump_json(card))
        return
    for written, labels in card.scores.items():
        for label, scores in labels.items():
            shown = ", ".join(f"{name} {value:.3f}" for name, value in scores.items())
            console.print(f"{written} {label}: {shown}", markup=False)
    console.print(f"{out}: {language}@{card.version}", markup=False)


@commands.command()
def train_questions(
    language: Annotated[Literal["en", "zh"], typer.Argument(help="The dialogues' language.")],
    data: Annotated[
        list[Path],
        typer.Option(help="JSON Lines with marked questions; a file given twice counts twice."),
    ],
    out: Annotated[Path, typer.Option(help="The folder to store questions.json in.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Train the small model that tells questions from statements, from marked dialogues.

    The rows are those of `curation evaluate questions`, in spoken order. The scores are by
    cross-validation: each dialogue is judged by a model that did not learn from it. The same
    files give the same model.

    Example: `curation train-questions en --data marked.jsonl --out my-model`
    """
    from curation.model import dump_json
    from curation.steps.train import train_question_model

    with err.status("learning"):
        trained = train_question_model(language, data, out)
    if as_json:
        print_json(dump_json(trained))
        return
    for name, scores in trained.scores.items():
        shown = ", ".join(f"{part} {value:.3f}" for part, value in scores.items())
        console.print(f"{name}: {shown}", markup=False)
    console.print(f"{out}: {trained.texts} texts, {trained.features} features", markup=False)


@commands.command()
def refine(
    language: Annotated[Literal["en", "zh"], typer.Argument(help="The model's language.")],
    rehearse: Annotated[
        list[Path] | None,
        typer.Option(help="A folder whose train.jsonl to go through again; may be repeated."),
    ] = None,
    test: Annotated[
        list[Path] | None,
        typer.Option(help="Marked texts that the new model must not be worse on; may be repeated."),
    ] = None,
    steps: Annotated[
        int | None, typer.Option(min=1, help="Stop after so many steps, to try it out.")
    ] = None,
    history: Annotated[
        bool, typer.Option("--history", help="Only list the models that were promoted.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Go on training the model in use with what curators decided on entities.

    Approved entities are learned, rejected ones unlearned; what nobody decided on is left open.
    Old texts are rehearsed beside: those of `--rehearse`, and what was said in turns that nobody
    decided on, as the model marks them now.

    Every fifth decided wording is never learned from: it belongs to the frozen test. The new
    model is promoted, that is, used from then on, if F drops for no label there. Otherwise it is
    put aside and the exit code is 1. Delete a promoted model's folder to use the one before.

    Example: `curation refine en --rehearse marked`
    """
    from curation.cli.console import progress_bar
    from curation.model import dump_json
    from curation.steps.refine import RefineOptions, list_promoted, refine_model
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        if history:
            _show_history(list_promoted(workbench, language), as_json=as_json)
            return
        options = RefineOptions(rehearse=tuple(rehearse or ()), test=tuple(test or ()))
        if steps:
            options = replace(options, steps=steps)
        with progress_bar("refining") as show:
            done = refine_model(workbench, language, options, show)
    if as_json:
        print_json(dump_json(done))
    else:
        _show_refined(done)
    raise typer.Exit(0 if done.promoted else 1)


def _show_refined(done: Refined) -> None:
    texts = ", ".join(f"{number} {name}" for name, number in done.card.texts.items())
    console.print(f"{done.card.decisions} decisions; {texts}", markup=False)
    if done.lost:
        console.print(f"{done.lost} decisions left out: their transcripts are gone", markup=False)
    for label, before in done.before.items():
        after = done.after.get(label, 0.0)
        console.print(f"{label}: F {before:.3f} before, {after:.3f} after", markup=False)
    name = f"{done.card.language}@{done.card.version}"
    if done.promoted:
        console.print(f"{name} is promoted: {done.folder}", markup=False)
        return
    fallen = ", ".join(f"{label} by {fall:.3f}" for label, fall in done.dropped.items())
    console.print(
        f"{name} is not promoted, for F dropped on the {done.tested} texts of the frozen test:"
        f" {fallen}. It is put aside in {done.folder}",
        markup=False,
    )


def _show_history(found: Sequence[Promoted], *, as_json: bool) -> None:
    from curation.extract.own_models import Promoted
    from curation.model import dump_json

    if as_json:
        print_json(dump_json(tuple(found), tuple[Promoted, ...]))
        return
    for one in found:
        unfit = "" if one.fits else f", not used: made with spaCy {one.card.spacy}"
        card = one.card
        console.print(
            f"{one.folder}: {card.language}@{card.version}, refined {card.trained_on} from"
            f" {card.parent} with {card.decisions} decisions{unfit}",
            markup=False,
        )
