"""OpenMed without downloads: its rules for what is said of entities, which are given to it.

Its entity models are weights on a hub; they are not installed with its package.
"""

import socket
from collections.abc import Callable, Sequence
from typing import Any

from measure import Job, Marked, System, main

HUB = ("huggingface.co", 443)
HUB_TIMEOUT_S = 5


def load(job: Job) -> System:
    """Everything that is imported is imported here, so that its time counts."""
    from importlib.metadata import version

    from openmed.clinical import assert_context

    def axes(text: Marked) -> list[dict[str, Any]]:
        spans = [{"start": start, "end": end} for start, end, _ in text.marks]
        return assert_context(text.text, spans)

    def prepare(talks: Sequence[Sequence[Marked]]) -> Callable[[], object]:
        texts = [said for talk in talks for said in talk]
        return lambda: [axes(text) for text in texts]

    def judge(texts: Sequence[Marked]) -> list[list[str]]:
        return [[_status(found) for found in axes(text)] for text in texts]

    return System(version=version("openmed"), prepare=prepare, judge=judge, find_not_run=_why)


def _status(found: dict[str, Any]) -> str:
    if found["negation"] == "negated":
        return "absent"
    if found["uncertainty"] == "uncertain" or found["temporality"] == "hypothetical":
        return "hypothetical"
    return "present"


def _why() -> str:
    try:
        socket.create_connection(HUB, HUB_TIMEOUT_S).close()
    except OSError:
        return "not run: its models come from a hub that this machine does not reach"
    return "not run: its models come from a hub, and this benchmark downloads none"


if __name__ == "__main__":
    main(load)
