"""Commands of the extract step."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from curation.cli import vocabulary
from curation.cli.console import err, finish, out, print_json
from curation.errors import InputError, UnknownItemError
from curation.steps.batch import run_batch

if TYPE_CHECKING:
    from curation.steps.extract import Extracted

commands = typer.Typer()
commands.add_typer(vocabulary.commands, name="vocab")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@commands.command()
def extract(
    session: Annotated[
        list[str] | None, typer.Option(help="A session's id; may be given several times.")
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Every session that has a transcript; the default.")
    ] = False,
    repairs: Annotated[
        Literal["auto", "on", "off"],
        typer.Option(
            help="Suggest drugs for words that sound like their names: auto leaves imported"
            " transcripts alone, which people wrote or corrected."
        ),
    ] = "auto",
    as_json: Json = False,
) -> None:
    """Find drugs, symptoms, conditions, doses and question-answer pairs in transcripts.

    Takes the newest revision of each transcript. Running it again changes nothing unless the
    transcript, the vocabulary or the rules did. Words that only sound like a drug's name become
    drugs to be judged, with the name suggested; the text stays as it was heard.

    Example: `curation extract --session covid19-en`
    """
    from rich.progress import track

    from curation.steps.extract import extract_session, open_pipelines, open_repairs
    from curation.workbench import Workbench

    done: list[Extracted] = []
    with Workbench.open() as workbench:
        known = [item.id for item in workbench.transcribed_sessions()]
        wanted = session if session and not every else known
        if not wanted:
            raise UnknownItemError("no session has a transcript; transcribe or import one first")
        with err.status("loading the vocabulary (the first time, it is compiled)"):
            pipelines = open_pipelines(workbench)

        index = None if repairs == "off" else open_repairs(workbench)

        def work(session_id: str) -> str:
            done.append(
                extract_session(workbench, session_id, pipelines, repairs=repairs, index=index)
            )
            return session_id

        items = track(
            wanted, "extracting", console=err, transient=True, disable=not err.is_terminal
        )
        outcomes = list(run_batch(items, work))
    if as_json:
        print_json(json.dumps([_facts(item) for item in done]).encode())
    else:
        for item in done:
            _show(item)
    finish(outcomes)


@commands.command()
def repairs(
    session: Annotated[str, typer.Argument(help="A session's id.")],
    as_json: Json = False,
) -> None:
    """Show words that sound like a drug's name, for a curator to judge; nothing is changed.

    `curation extract` keeps the same words as candidates. A name that was heard right is not shown.

    Example: `curation repairs covid19-en`
    """
    from rich.table import Table
    from rich.text import Text

    from curation.model import dump_json
    from curation.steps.extract import session_repairs
    from curation.workbench import Workbench

    with Workbench.open() as workbench, err.status("listening for names of drugs"):
        transcript = workbench.transcript(session)
        found = session_repairs(workbench, session)
    if as_json:
        print_json(dump_json(found))
        return
    table = Table("at", "heard", "perhaps", "concept", "score", "because", box=None, pad_edge=False)
    for item in found:
        at = timedelta(seconds=int(transcript.words[item.first_word].start_s))
        shown = (str(at), item.heard, item.name, item.concept.key, f"{item.score:.2f}")
        table.add_row(*map(Text, (*shown, item.evidence.reason)))
    out.print(table)


@commands.command()
def evaluate(
    what: Annotated[
        Literal[
            "entities",
            "links",
            "assertions",
            "questions",
            "duplicates",
            "doses",
            "repairs",
            "parity",
        ],
        typer.Argument(help="What was marked."),
    ],
    gold: Annotated[
        Path, typer.Argument(help="JSON Lines, or TSV for duplicates, marked by hand.")
    ],
    punctuation: Annotated[
        bool, typer.Option(help="Leave punctuation and capitals, or strip them first.")
    ] = True,
    codes: Annotated[
        Path | None,
        typer.Option(help="For links: a list with columns gold and ours, which codes are alike."),
    ] = None,
    errors: Annotated[
        Path | None,
        typer.Option(help="For entities: a CSV file to write, a row for each error."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare what extraction finds with what people marked.

    `docs/extracting.md` describes the rows of each kind of file.

    Example: `curation evaluate entities gold.jsonl --json`
    """
    from curation.steps.extract import entity_errors, evaluate_file, write_errors
    from curation.workbench import Workbench

    if errors and what != "entities":
        raise InputError(f"--errors goes with entities, not with {what}; leave it out")
    with Workbench.open() as workbench, err.status("comparing"):
        scores = evaluate_file(workbench, what, gold, punctuation=punctuation, codes=codes)
        if errors:
            write_errors(entity_errors(workbench, gold), errors)
    if as_json:
        print_json(json.dumps(scores).encode())
    else:
        _print_scores(scores)


def _facts(item: Extracted) -> dict[str, Any]:
    return {
        "session": item.session_id,
        "transcript": item.transcript,
        "entities": len(item.found.entities),
        "doses": len(item.found.doses),
        "pairs": len(item.found.pairs),
        "unanswered": len(item.found.unanswered),
        "added": item.change.added,
        "kept": item.change.kept,
        "withdrawn": item.change.withdrawn,
    }


def _show(item: Extracted) -> None:
    facts = _facts(item)
    counts = ", ".join(f"{value} {name}" for name, value in list(facts.items())[2:])
    out.print(f"{item.transcript}: {counts}", markup=False)


def _print_scores(scores: dict[str, Any], indent: str = "") -> None:
    for name, value in scores.items():
        if isinstance(value, dict):
            out.print(f"{indent}{name}", markup=False)
            _print_scores(value, indent + "  ")
        elif isinstance(value, list):
            shown = " to ".join(f"{end:.3f}" for end in value)
            out.print(f"{indent}{name}: {shown}", markup=False)
        else:
            shown = f"{value:.3f}" if isinstance(value, float) else value
            out.print(f"{indent}{name}: {shown}", markup=False)
