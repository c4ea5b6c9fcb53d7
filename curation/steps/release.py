"""Making a release from the workbench, and loading it into the knowledge base."""

import tomllib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from importlib.resources import files

from curation.errors import StoreError, UnknownItemError
from curation.model import Release
from curation.plugins import load_plugin, plugin_names
from curation.release.exporters import Exporter
from curation.release.folders import freeze, read_pairs, read_release, release_lock, unrecorded
from curation.release.manifest import Fault, find_faults, read_manifest
from curation.release.records import ReleaseContent
from curation.steps.release_plan import ReleaseOptions, ReleaseResult, plan_release
from curation.steps.search import open_knowledge, search
from curation.workbench import Workbench

__all__ = [
    "ReleaseOptions",
    "ReleaseResult",
    "check_release",
    "load_releases",
    "make_release",
    "search",
]

SHARE_CHOSEN, SHARE_WRITTEN = 0.2, 0.7  # of the whole work, for the progress bar

Progress = Callable[[str, float], None]  # what is being done, and the share done, 0 to 1


def _quiet(doing: str, share: float) -> None:
    """Show no progress."""


def make_release(
    workbench: Workbench,
    options: ReleaseOptions | None = None,
    progress: Progress = _quiet,
) -> ReleaseResult:
    """Freeze what is accepted as a numbered release and load it into the knowledge base.

    Stopped at any point it leaves a whole release or none, and running it again goes on.
    When nothing changed since the last release and no number is asked for, none is made.

    Raises
    ------
    InputError
        when nothing is accepted.
    DuplicateError
        when the number is taken.
    OutputError, StoreError
        when files or databases cannot be written.
    """
    options = options or ReleaseOptions()
    if options.dry_run:
        return plan_release(workbench, options, ())
    exports = workbench.settings.exports
    with release_lock(exports):
        with open_knowledge(workbench) as knowledge:
            knowledge.loaded()  # better to find it unusable now than when all else is done
        recovered = _recover(workbench)
        progress("choosing what goes in", 0.0)
        result = plan_release(workbench, options, recovered)
        if not result.unchanged:
            content = _content(workbench, options, result)
            workbench.store.add_release(_freeze(workbench, content, progress))
            result = replace(result, made=True)
        progress("loading the knowledge base", SHARE_WRITTEN)
        _load(workbench, result, progress)
    return result


def load_releases(workbench: Workbench, *, rebuild: bool = False) -> tuple[int, ...]:
    """Load every release that the knowledge base lacks; `rebuild` empties it first.

    Raises
    ------
    InputError
        when a release's folder is missing or was changed.
    """
    exports = workbench.settings.exports
    with release_lock(exports), open_knowledge(workbench) as knowledge:
        _recover(workbench)
        if rebuild:
            knowledge.clear()
        loaded = []
        for release in workbench.store.releases():
            folder = exports / str(release.version)
            if knowledge.loaded().get(release.version) != release.content_sha256:
                read_release(folder)
                knowledge.load(read_manifest(folder), read_pairs(folder))
                loaded.append(release.version)
    return tuple(loaded)


def check_release(workbench: Workbench, version: int) -> tuple[Fault, ...]:
    """What of a release is not as it was written.

    Raises
    ------
    UnknownItemError
        when there is no such release.
    InputError
        when its manifest is missing or malformed.
    """
    recorded = {release.version: release for release in workbench.store.releases()}
    if version not in recorded:
        known = ", ".join(map(str, recorded)) or "none yet"
        raise UnknownItemError(f"there is no release {version}; known releases: {known}")
    folder = workbench.settings.exports / str(version)
    return find_faults(folder, recorded[version])


def _recover(workbench: Workbench) -> tuple[int, ...]:
    """Record the releases that a run had written when it was stopped."""
    found = unrecorded(workbench.settings.exports, workbench.store.releases())
    recovered = []
    for release in found:
        workbench.store.add_release(release)
        recovered.append(release.version)
    return tuple(recovered)


def _content(
    workbench: Workbench, options: ReleaseOptions, result: ReleaseResult
) -> ReleaseContent:
    terms = tomllib.loads((files("curation.release") / "terms.toml").read_text(encoding="utf-8"))
    if options.licence:
        terms["licence"] = options.licence
    return ReleaseContent(
        version=result.version,
        title=options.title,
        created_at=datetime.now(UTC),
        created_by=workbench.settings.reviewer,
        pairs=result.pairs,
        content_sha256=result.content_sha256,
        components=result.components,
        terms=terms,
        supersedes=result.compared_with,
    )


def _freeze(workbench: Workbench, content: ReleaseContent, progress: Progress) -> Release:
    exporters: dict[str, Exporter] = {
        name: load_plugin("curation.exporters", name) for name in plugin_names("curation.exporters")
    }
    step = (SHARE_WRITTEN - SHARE_CHOSEN) / len(exporters)

    def on_export(name: str) -> None:
        progress(f"writing {name}", SHARE_CHOSEN + step * list(exporters).index(name))

    folder = freeze(workbench.settings.exports, content, exporters, on_export)
    return read_release(folder)


def _load(workbench: Workbench, result: ReleaseResult, progress: Progress) -> None:
    loaded = 0

    def on_load(rows: int) -> None:
        nonlocal loaded
        loaded += rows
        share = SHARE_WRITTEN + (1 - SHARE_WRITTEN) * loaded / len(result.pairs)
        progress("loading the knowledge base", share)

    try:
        with open_knowledge(workbench) as knowledge:
            knowledge.load(read_manifest(result.folder), read_pairs(result.folder), on_load)
    except StoreError as error:
        raise StoreError(
            f"release {result.version} is made, but not in the knowledge base yet ({error});"
            " then run: curation release load"
        ) from error
    progress("done", 1.0)
