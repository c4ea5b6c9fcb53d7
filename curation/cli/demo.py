"""The demo: every step at once, on sessions made for it."""

import typer

from curation.cli.console import out, progress_bar

commands = typer.Typer()


@commands.command()
def demo() -> None:
    """Run the whole path on the demo's sessions, and say where everything is.

    Example: `make demo`
    """
    from curation.cli.release import show_hit
    from curation.steps.demo import run_demo
    from curation.workbench import Workbench

    def say(line: str) -> None:
        out.print(line, markup=False)

    with Workbench.open() as workbench:
        with progress_bar("transcribing") as progress:
            result = run_demo(workbench, say, progress)
        settings = workbench.settings
    for number, (query, hit) in enumerate(result.answers.items(), 1):
        say(f"\nThe best answer for {query!r}:")
        show_hit(number, hit)
    say(
        f"\nTranscripts    {settings.transcripts}"
        f"\nRelease        {result.folder}"
        f"\nHandbook       {result.folder / 'handbook.html'}"
        f"\nKnowledge base {settings.exports / 'knowledge.db'}"
        "\n\nNext: make app, to review in the browser what is still open."
    )
