"""Finding out what a release would hold, under which number, and what it would change."""

from collections import Counter
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from curation.errors import DuplicateError, InputError
from curation.model import Release, Transcript
from curation.release.build import Material, select
from curation.release.difference import Difference, compare
from curation.release.folders import read_pairs, taken_versions
from curation.release.records import HeldBack, Reason, ReleasedPair, content_hash
from curation.workbench import Workbench

DEFAULT_TITLE = "Clinical experience in questions and answers"


@dataclass(frozen=True, kw_only=True)
class ReleaseOptions:
    """What to release: all sessions under the next number unless told.

    Without a `licence`, the one in `terms.toml` stands. A dry run writes nothing.
    """

    version: int | None = None
    title: str = DEFAULT_TITLE
    sessions: tuple[str, ...] = ()
    licence: str = ""
    dry_run: bool = False


@dataclass(frozen=True, kw_only=True)
class ReleaseResult:
    """What was released, or would be.

    `made` is False after a dry run, and when nothing changed since release `version`.
    `difference` is that to release `compared_with`. `recovered` are the releases that an
    interrupted run had written and this one recorded. `uncited` counts the entities
    and doses inside released pairs that no reviewer confirmed.
    """

    version: int
    folder: Path
    made: bool
    pairs: tuple[ReleasedPair, ...]
    content_sha256: str
    held_back: tuple[HeldBack, ...]
    uncited: int
    components: dict[str, str]
    difference: Difference
    compared_with: int | None
    recovered: tuple[int, ...] = ()

    @property
    def reasons(self) -> dict[Reason, int]:
        """How many pairs are held back, by reason."""
        return dict(Counter(item.reason for item in self.held_back))

    @property
    def unchanged(self) -> bool:
        """Whether this is what the last release holds already."""
        return self.version == self.compared_with


def plan_release(
    workbench: Workbench, options: ReleaseOptions, recovered: tuple[int, ...]
) -> ReleaseResult:
    selection = select(_material(workbench, options.sessions))
    if not selection.pairs:
        counts = Counter(item.reason for item in selection.held_back)
        held = ", ".join(f"{count} {reason}" for reason, count in counts.items()) or "there is none"
        raise InputError(
            f"no question-and-answer pair can be released ({held});"
            " accept some first, with: curation app"
        )
    content_sha256 = content_hash(selection.pairs)
    releases = workbench.store.releases()
    last = releases[-1] if releases else None
    unchanged = last is not None and last.content_sha256 == content_sha256
    if last and unchanged and (options.version is None or options.version in recovered):
        version = last.version
    else:
        version = _free_number(workbench, options.version, last)
    return ReleaseResult(
        version=version,
        folder=workbench.settings.exports / str(version),
        made=False,
        pairs=selection.pairs,
        content_sha256=content_sha256,
        held_back=selection.held_back,
        uncited=selection.uncited,
        components=selection.components,
        difference=_difference(workbench, last, selection.pairs),
        compared_with=last.version if last else None,
        recovered=recovered,
    )


def _material(workbench: Workbench, session_ids: tuple[str, ...]) -> Material:
    store = workbench.store
    ids = session_ids or tuple(session.id for session in store.sessions())

    def transcript(key: str) -> Transcript:
        session_id, _, revision = key.partition("/r")
        return workbench.transcript(session_id, int(revision))

    return Material(
        sessions=tuple(map(workbench.session, ids)),
        recordings=chain.from_iterable(map(store.recordings, ids)),
        pairs=chain.from_iterable(map(store.pairs, ids)),
        entities=chain.from_iterable(map(store.entities, ids)),
        doses=chain.from_iterable(map(store.doses, ids)),
        decisions=chain.from_iterable(store.decisions(session_id=id_) for id_ in ids),
        transcript=transcript,
    )


def _free_number(workbench: Workbench, wanted: int | None, last: Release | None) -> int:
    exports = workbench.settings.exports
    taken = {*taken_versions(exports), last.version if last else 0}
    following = max(taken) + 1
    if wanted is None:
        return following
    if wanted in taken or (exports / str(wanted)).exists():
        raise DuplicateError(
            f"release {wanted} is there already and frozen; the next number is {following}"
        )
    if last and wanted < last.version:
        raise InputError(f"release {wanted} would come before release {last.version}; numbers grow")
    return wanted


def _difference(
    workbench: Workbench, last: Release | None, pairs: tuple[ReleasedPair, ...]
) -> Difference:
    if last is None:
        return compare((), pairs)
    try:
        return compare(read_pairs(workbench.settings.exports / str(last.version)), pairs)
    except InputError:  # its files were moved away or damaged; its ids are still known
        ids = [pair.id for pair in pairs]
        return Difference(
            added=tuple(id_ for id_ in ids if id_ not in last.item_ids),
            removed=tuple(id_ for id_ in last.item_ids if id_ not in ids),
            changed=(),
        )
