"""Commands of the transcribe step."""

from __future__ import annotations

import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from curation.cli import machine
from curation.cli.console import err, finish, out, print_json, progress_bar
from curation.cli.follow import follow as follow_growing
from curation.cli.many import transcribe_many
from curation.errors import InputError

if TYPE_CHECKING:
    from curation.model import Transcript
    from curation.steps.batch import Outcome
    from curation.workbench import Workbench

commands = typer.Typer()
commands.add_typer(machine.commands)

Session = Annotated[
    str | None,
    typer.Option(
        help="The session's id; without it, that of its facts file or the file's own name."
    ),
]
About = Annotated[
    Path | None,
    typer.Option(
        help="A TOML file with the session's facts; without it, one beside the file is taken:"
        " `<its name>.toml` or `session.toml`."
    ),
]
Language = Annotated[
    str,
    typer.Option(
        help="What is spoken: a code like en, zh or zh-TW, or several, zh,en; auto: found out."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print what was made as JSON.")]


@commands.command()
def transcribe(
    files: Annotated[
        list[Path], typer.Argument(help="Sound or video files of any kind, or folders of them.")
    ],
    session: Session = None,
    about: About = None,
    engine: Annotated[
        str, typer.Option(help="auto, faster-whisper, whisper or moonshine.")
    ] = "auto",
    language: Language = "auto",
    model: Annotated[
        str | None, typer.Option(help="Whisper's weights: a name, or a folder or .pt file.")
    ] = None,
    speakers: Annotated[
        bool,
        typer.Option(
            help="Tell voices apart, by an .rttm file beside the recording if there is one."
        ),
    ] = True,
    channels: Annotated[
        str,
        typer.Option(
            help="auto: hear two channels apart that differ, each as a speaker; mix: never;"
            " split: every channel."
        ),
    ] = "auto",
    diarizer: Annotated[
        str, typer.Option(help="What tells voices apart: auto, pyannote or moonshine.")
    ] = "auto",
    hotwords: Annotated[
        Path | None,
        typer.Option(
            help="A list of words that may come up, one a line; without it, Whisper is told the"
            " drugs of the session's topic."
        ),
    ] = None,
    no_hotwords: Annotated[
        bool, typer.Option("--no-hotwords", help="Tell Whisper no words beforehand.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Start anew instead of going on with a stopped run.")
    ] = False,
    translate: Annotated[
        bool,
        typer.Option(
            "--translate", help="Add a track in English, by Whisper, to what is in other languages."
        ),
    ] = False,
    jobs: Annotated[
        str, typer.Option(help="How many recordings at once, each in a process of its own.")
    ] = "auto",
    dask: Annotated[
        str | None,
        typer.Option(help="The address of a Dask scheduler, whose workers do it: tcp://HOST:8786."),
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", help="Transcribe one recording while it is being written.")
    ] = False,
    idle: Annotated[
        float, typer.Option(help="With --follow: it is complete when it has not grown so long (s).")
    ] = 30.0,
    captions: Annotated[
        Path | None, typer.Option(help="With --follow: a .vtt file that grows with it.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Transcribe recordings; each becomes the next revision of its session's transcript.

    A run that was stopped, in whatever way, goes on where it was when it is started again.
    `auto` takes Whisper when its weights are on this machine, and else what can do the
    language; `curation doctor` says which and why. Nothing is downloaded.

    Example: `curation transcribe talk.mp4 --session 2020-03-24-talk --language en`
    """
    from curation.steps.many import find_recordings, plan_jobs
    from curation.steps.transcribe import TranscribeOptions, transcribe_recording
    from curation.workbench import Workbench

    options = TranscribeOptions(
        engine=engine,
        language=language,
        model=model,
        speakers=speakers,
        channels=channels,
        diarizer=diarizer,
        fresh=fresh,
        translate=translate,
        hotwords=_hotwords(hotwords, none=no_hotwords),
    )

    recordings = find_recordings(files)
    if follow:
        if len(recordings) > 1:
            raise InputError("--follow takes one recording; run the command once for each")

        def make_growing(workbench: Workbench, path: Path) -> Transcript:
            return follow_growing(
                workbench,
                path,
                session=session,
                about=about,
                options=options,
                idle_s=idle,
                captions=captions,
                as_json=as_json,
            )

        _make_transcripts(recordings, make_growing, as_json=as_json)
    if len(recordings) > 1 or dask is not None:
        with Workbench.open() as workbench:
            plan = plan_jobs(
                workbench, recordings, session_id=session, about=about, options=options
            )
            made: list[Transcript] = []

            def keep(key: str) -> None:
                _take(made, workbench.transcript_of(key), as_json=as_json)

            outcomes = transcribe_many(workbench, plan, count=jobs, dask=dask, made=keep)
        _end(made, outcomes, as_json=as_json)

    def make(workbench: Workbench, path: Path) -> Transcript:
        with progress_bar(f"transcribing {path.name}") as progress:
            return transcribe_recording(
                workbench,
                path,
                session_id=session,
                about=about,
                options=options,
                progress=progress,
                say=lambda text: err.print(text, markup=False),
            )

    _make_transcripts(recordings, make, as_json=as_json)


@commands.command(name="import")
def import_(
    files: Annotated[list[Path], typer.Argument(help="Transcripts made by other programs.")],
    session: Session = None,
    about: About = None,
    language: Language = "auto",
    as_json: Json = False,
) -> None:
    """Take transcripts of other programs into the workbench.

    WebVTT (.vtt), SRT (.srt), Whisper's and WhisperX's JSON (.json), Praat TextGrid
    (.TextGrid), text with `Speaker:` lines (.txt), chat logs (.csv). Each becomes the next
    revision of its session's transcript.

    Example: `curation import talk.srt --session 2020-03-24-talk`
    """
    from curation.steps.transcribe import import_transcript

    def make(workbench: Workbench, path: Path) -> Transcript:
        return import_transcript(
            workbench, path, session_id=session, about=about, language=language
        )

    _make_transcripts(files, make, as_json=as_json)


@commands.command()
def transcript(
    session: Annotated[str, typer.Argument(help="The session's id.")],
    form: Annotated[str, typer.Option("--format", help="txt, vtt, srt or json.")] = "txt",
    revision: Annotated[int | None, typer.Option(help="Which one; the newest unless told.")] = None,
    track: Annotated[
        str | None, typer.Option(help="Print its translation into this language, as in en.")
    ] = None,
) -> None:
    """Print a session's transcript in a format that other programs read.

    Example: `curation transcript 2020-03-24-talk --format srt > talk.srt`
    """
    from curation.steps.tracks import track_text
    from curation.steps.transcribe import transcript_text
    from curation.workbench import Workbench

    with Workbench.open() as workbench:
        if track:
            sys.stdout.write(track_text(workbench, session, track, form, revision=revision))
            return
        sys.stdout.write(transcript_text(workbench, session, form, revision=revision))


def _hotwords(path: Path | None, *, none: bool) -> tuple[str, ...] | None:
    """The words of a list, or none; None leaves it to the session's topic."""
    from curation.steps.hotwords import read_hotwords

    if none and path:
        raise typer.BadParameter("give either --hotwords or --no-hotwords")
    return read_hotwords(path) if path else () if none else None


def _make_transcripts(
    files: list[Path], make: Callable[[Workbench, Path], Transcript], *, as_json: bool
) -> None:
    """Make a transcript of each file; say what came of it, and end as a batch ends."""
    from curation.steps.batch import run_batch
    from curation.workbench import Workbench

    made: list[Transcript] = []
    with Workbench.open() as workbench:

        def work(path: Path) -> str:
            transcript = make(workbench, path)
            _take(made, transcript, as_json=as_json)
            return transcript.key

        outcomes = list(run_batch(files, work))
    _end(made, outcomes, as_json=as_json)


def _take(made: list[Transcript], transcript: Transcript, *, as_json: bool) -> None:
    made.append(transcript)
    if not as_json:
        _show(transcript)


def _end(made: Sequence[Transcript], outcomes: Sequence[Outcome], *, as_json: bool) -> NoReturn:
    if as_json:
        print_json(json.dumps([_facts(transcript) for transcript in made]).encode())
    finish(outcomes)


def _facts(transcript: Transcript) -> dict[str, object]:
    return {
        "transcript": transcript.key,
        "session": transcript.session_id,
        "revision": transcript.revision,
        "language": transcript.language,
        "engine": transcript.engine,
        "model": transcript.model,
        "words": len(transcript.words),
        "turns": len(transcript.turns),
        "duration_s": transcript.duration_s,
        "flags": [dataclasses.asdict(flag) for flag in transcript.flags],
    }


def _show(transcript: Transcript) -> None:
    out.print(
        f"{transcript.key}: {len(transcript.words)} words in {len(transcript.turns)} turns,"
        f" language {transcript.language}, by {transcript.engine} ({transcript.model})",
        markup=False,
    )
    for flag in transcript.flags:
        out.print(f"  {flag.kind} at {flag.start_s:.1f} s: {flag.note}", markup=False)
