"""The command that trains the entity recognisers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from curation.cli.console import out as console
from curation.cli.console import print_json

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
