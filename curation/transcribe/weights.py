"""Speech models' weights on this machine: where they are, whether they are complete.

Whisper's weights come as a CTranslate2 folder (for faster-whisper) or as a `.pt` file (for
openai-whisper). They are looked for in the data folder's `models/` and where those two
libraries keep what they download. Nothing here touches the network.
"""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from curation.errors import EngineError

FASTER_WHISPER = "faster-whisper"
WHISPER = "whisper"
FOLDER_FILES = ("config.json", "model.bin", "tokenizer.json")
VOCABULARY_FILES = ("vocabulary.json", "vocabulary.txt")  # either one
MULTILINGUAL_TOKENS = 51_865  # the smallest vocabulary of a Whisper of many languages
HUB_FILES = "models--*whisper*/snapshots/*/model.bin"


@dataclass(frozen=True, kw_only=True)
class Weights:
    """Weights of one engine; `languages` is empty for those that know Whisper's hundred."""

    name: str
    engine: str
    path: Path
    size_bytes: int
    languages: tuple[str, ...] = ()

    def speaks(self, language: str | None) -> bool:
        return language is None or not self.languages or language in self.languages


def folder_weights(models: Path) -> tuple[Weights, ...]:
    """Complete CTranslate2 folders in `models` and in the Hugging Face cache, largest first."""
    files = [*models.glob("*/model.bin"), *_hub_cache().glob(HUB_FILES)]
    folders = [file.parent for file in files if not missing_files(file.parent)]
    return _largest_first([weights_at(folder) for folder in folders])


def file_weights(models: Path) -> tuple[Weights, ...]:
    """The `.pt` files in `models` and in openai-whisper's cache, largest first."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whisper"
    files = [*models.glob("*.pt"), *cache.glob("*.pt")]
    return _largest_first([weights_at(file) for file in files])


def weights_at(path: Path, name: str | None = None) -> Weights:
    """The Whisper weights in a folder or `.pt` file.

    Raises
    ------
    EngineError
        when there is nothing, it is neither, or a file is missing (saying which).
    """
    if path.is_dir():
        missing = missing_files(path)
        if missing:
            raise EngineError(
                f"{path} lacks {' and '.join(missing)}; copy the whole model folder again"
            )
        for file in (path / "config.json", path / "tokenizer.json"):
            _require_json(file)
        name = name or _folder_name(path)
        engine, files = FASTER_WHISPER, [file for file in path.iterdir() if file.is_file()]
        multilingual = _vocabulary_size(path) >= MULTILINGUAL_TOKENS
    elif path.suffix == ".pt" and path.is_file():
        name = name or path.stem
        engine, files = WHISPER, [path]
        multilingual = not path.stem.endswith(".en")
    else:
        raise EngineError(
            f"{path} holds no Whisper weights; give a CTranslate2 folder or a .pt file"
        )
    return Weights(
        name=name,
        engine=engine,
        path=path,
        size_bytes=sum(file.stat().st_size for file in files),
        languages=() if multilingual else ("en",),
    )


def missing_files(folder: Path) -> tuple[str, ...]:
    """What a CTranslate2 folder lacks.

    Without `tokenizer.json` faster-whisper would ask the hub for it, and wait for an answer.
    """
    missing = [name for name in FOLDER_FILES if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in VOCABULARY_FILES):
        missing.append(" or ".join(VOCABULARY_FILES))
    return tuple(missing)


def _require_json(path: Path) -> None:
    try:
        json.loads(path.read_bytes())
    except ValueError:
        raise EngineError(f"{path} is damaged; copy the whole model folder again") from None


def _vocabulary_size(folder: Path) -> int:
    path = next(folder / name for name in VOCABULARY_FILES if (folder / name).is_file())
    try:
        if path.suffix == ".json":
            return len(json.loads(path.read_bytes()))
        return path.read_bytes().count(b"\n")
    except ValueError:
        raise EngineError(f"{path} is damaged; copy the whole model folder again") from None


def _folder_name(folder: Path) -> str:
    """`small` for `…/models/small` as for `…/models--Systran--faster-whisper-small/snapshots/…`."""
    if folder.parent.name == "snapshots":
        return folder.parent.parent.name.rsplit("--", 1)[-1].replace("faster-whisper-", "")
    return folder.name


def _hub_cache() -> Path:
    home = os.environ.get("HF_HOME") or Path.home() / ".cache" / "huggingface"
    return Path(os.environ.get("HF_HUB_CACHE") or Path(home) / "hub")


def _largest_first(found: list[Weights]) -> tuple[Weights, ...]:
    return tuple(sorted(found, key=lambda weights: (bool(weights.languages), -weights.size_bytes)))
