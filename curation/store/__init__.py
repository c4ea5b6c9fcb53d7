"""Where sessions, candidates, decisions and releases are kept."""

from curation.store.base import Change, Store
from curation.store.open import open_store

__all__ = ["Change", "Store", "open_store"]
