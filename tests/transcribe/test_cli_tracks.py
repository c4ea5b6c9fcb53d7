"""Languages and tracks on the command line, as a user sees them."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests.transcribe.bilingual import bright, dark
from tests.transcribe.sounds import silence, speech, write_sound

Run = Callable[..., subprocess.CompletedProcess[str]]
CURATION = Path(sys.executable).with_name("curation")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CURATION_HOME", str(tmp_path / "home"))

    def call(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(CURATION), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    return call


def test_cli_translate_adds_a_track_that_can_be_printed(
    run: Run, bilingual: Path, tmp_path: Path
) -> None:
    sound = np.concatenate([dark(speech(6.0)), silence(4.0), bright(speech(6.0))])
    talk = write_sound(tmp_path / "talk.flac", sound, codec="flac")
    command = ["transcribe", talk, "--model", bilingual, "--no-speakers", "--language", "zh-TW,en"]
    done = run(*command)
    assert (done.returncode, "language zh" in done.stdout) == (0, True)
    assert "發燒了。" in run("transcript", "talk").stdout
    missing = run("transcript", "talk", "--track", "en")
    assert (missing.returncode, "--translate" in missing.stderr) == (2, True)

    done = run(*command, "--translate")
    assert (done.returncode, "talk/r0001: " in done.stdout) == (0, True)
    assert "talk/r0001.en: 1 sentence in English, translated by machine" in done.stderr
    shown = run("transcript", "talk", "--track", "en", "--format", "vtt")
    assert "NOTE Machine translation of talk/r0001" in shown.stdout
    assert "The patient had fever!" in shown.stdout
    assert "lopinavir" not in shown.stdout
    assert run(*command, "--translate").returncode == 2


def test_cli_exports_what_it_imports_again(run: Run, demo: Path, tmp_path: Path) -> None:
    assert run("import", demo / "covid19-zh.vtt", "--session", "zh").returncode == 0
    for form in ("srt", "vtt", "txt", "json"):
        path = tmp_path / f"zh.{form}"
        path.write_text(run("transcript", "zh", "--format", form).stdout)
        done = run("import", path, "--session", form)
        assert f"{form}/r0001: 1029 words in 26 turns, language zh" in done.stdout
    again = run("import", tmp_path / "zh.json", "--session", "zh")
    assert (again.returncode, "says the same as zh/r0001" in again.stderr) == (2, True)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("zh,en", "all of 'zh', 'en'"),
        ("fr", "no weights that know the language 'fr'"),
        ("English", "'English' as language is not a language's code"),
    ],
)
def test_cli_says_which_language_cannot_be_done(
    run: Run, talk: Path, language: str, said: str
) -> None:
    done = run("transcribe", talk, "--engine", "moonshine", "--language", language)
    assert (done.returncode, said in done.stderr) == (2, True)
    assert len(done.stderr.strip().splitlines()) == 1
