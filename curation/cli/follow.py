"""What is shown while a recording is followed that is still being written."""

from __future__ import annotations

import json
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from curation.cli.console import err, out, print_json
from curation.files import write_error

if TYPE_CHECKING:
    from curation.model import Transcript
    from curation.steps.transcribe import TranscribeOptions
    from curation.workbench import Workbench


def follow(
    workbench: Workbench,
    path: Path,
    *,
    session: str | None,
    about: Path | None,
    options: TranscribeOptions,
    idle_s: float,
    captions: Path | None,
    as_json: bool,
) -> Transcript:
    """Follow a recording, showing what is said as it comes, and give its transcript.

    Ctrl-C ends the recording where it is; when it still grows then, or at a second Ctrl-C,
    `KeyboardInterrupt` is raised, and what was heard is kept.
    """
    from curation.steps.follow import Following, follow_recording

    show = _show_json if as_json else _show_lines
    if captions:
        _write(captions, "w", "WEBVTT\n\n")

    def told(window: Transcript) -> None:
        show(window)
        if captions:
            _write(captions, "a", _cues(window))

    with _first_interrupt() as stopped:
        transcript = follow_recording(
            workbench,
            path,
            Following(told=told, idle_s=idle_s, stopped=stopped),
            session_id=session,
            about=about,
            options=options,
            say=lambda text: err.print(text, markup=False),
        )
    if transcript is None:
        err.print(f"{path.name} is still being written", markup=False)
        raise KeyboardInterrupt
    return transcript


@contextmanager
def _first_interrupt() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl-C was pressed; the second time it does what it usually does."""
    pressed = threading.Event()

    def press(_signal: int, _frame: Any) -> None:
        pressed.set()
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _show_lines(window: Transcript) -> None:
    from curation.transcribe.formats.lines import caption_lines

    for line in caption_lines(window):
        at = timedelta(seconds=int(line.start_s))
        out.print(f"{at!s:0>8}  {line.text}", markup=False)


def _show_json(window: Transcript) -> None:
    from curation.model import join_words

    line = {
        "start_s": window.words[0].start_s,
        "end_s": window.duration_s,
        "language": window.language,
        "text": join_words(window.words),
    }
    print_json(json.dumps(line, ensure_ascii=False).encode())


def _cues(window: Transcript) -> str:
    from curation.transcribe.formats import WRITERS

    cues = WRITERS["vtt"](window).removeprefix("WEBVTT\n\n") + "\n"
    return re.sub(r"(?m)^turn-.*\n", "", cues)  # each window's turns are counted anew


def _write(path: Path, mode: str, text: str) -> None:
    """Write or append, so that a player that reads the file sees whole cues."""
    try:
        with path.open(mode, encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise write_error(path, error) from error
