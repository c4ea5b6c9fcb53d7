"""Everything that can go wrong, as one tree.

CurationError                what the program tells its user in one sentence
├── InputError               a file or an argument is not what it should be
│   ├── MediaError           a recording cannot be opened or decoded
│   └── FormatError          a transcript, vocabulary or decision file is malformed
├── UnknownItemError         an id, a session, a plug-in name is not there
├── DuplicateError           the same recording or release is there already
├── EngineError              a speech engine or its weights cannot be used
├── StoreError               the database cannot do what was asked
│   ├── StoreVersionError    its schema is newer or older than the program
│   └── StoreUnavailableError  it is locked, full or unreachable
├── ConflictError            someone else decided on the same item meanwhile
└── OutputError              a file cannot be written (disk full, no permission)

A message says what happened, to which file or id, and what to do next. It never holds the
text of a transcript or the name of a person.
"""


class CurationError(Exception):
    """Base of all errors that a user can do something about."""


class InputError(CurationError):
    """A file or an argument is not what it should be."""


class MediaError(InputError):
    """A recording cannot be opened or decoded."""


class FormatError(InputError):
    """A transcript, vocabulary or decision file is malformed."""


class UnknownItemError(CurationError):
    """An id, a session or a plug-in name is not there."""


class DuplicateError(CurationError):
    """The same thing is there already; nothing was done twice."""


class EngineError(CurationError):
    """A speech engine or its weights cannot be used."""


class StoreError(CurationError):
    """The database cannot do what was asked."""


class StoreVersionError(StoreError):
    """The database's schema does not fit this program."""


class StoreUnavailableError(StoreError):
    """The database is locked, full or unreachable."""


class ConflictError(CurationError):
    """Someone else decided on the same item meanwhile."""


class OutputError(CurationError):
    """A file cannot be written."""
