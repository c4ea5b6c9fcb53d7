import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from curation.workbench import Workbench


def test_01_transcribe_makes_revisions(
    workbench: Workbench, demo: Path, run_notebook: Callable[..., Any]
) -> None:
    home = workbench.settings.home
    shutil.copytree(demo, home / "recordings" / "demo")
    run_notebook("01_transcribe.ipynb", home=home)

    english, chinese = workbench.transcribed_sessions()
    assert (english.id, chinese.id) == ("covid19-en", "covid19-zh")
    heard, imported = workbench.transcript("covid19-en"), workbench.transcript("covid19-zh")
    (recording,) = workbench.store.recordings("covid19-en")
    assert (heard.engine, heard.recording_id) == ("moonshine", recording.id)
    assert recording.path == "recordings/demo/covid19-en.opus"
    assert (imported.engine, imported.language, len(imported.turns)) == ("import", "zh", 26)
    assert sorted(path.name for path in (home / "transcripts" / "covid19-en").iterdir()) == [
        "r0001.json",
        "r0001.vtt",
    ]


def test_01_transcribe_goes_on_after_a_bad_file(
    workbench: Workbench, demo: Path, run_notebook: Callable[..., Any]
) -> None:
    home = workbench.settings.home
    (home / "broken.vtt").write_text("no header")
    shutil.copy(demo / "covid19-zh.srt", home)
    run_notebook(
        "01_transcribe.ipynb",
        home=home,
        recordings=[],
        transcripts=["broken.vtt", "covid19-zh.srt"],
    )
    assert [session.id for session in workbench.transcribed_sessions()] == ["covid19-zh"]
