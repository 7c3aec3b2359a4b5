"""Names of organizations, made comparable, and how alike two of them are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from heapq import nlargest

from rapidfuzz import fuzz, process

from opsdesk.store.words import words

#: What says how a company is registered, and nothing about which one it is.
_LEGAL_FORMS = frozenset(
    "ab ag as asbl bv co company corp corporation eurl gmbh inc incorporated kg limited llc llp lp ltd nv oy "
    "plc pte pty sa sam sarl sas scp sl spa srl the".split()
)

#: From here on a name is shown as a likely double.
THRESHOLD = 84
#: Fewer letters than this say too little.
SHORTEST = 4
#: What the beginning of a longer name counts as.
_BEGINNING = 92


def name_key(name: str) -> str:
    """A name made comparable: search words without legal forms; `The Cap Guard Co., Ltd` is `cap guard`."""
    found = words(name).split()
    telling = [word for word in found if word not in _LEGAL_FORMS]
    return " ".join(telling or found)


def alike(
    name: str, keys: Sequence[str], threshold: int = THRESHOLD, limit: int = 5
) -> list[tuple[int, int]]:
    """Which of the keys are nearly this name: (index, likeness 0 to 100), the most alike first.

    Words may stand in another order or be written as one, and letters may be wrong; what is typed so far
    may also be how a longer name begins. Under four letters nothing is alike.
    """
    key = name_key(name)
    if len(key) < SHORTEST:
        return []
    squeezed = [other.replace(" ", "") for other in keys]
    found: dict[int, int] = {}
    for asked, among, scorer in (
        (key, keys, fuzz.token_sort_ratio),
        (key.replace(" ", ""), squeezed, fuzz.ratio),
    ):
        best = process.extract(asked, among, scorer=scorer, score_cutoff=threshold, limit=limit)
        for _key, score, index in best:
            found[index] = max(found.get(index, 0), round(score))
    for index in _beginning_with(key, keys):
        found[index] = max(found.get(index, 0), _BEGINNING)
    return nlargest(limit, found.items(), key=lambda pair: (pair[1], -pair[0]))


def _beginning_with(key: str, keys: Iterable[str]) -> list[int]:
    return [index for index, other in enumerate(keys) if other.startswith(key)]
