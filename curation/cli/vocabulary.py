"""Commands of the vocabulary: `curation vocab …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from curation.cli.console import err, finish, out, print_json
from curation.steps.batch import run_batch

if TYPE_CHECKING:
    from curation.extract.added import Source

commands = typer.Typer(
    help="The vocabulary of drugs, symptoms and conditions.", no_args_is_help=True
)

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]
LabelOption = Literal["DRUG", "SYMPTOM", "CONDITION"] | None


@commands.command()
def build(as_json: Json = False) -> None:
    """Compile the word lists and the installed packages' names anew.

    Needed only to see what is in it: `curation extract` compiles what is missing or out of date.

    Example: `curation vocab build`
    """
    from curation.extract.vocabulary import load_vocabulary
    from curation.steps.extract import build_vocabulary
    from curation.workbench import Workbench

    with Workbench.open() as workbench, err.status("compiling the vocabulary"):
        path = build_vocabulary(workbench, anew=True)
    about = load_vocabulary(path).about
    if as_json:
        facts = {"path": str(path), "terms": about.terms, "concepts": about.concepts}
        print_json(json.dumps(facts | {"sources": about.sources}).encode())
        return
    terms = ", ".join(f"{count} {label}" for label, count in about.terms.items())
    out.print(f"{path}: {terms} terms of {about.concepts} concepts", markup=False)


@commands.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="RXNCONSO.RRF, .obo, .xml, .bin or .tsv.")],
    file_format: Annotated[
        Literal["auto", "rxnorm", "obo", "babelon", "mesh", "tsv"],
        typer.Option("--format", help="What the files are; told by name and first line."),
    ] = "auto",
    label: Annotated[
        LabelOption,
        typer.Option(help="What all their entries are."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Take vocabulary files of your own into the vocabulary.

    They are read once and kept in the models folder; adding a file of the same name again
    replaces it. Own lists win over them, and they win over the installed packages.

    Example: `curation vocab add RXNCONSO.RRF hp-zh.babelon.tsv`
    """
    from rich.progress import track

    from curation.model import dump_json
    from curation.steps.vocabulary import add_source
    from curation.workbench import Workbench

    done: list[Source] = []
    with Workbench.open() as workbench:

        def work(path: Path) -> str:
            chosen = None if file_format == "auto" else file_format
            done.append(add_source(workbench, path, chosen, label))
            return path.name

        items = track(files, "reading", console=err, transient=True, disable=not err.is_terminal)
        outcomes = list(run_batch(items, work))
    if as_json:
        print_json(dump_json(done))
    else:
        for source in done:
            _show_source(source)
    finish(outcomes)


@commands.command("list")
def list_added(as_json: Json = False) -> None:
    """Say which vocabulary files were added, with versions, counts and licences.

    Example: `curation vocab list`
    """
    from curation.model import dump_json
    from curation.steps.vocabulary import list_sources
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        sources = list_sources(workbench)
    if as_json:
        print_json(dump_json(sources))
        return
    for source in sources:
        _show_source(source)
    if not sources:
        out.print("none added; see: curation vocab add --help")


@commands.command()
def search(
    text: Annotated[str, typer.Argument(help="What was said or is looked for.")],
    label: Annotated[LabelOption, typer.Option(help="Only drugs, symptoms or conditions.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 10,
    as_json: Json = False,
) -> None:
    """Look up concepts by a name, also a misspelt one or the beginning of one.

    Example: `curation vocab search lopinavr --label DRUG`
    """
    from curation.model import dump_json
    from curation.steps.vocabulary import search_concepts
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        found = search_concepts(workbench, text, label, limit)
    if as_json:
        print_json(dump_json(found))
        return
    for item in found:
        names = " / ".join([item.concept.display, *item.concept.names.values()])
        heard = "" if item.exact else f" (suggested for {item.term!r}, {item.score:.2f})"
        out.print(f"{item.label} {item.concept.key}: {names}{heard}", markup=False)
    if not found:
        out.print("nothing like it in the vocabulary")


def _show_source(source: Source) -> None:
    out.print(
        f"{source.name} ({source.format}, version {source.version}): {source.terms} terms of"
        f" {source.concepts} concepts; {source.licence}",
        markup=False,
    )
    if source.conflicts:
        first = ", ".join(f"{one.text!r} {one.code}, not {one.other}" for one in source.examples)
        out.print(f"  {source.conflicts} names of two codes; taken: {first}", markup=False)
