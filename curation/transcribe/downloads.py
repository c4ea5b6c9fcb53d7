"""Fetching Whisper's weights: the only part of the program that uses the network.

It runs on command alone. Hugging Face's own settings apply, such as `HF_ENDPOINT` for a
mirror; openai-whisper fetches from OpenAI.
"""

import shutil
import tomllib
from pathlib import Path

from curation.errors import EngineError, UnknownItemError
from curation.transcribe.weights import FOLDER_FILES, VOCABULARY_FILES

MODELS_FILE = Path(__file__).parent / "data" / "whisper_models.toml"
OPTIONAL_FILES = ("preprocessor_config.json",)


def download_folder(name: str, folder: Path) -> None:
    """Fetch a model for faster-whisper into a folder.

    Raises
    ------
    UnknownItemError
        when there is no model of that name, listing those there are.
    EngineError
        when it cannot be fetched.
    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError

    repositories = tomllib.loads(MODELS_FILE.read_text(encoding="utf-8"))
    if name not in repositories:
        raise UnknownItemError(
            f"there is no Whisper model called {name!r}; choose one of: {', '.join(repositories)}"
        )
    try:
        snapshot_download(
            repositories[name],
            local_dir=folder,
            allow_patterns=[*FOLDER_FILES, *VOCABULARY_FILES, *OPTIONAL_FILES],
        )
    except (OSError, HfHubHTTPError) as error:
        raise _not_fetched(name, "Hugging Face") from error
    shutil.rmtree(folder / ".cache", ignore_errors=True)  # the download's own bookkeeping


def download_file(name: str, folder: Path) -> Path:
    """Fetch a model for openai-whisper into a folder; raises as `download_folder` does."""
    try:
        import whisper
    except ModuleNotFoundError as error:
        raise EngineError(
            "the engine 'whisper' needs openai-whisper; run: pip install openai-whisper"
        ) from error
    if name not in whisper.available_models():
        raise UnknownItemError(
            f"there is no Whisper model called {name!r};"
            f" choose one of: {', '.join(whisper.available_models())}"
        )
    try:
        whisper.load_model(name, device="cpu", download_root=str(folder))
    except (OSError, RuntimeError) as error:
        raise _not_fetched(name, "OpenAI") from error
    return folder / f"{name}.pt"


def _not_fetched(name: str, source: str) -> EngineError:
    return EngineError(
        f"the model {name!r} could not be fetched from {source}; check the network, or fetch it"
        " on another machine and bring it here with `curation models add NAME PATH`"
    )
