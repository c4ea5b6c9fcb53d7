"""Finding answers in the knowledge base."""

from collections.abc import Iterator
from contextlib import contextmanager

from curation.release.knowledge import DEFAULT_LIMIT, Filter, KnowledgeBase
from curation.release.records import Hit
from curation.store.open import connect
from curation.workbench import Workbench


@contextmanager
def open_knowledge(workbench: Workbench) -> Iterator[KnowledgeBase]:
    """The knowledge base that the settings name; nothing is made of it until a release is loaded.

    Raises
    ------
    InputError
        when the URL names no supported database.
    """
    knowledge = KnowledgeBase(connect(workbench.settings.knowledge_url))
    try:
        yield knowledge
    finally:
        knowledge.close()


def search(
    workbench: Workbench,
    query: str,
    *,
    limit: int = DEFAULT_LIMIT,
    language: str | None = None,
    release: int | None = None,
) -> tuple[Hit, ...]:
    """The best answers of the newest release, or of the one given; any text is a query.

    Raises
    ------
    UnknownItemError
        when there is no release yet, or not that one.
    StoreError
        when the knowledge base cannot be used.
    """
    with open_knowledge(workbench) as knowledge:
        return knowledge.search(query, Filter(release=release, language=language, limit=limit))
