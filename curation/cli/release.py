"""Commands of the release step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from curation.cli.console import err, out, print_json, progress_bar

if TYPE_CHECKING:
    from curation.release.records import Hit
    from curation.steps.release import ReleaseResult

commands = typer.Typer()
release = typer.Typer(invoke_without_command=True)
commands.add_typer(release, name="release")

Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


@release.callback()
def make(
    context: typer.Context,
    version: Annotated[
        int | None, typer.Option(min=1, help="The release's number; the next one unless given.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="What stands on the handbook's cover.")] = None,
    session: Annotated[
        list[str] | None, typer.Option(help="Only this session; may be given several times.")
    ] = None,
    licence: Annotated[str, typer.Option(help="What others may do with it.")] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go in; write nothing.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Freeze what reviewers accepted as a numbered set, and load it into the knowledge base.

    Writes `exports/<version>/` with every format and a manifest. Only accepted or edited
    pairs go in; the others are counted, with the reason.

    Example: `curation release --title "Early practice" --dry-run`
    """
    if context.invoked_subcommand:
        return
    from curation.steps.release import ReleaseOptions, make_release
    from curation.steps.release_plan import DEFAULT_TITLE
    from curation.workbench import Workbench

    options = ReleaseOptions(
        version=version,
        title=title or DEFAULT_TITLE,
        sessions=tuple(session or ()),
        licence=licence,
        dry_run=dry_run,
    )
    with Workbench.open() as workbench, progress_bar("releasing") as progress:
        result = make_release(workbench, options, lambda doing, share: progress(share, 1.0, doing))
    if as_json:
        import json

        print_json(json.dumps(_facts(result), ensure_ascii=False).encode())
    else:
        _show(result)


@release.command()
def check(
    version: Annotated[int, typer.Argument(help="The release's number.")], as_json: Json = False
) -> None:
    """Compare a release's files with its manifest; exit code 1 when one was changed.

    Example: `curation release check 1`
    """
    from curation.model import dump_json
    from curation.release.manifest import Fault
    from curation.steps.release import check_release
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        faults = check_release(workbench, version)
    if as_json:
        print_json(dump_json(faults, tuple[Fault, ...]))
    elif faults:
        table = Table("file", "problem", title=f"release {version} is not as it was written")
        for fault in faults:
            table.add_row(fault.file, fault.problem)
        err.print(table)
    else:
        out.print(f"Release {version} is as it was written.")
    raise typer.Exit(1 if faults else 0)


@release.command()
def load(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Empty it first.")] = False,
    as_json: Json = False,
) -> None:
    """Load every release that the knowledge base lacks.

    Example: `curation release load --rebuild`
    """
    from curation.steps.release import load_releases
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        loaded = load_releases(workbench, rebuild=rebuild)
    if as_json:
        print_json(str(list(loaded)).encode())
    elif loaded:
        out.print(f"Loaded: {', '.join(map(str, loaded))}")
    else:
        out.print("Every release was loaded already.")


@commands.command()
def search(
    query: Annotated[str, typer.Argument(help="Words in English or Chinese.")],
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many answers.")] = 10,
    language: Annotated[
        str | None, typer.Option(help="Only answers in this language, such as en or zh.")
    ] = None,
    release_number: Annotated[
        int | None, typer.Option("--release", help="An older release than the newest.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find answers in the released sets, in both languages.

    A drug or symptom is found under its names in either language. Each answer tells whether
    it was given, denied or advised against, by whom, when, and at which second.

    Example: `curation search "cough" --limit 3`
    """
    from curation.steps.release import search as find
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        hits = find(workbench, query, limit=limit, language=language, release=release_number)
    if as_json:
        from curation.model import dump_json
        from curation.release.records import Hit

        print_json(dump_json(hits, tuple[Hit, ...]))
    elif not hits:
        out.print("No answer has any of these words.")
    elif not hits[0].exact:
        out.print("No answer has all these words; these have some of them.", style="dim")
    if not as_json:
        for number, hit in enumerate(hits, 1):
            show_hit(number, hit)


def _facts(result: ReleaseResult) -> dict[str, Any]:
    return {
        "version": result.version,
        "folder": str(result.folder),
        "made": result.made,
        "unchanged": result.unchanged,
        "items": [pair.id for pair in result.pairs],
        "content_sha256": result.content_sha256,
        "held_back": [vars(item) for item in result.held_back],
        "uncited": result.uncited,
        "compared_with": result.compared_with,
        "added": result.difference.added,
        "removed": result.difference.removed,
        "changed": {change.id: change.fields for change in result.difference.changed},
        "recovered": result.recovered,
    }


def _show(result: ReleaseResult) -> None:
    from curation.release.records import REASONS

    sessions = len({pair.session_id for pair in result.pairs})
    cited = sum(len(pair.entities) for pair in result.pairs)
    doses = sum(len(pair.doses) for pair in result.pairs)
    out.print(
        f"Goes in: {len(result.pairs)} answers of {sessions} sessions,"
        f" {cited} entities, {doses} doses."
    )
    if result.uncited:
        out.print(
            f"Left out: {result.uncited} entities or doses in them that no reviewer confirmed."
        )
    for reason, count in sorted(result.reasons.items()):
        out.print(f"Held back: {count} ({REASONS[reason]}).")
    if result.compared_with and not result.unchanged:
        change = result.difference
        out.print(
            f"Against release {result.compared_with}: {len(change.added)} added,"
            f" {len(change.removed)} removed, {len(change.changed)} changed."
        )
    for number in result.recovered:
        out.print(f"Release {number}, whose run was interrupted, is complete now.")
    if result.made:
        out.print(f"Release {result.version} is in {result.folder}", markup=False)
    elif result.unchanged:
        out.print(f"Nothing changed since release {result.version}; no new one was made.")
    else:
        out.print(f"It would be release {result.version}. Nothing was written.")


def show_hit(number: int, hit: Hit) -> None:
    """Print an answer with what it says of what was asked for, and where it was said."""
    from curation.release.records import assertion_words, clock, speaker_words

    pair = hit.pair
    out.print(f"\n{number}. {pair.question}", style="bold", markup=False)
    out.print(f"   {pair.answer}", markup=False)
    for line in dict.fromkeys(f"{item.text}: {assertion_words(item)}" for item in hit.matched):
        out.print(f"   {line}", style="cyan", markup=False)
    start = clock(pair.answer_spans[0].start_s)
    where = (pair.session_title or pair.session_id, str(pair.held_on or ""), start)
    cited = [speaker_words(pair), *filter(None, where), f"release {hit.release}"]
    out.print(f"   {' · '.join(cited)}", style="dim", markup=False)
