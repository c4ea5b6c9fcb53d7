"""How speakers are told apart in a recording: by its channels, an RTTM file, or a diarizer."""

from pathlib import Path
from typing import Protocol

from curation.errors import UnknownItemError
from curation.transcribe.channels import CHOICES, MIX, Wanted, look_at_channels
from curation.transcribe.diarizer import make_diarizer
from curation.transcribe.speakers import Speakers
from curation.transcribe.voices import find_rttm, read_rttm

SPEAKER_OPTIONS = ("speakers", "channels", "diarizer")


class Options(Protocol):
    """What is asked for; see `TranscribeOptions`."""

    @property
    def speakers(self) -> bool: ...
    @property
    def channels(self) -> str: ...
    @property
    def diarizer(self) -> str: ...


def speakers_for(models: Path, path: Path, options: Options) -> Speakers:
    """What will say who speaks in a recording.

    Channels that differ come first, unless there is an RTTM file or no speaker is asked for.

    Raises
    ------
    UnknownItemError
        when there is no such way to hear channels, or no such diarizer.
    InputError, EngineError
        when the recording, its RTTM file or the diarizer do not allow it.
    """
    wanted = _wanted(options.channels)
    rttm = find_rttm(path) if options.speakers else None
    channels = look_at_channels(path, wanted)
    if channels.apart and wanted == "auto" and (rttm or not options.speakers):
        channels = MIX
    if channels.apart:
        return Speakers(channels, told_by="channels")
    if rttm:
        return Speakers(channels, voices=read_rttm(rttm), told_by="rttm")
    if not options.speakers:
        return Speakers(channels)
    kind, diarizer = make_diarizer(models, options.diarizer)
    return Speakers(channels, diarizer, told_by=f"{kind.name} ({kind.credit})")


def _wanted(name: str) -> Wanted:
    for choice in CHOICES:
        if choice == name:
            return choice
    raise UnknownItemError(
        f"channels are not heard as {name!r}; choose one of: {', '.join(CHOICES)}"
    )
