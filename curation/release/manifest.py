"""The manifest of a release: what it is, and the hash of every file in it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pydantic import ConfigDict

from curation.errors import InputError
from curation.files import atomic_write, require_file, sha256_of
from curation.model import Release, dump_json, load_json
from curation.release.records import ReleaseContent

MANIFEST = "manifest.json"
FORMAT = "curation-release/1"

_STRICT = ConfigDict(extra="forbid")


@dataclass(frozen=True, kw_only=True)
class FileFacts:
    """Size in bytes and SHA-256 of a file."""

    __pydantic_config__ = _STRICT

    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What `manifest.json` says. `content_sha256` is the SHA-256 of `qa.jsonl`."""

    __pydantic_config__ = _STRICT

    format: str
    version: int
    title: str
    created_at: datetime
    created_by: str
    items: int
    content_sha256: str
    supersedes: int | None
    components: dict[str, str]
    terms: dict[str, str]
    files: dict[str, FileFacts] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A file that is not as the manifest says, and in what way."""

    file: str
    problem: str


def write_manifest(folder: Path, content: ReleaseContent, files: Iterable[Path]) -> Path:
    """Describe the written files; the manifest is the last file of a release to be written."""
    manifest = Manifest(
        format=FORMAT,
        version=content.version,
        title=content.title,
        created_at=content.created_at,
        created_by=content.created_by,
        items=len(content.pairs),
        content_sha256=content.content_sha256,
        supersedes=content.supersedes,
        components=content.components,
        terms=content.terms,
        files={
            path.relative_to(folder).as_posix(): FileFacts(
                size=path.stat().st_size, sha256=sha256_of(path)
            )
            for path in sorted(files)
        },
    )
    path = folder / MANIFEST
    with atomic_write(path) as stream:
        stream.write(dump_json(manifest, indent=2) + b"\n")
    return path


def read_manifest(folder: Path) -> Manifest:
    """The manifest in a release's folder.

    Raises
    ------
    InputError
        when it is missing, malformed, or of a format that this program does not know.
    """
    path = require_file(folder / MANIFEST)
    manifest = load_json(path.read_bytes(), Manifest, origin=str(path))
    if manifest.format != FORMAT:
        raise InputError(f"{path} has a format this program does not know; update the program")
    return manifest


def find_faults(folder: Path, release: Release | None = None) -> tuple[Fault, ...]:
    """What differs from the manifest, and from the workbench's record where there is one."""
    manifest = read_manifest(folder)
    faults = [
        Fault(file=name, problem=problem)
        for name, facts in manifest.files.items()
        if (problem := _problem(folder / name, facts))
    ]
    if release is not None and release.content_sha256 != manifest.content_sha256:
        faults.append(Fault(file=MANIFEST, problem="differs from the workbench's record"))
    known = {*manifest.files, MANIFEST}
    present = (path for path in folder.rglob("*") if path.is_file())
    names = sorted(path.relative_to(folder).as_posix() for path in present)
    faults += [Fault(file=name, problem="was added") for name in names if name not in known]
    return tuple(faults)


def _problem(path: Path, facts: FileFacts) -> str:
    if not path.is_file():
        return "is missing"
    try:
        same = path.stat().st_size == facts.size and sha256_of(path) == facts.sha256
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    return "" if same else "was changed"
