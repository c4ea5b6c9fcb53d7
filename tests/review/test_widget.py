import re
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from curation.errors import StoreUnavailableError
from curation.model import EntitySpan
from curation.review import widget
from curation.steps.review import app_page, open_app
from curation.workbench import Workbench
from tests.conftest import missing_program

PAGE = Path(str(files("curation.review") / "page"))
JS_TESTS = Path(__file__).parent / "page"


@pytest.fixture
def sent(bench: Workbench, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, list[Any]]:
    """The app as a plain object, and what it sends to its page."""
    app = widget.ReviewWidget()
    messages: list[Any] = []
    monkeypatch.setattr(widget, "_widget", lambda _page: app)
    monkeypatch.setattr(app, "send", lambda content, buffers=None: messages.append(content))
    return widget.review_widget(bench), messages


def say(app: Any, content: Any) -> None:
    """Hand a message to the widget as the page's message would be."""
    app._msg_callbacks(app, content, [])


def test_widget_answers_with_the_number_of_the_request(sent: tuple[Any, list[Any]]) -> None:
    app, messages = sent
    say(app, {"number": 7, "ask": "library", "fields": {}})
    assert messages[0]["number"] == 7
    assert messages[0]["body"]["sessions"][0]["id"] == "s"


def test_widget_says_an_error_in_words(sent: tuple[Any, list[Any]], drug: EntitySpan) -> None:
    app, messages = sent
    for version in (0, 0):
        fields = {"target": drug.id, "verdict": "accept", "version": version, "changes": {}}
        say(app, {"number": 1, "ask": "decide", "fields": fields})
    assert messages[1]["error"]["kind"] == "ConflictError"
    assert drug.id in messages[1]["error"]["text"]


@pytest.mark.parametrize("content", [{}, {"ask": "open"}, {"ask": 3, "fields": []}])
def test_widget_answers_even_nonsense(sent: tuple[Any, list[Any]], content: Any) -> None:
    app, messages = sent
    say(app, content)
    assert messages[0]["error"]["kind"] == "InputError"


def test_widget_tells_the_page_of_a_fault_of_its_own(
    sent: tuple[Any, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, messages = sent

    def break_down(*_: Any) -> None:
        raise ZeroDivisionError("spoken words")

    monkeypatch.setattr(widget, "answer", break_down)
    with pytest.raises(ZeroDivisionError):
        widget._reply(app.send, Any, {"number": 1, "ask": "library", "fields": {}})
    assert messages[0]["error"]["kind"] == "bug"
    assert "spoken" not in messages[0]["error"]["text"]


def test_widget_opens_on_a_data_folder(bench: Workbench) -> None:
    app = open_app(bench.settings.home)
    assert app.page["reviewer"] == "tester"
    assert app.page["messages"]["accept"] == "Accept"


def test_widget_shows_why_the_workbench_cannot_be_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "workbench.db").write_text("no database " * 100, encoding="utf-8")
    monkeypatch.setenv("CURATION_HOME", str(tmp_path))
    assert "restore it from a backup" in app_page().page["failure"]
    with pytest.raises(StoreUnavailableError):
        open_app()


def test_widget_messages_are_there_for_every_text_that_is_asked_for() -> None:
    table = widget.messages()
    for path in PAGE.glob("*.js"):
        for key in re.findall(r'\bsay\("([\w.]+)"', path.read_text(encoding="utf-8")):
            assert key in table, f"{path.name}: {key}"


def test_widget_script_has_every_file_and_no_import_left() -> None:
    assert sorted(widget.SCRIPTS) == sorted(path.name for path in PAGE.glob("*.js"))
    script = widget.page_script()
    assert re.findall(r"^(?:import|export)\b.*$", script, re.MULTILINE) == [
        "export default { render };"
    ]


def test_widget_script_is_one_module_that_parses(tmp_path: Path) -> None:
    path = tmp_path / "joined.mjs"
    path.write_text(widget.page_script(), encoding="utf-8")
    done = subprocess.run([node(), "--check", path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_widget_scripts_pass_their_own_tests() -> None:
    tests = sorted(JS_TESTS.glob("*.test.js"))
    done = subprocess.run(
        [node(), "--test", *tests], capture_output=True, text=True, check=False, cwd=JS_TESTS
    )
    assert done.returncode == 0, done.stdout
    assert "# pass 0" not in done.stdout


def node() -> str:
    found = shutil.which("node")
    if not found:
        missing_program("Node.js", "install nodejs")
    return str(found)


def test_widget_kernel_stays_lean(bench: Workbench) -> None:
    heavy = "('pandas', 'spacy', 'torch', 'pyarrow', 'faster_whisper', 'alembic', 'voila')"
    code = (
        "import sys; from curation.steps.review import open_app; app = open_app(sys.argv[1]);"
        "from curation.review.requests import answer; from curation.workbench import Workbench;"
        "answer(Workbench.open(sys.argv[1]), 'open', {'session': 's'});"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, bench.settings.home],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr
