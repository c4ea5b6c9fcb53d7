"""The command that shows questions that ask the same."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from curation.cli.console import err, out, print_json

if TYPE_CHECKING:
    from curation.steps.alike import Group, Member

commands = typer.Typer()


@commands.command()
def alike(
    at_odds: Annotated[
        bool, typer.Option("--at-odds", help="Only groups whose answers change or contradict.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Show pairs of all sessions that ask the same, who answered, and whether they agree.

    Questions meet across Chinese and English. Nothing is changed: to merge pairs is a
    curator's decision.

    Example: `curation alike --at-odds`
    """
    from rich.progress import track

    from curation.steps.alike import alike_pairs
    from curation.workbench import Workbench

    def progress(items: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
        whole = list(items)
        return track(
            whole, "reading questions", console=err, transient=True, disable=not err.is_terminal
        )

    with Workbench.open() as workbench:
        groups = alike_pairs(workbench, progress=progress)
    if at_odds:
        groups = tuple(group for group in groups if _is_at_odds(group))
    if as_json:
        print_json(json.dumps([_facts(group) for group in groups], ensure_ascii=False).encode())
        return
    for group in groups:
        _show(group)
    err.print(f"{len(groups)} groups, {sum(len(group.members) for group in groups)} pairs")


def _is_at_odds(group: Group) -> bool:
    return any(item.accord in ("change", "contradiction") for item in group.agreements)


def _facts(group: Group) -> dict[str, Any]:
    return {
        "likeness": group.likeness,
        "pairs": [_member(member) for member in group.members],
        "drugs": [
            {
                "drug": item.drug,
                "display": item.display,
                "accord": item.accord,
                "statements": [
                    {
                        "pair": said.pair,
                        "speaker": said.speaker,
                        "held_on": said.held_on.isoformat() if said.held_on else None,
                        "assertion": said.assertion,
                        "doses": [dose.text for dose in said.doses],
                    }
                    for said in item.statements
                ],
            }
            for item in group.agreements
        ],
    }


def _member(member: Member) -> dict[str, Any]:
    return {
        "id": member.pair.id,
        "session": member.session,
        "held_on": member.held_on.isoformat() if member.held_on else None,
        "language": member.pair.language,
        "question": member.pair.question_text,
        "answered_by": member.answered_by,
        "role": member.role,
        "same_as": member.pair.same_as,
    }


def _show(group: Group) -> None:
    out.print(f"{len(group.members)} pairs, likeness {group.likeness:.2f}", markup=False)
    for member in group.members:
        day = f", {member.held_on}" if member.held_on else ""
        who = f", answered by {member.answered_by}" if member.answered_by else ""
        out.print(f"  {member.session}{day}{who}: {member.pair.question_text}", markup=False)
    for item in group.agreements:
        said = "; ".join(
            " ".join(filter(None, (one.speaker or one.session, one.assertion, _doses(one.doses))))
            for one in item.statements
        )
        out.print(f"  {item.display} - {item.accord}: {said}", markup=False)


def _doses(doses: Iterable[Any]) -> str:
    return ", ".join(dose.text for dose in doses)
