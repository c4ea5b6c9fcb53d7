"""Review: the app, the same app in a notebook, and decisions replayed from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from curation.errors import CurationError
from curation.review.replay import ReplayResult, read_decisions, replay
from curation.settings import DEFAULT_PORT
from curation.workbench import Workbench

if TYPE_CHECKING:
    from curation.review.widget import ReviewWidget


def open_app(home: Path | str | None = None) -> "ReviewWidget":
    """The review app as a widget, for JupyterLab; see `Workbench.open` for `home`."""
    from curation.review.widget import review_widget

    return review_widget(Workbench.open(home))


def app_page() -> "ReviewWidget":
    """The app as Voilà shows it: what keeps it from starting is said on the page."""
    from curation.review.widget import failure_widget

    try:
        return open_app()
    except CurationError as error:
        return failure_widget(error)


def serve_app(announce: Callable[[str], None], *, port: int = DEFAULT_PORT) -> None:
    """Serve the app until interrupted; `announce` is told the link once it can be opened.

    Raises
    ------
    StoreError
        when the database cannot be opened, before anything starts.
    InputError
        when the port is taken.
    """
    with Workbench.open() as workbench:
        home = workbench.settings.home
    from curation.review.server import serve

    serve(home=home, port=port, announce=announce)


def replay_decisions(workbench: Workbench, path: Path, reviewer: str | None = None) -> ReplayResult:
    """Make the decisions in a JSON Lines file, in `reviewer`'s name; twice changes nothing.

    Raises
    ------
    FormatError
        naming the line that is wrong.
    """
    rows = read_decisions(path)
    return replay(workbench, rows, reviewer or workbench.settings.reviewer)
