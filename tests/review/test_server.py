import stat
from pathlib import Path

import pytest

from curation.review import server


def test_server_opens_the_browser_by_a_private_file(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(server.webbrowser, "open", opened.append)
    server.open_browser("http://127.0.0.1:1/?token=abc")
    assert "abc" not in opened[0]
    page = Path(opened[0].removeprefix("file://"))
    assert "token=abc" in page.read_text(encoding="utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    page.unlink()
