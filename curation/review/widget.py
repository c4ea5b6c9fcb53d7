"""The app's one widget: it carries the page's requests to `requests.answer` and back."""

import json
import logging
import re
from collections.abc import Callable, Mapping
from importlib.resources import files
from typing import Any

import anywidget
import traitlets

from curation.errors import CurationError, InputError
from curation.review.bench import Bench
from curation.review.requests import Answer, answer

# In the order in which they are joined: each uses only what stands before it.
SCRIPTS = (
    "dom.js",
    "words.js",
    "flags.js",
    "items.js",
    "quantity.js",
    "keymap.js",
    "places.js",
    "link.js",
    "sound.js",
    "library.js",
    "flagbar.js",
    "flagtour.js",
    "transcript.js",
    "timeline.js",
    "fields.js",
    "dose.js",
    "card.js",
    "frame.js",
    "player.js",
    "stopwatch.js",
    "topbar.js",
    "who.js",
    "review.js",
    "workbench.js",
)
LANGUAGE = "en"  # of the interface's texts

_PAGE = files("curation.review") / "page"
_IMPORT = re.compile(r'^import\b[^;]*?\bfrom "\./[\w.]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default)", re.MULTILINE)

logger = logging.getLogger(__name__)


def page_script() -> str:
    """All scripts as one ES module, for a widget's script cannot import its neighbours."""
    parts = ((_PAGE / name).read_text(encoding="utf-8") for name in SCRIPTS)
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", part)) for part in parts)


def page_style() -> str:
    return (_PAGE / "workbench.css").read_text(encoding="utf-8")


def messages(language: str = LANGUAGE) -> dict[str, str]:
    """The interface's texts by key."""
    text = (_PAGE / f"messages.{language}.json").read_text(encoding="utf-8")
    table: dict[str, str] = json.loads(text)
    return table


class ReviewWidget(anywidget.AnyWidget):
    """The review app as a widget; `page` holds what its script starts from."""

    _esm = traitlets.Unicode().tag(sync=True)
    _css = traitlets.Unicode().tag(sync=True)
    page = traitlets.Dict().tag(sync=True)


def review_widget(bench: Bench) -> ReviewWidget:
    """The app on a workbench, which stays open as long as the widget is used."""
    widget = _widget({"reviewer": bench.settings.reviewer})
    widget.on_msg(lambda _widget, content, _buffers: _reply(widget.send, bench, content))
    return widget


def failure_widget(error: CurationError) -> ReviewWidget:
    """A page that says why the app cannot start."""
    return _widget({"failure": str(error)})


def _widget(page: Mapping[str, Any]) -> ReviewWidget:
    return ReviewWidget(
        _esm=page_script(), _css=page_style(), page={"messages": messages(), **page}
    )


def _reply(send: Callable[..., None], bench: Bench, content: Mapping[str, Any]) -> None:
    """Answer one request; every error reaches the page in words."""
    number = content.get("number")
    try:
        given = _answered(bench, content)
    except CurationError as error:
        send({"number": number, "error": {"kind": type(error).__name__, "text": str(error)}})
    except Exception as error:
        # ipywidgets would drop it unseen, and the page would wait for ever.
        logger.error("request %s failed: %s", content.get("ask"), type(error).__name__)
        text = f"something went wrong inside the program ({type(error).__name__}); reload the page"
        send({"number": number, "error": {"kind": "bug", "text": text}})
        raise
    else:
        send({"number": number, "body": given.body}, buffers=[given.sound] if given.sound else None)


def _answered(bench: Bench, content: Mapping[str, Any]) -> Answer:
    fields = content.get("fields")
    if not isinstance(fields, dict):
        raise InputError("the page asked for something unknown; reload it")
    return answer(bench, str(content.get("ask")), fields)
