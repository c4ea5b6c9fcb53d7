"""Speakers' names written before what they say: `Host: Good evening`, `专家：好的`."""

import re
from collections import Counter
from collections.abc import Sequence

_PREFIX = re.compile(
    r"\s*(?P<name>[^\s:：<>(（\[,，.。!！?？;；][^:：<>,，。!！?？;；]{0,39}?)\s*[:：](?![/\d])\s*"
)
MIN_SHARE = 0.5  # of the texts: below this, only names that come back are taken for names


def split_speakers(texts: Sequence[str]) -> list[tuple[str, str]]:
    """The speaker of each text and what remains of it.

    What stands before a colon counts as a name when at least half of the texts start so, or
    when it comes more than once; so `Note: take it with food` stays text. A text without a
    name goes on with the speaker before it.
    """
    matches = [_PREFIX.match(text) for text in texts]
    names = Counter(match["name"] for match in matches if match)
    all_count = names.total() >= MIN_SHARE * len(texts)
    found: list[tuple[str, str]] = []
    speaker = ""
    for text, match in zip(texts, matches, strict=True):
        if match and (all_count or names[match["name"]] > 1):
            speaker, rest = match["name"], text[match.end() :]
        else:
            rest = text
        found.append((speaker, rest))
    return found
