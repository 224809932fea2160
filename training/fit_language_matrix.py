"""Write `tasks/language/profiles.npz`: langdetect's profiles and ours as one matrix.

Run: `python -m training.fit_language_matrix`. Needs only langdetect and the profiles in `tasks/language/profiles/`.
A test holds that the shipped file is what this script makes of the installed langdetect.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any

import langdetect
import numpy as np
from langdetect.utils.ngram import NGram
from numpy.typing import NDArray

from tasks.language.grams import FIRST_SYMBOL, SPACE, SYMBOL_BITS, TABLE_SIZE, UNKNOWN
from tasks.language.profiles import FILE, SMOOTHING, UNITS_PER_NAT

LANGDETECT_PROFILES = Path(langdetect.__file__).with_name("profiles")
OWN_PROFILES = FILE.with_name("profiles")
SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Profile:
    """How often each n-gram occurs in a language, and how many n-grams of 1, 2 and 3 characters were counted."""

    language: str
    counts: Mapping[str, float]
    totals: tuple[float, ...]
    of_langdetect: bool = False

    def share(self, gram: str) -> float:
        """The share of the n-gram among those of its length."""
        return self.counts[gram] / self.totals[len(gram) - 1]


def folded(character: str) -> str:
    """The character in lower case, and folded as langdetect folds it."""
    lower = character.lower()
    return str(NGram.normalize(lower if len(lower) == 1 else character))


def read_profiles() -> list[Profile]:
    """Langdetect's profiles, then ours, each in the order of their names."""
    return langdetect_profiles() + [lowered(read_json(path)) for path in sorted(OWN_PROFILES.glob("*.json"))]


def langdetect_profiles() -> list[Profile]:
    """The profiles of the installed langdetect, in the order of their names."""
    paths = [path for path in sorted(LANGDETECT_PROFILES.iterdir()) if path.is_file()]
    return [replace(lowered(read_json(path)), of_langdetect=True) for path in paths]


def read_json(path: Path) -> Any:
    """A profile as stored."""
    return json.loads(path.read_text(encoding="utf-8"))


def lowered(stored: Mapping[str, Any]) -> Profile:
    """A stored profile with the counts of capitals added to those of small letters."""
    counts: dict[str, float] = defaultdict(float)
    for gram, count in stored["freq"].items():
        counts["".join(map(folded, gram))] += count
    counts.pop(" ", None)
    return Profile(str(stored["name"]), counts, tuple(stored["n_words"]))


def symbol_table(grams: Iterable[str]) -> NDArray[np.uint16]:
    """The symbol of every character of the basic plane; those in no n-gram are unknown."""
    characters = sorted(set("".join(grams)) - {" "})
    symbol_of = {" ": SPACE} | {character: number for number, character in enumerate(characters, FIRST_SYMBOL)}
    if len(symbol_of) + FIRST_SYMBOL > 1 << SYMBOL_BITS:
        raise ValueError(f"{len(symbol_of)} characters do not fit into {SYMBOL_BITS} bits: fit smaller profiles")
    table = np.full(TABLE_SIZE, UNKNOWN, dtype=np.uint16)
    for point in range(TABLE_SIZE - 1):
        if point not in SURROGATES:
            table[point] = symbol_of.get(folded(chr(point)), UNKNOWN)
    return table


def key_of(gram: str, table: NDArray[np.uint16]) -> int:
    """The number of an n-gram, as `grams.gram_keys` makes it."""
    key = 0
    for character in gram:
        key = key << SYMBOL_BITS | int(table[min(ord(character), TABLE_SIZE - 1)])
    return key


def lift(share: float) -> int:
    """What one occurrence of an n-gram with this share adds, in thousandths of a nat."""
    return round(UNITS_PER_NAT * log((share + SMOOTHING) / SMOOTHING))


def matrix_arrays(profiles: list[Profile]) -> dict[str, NDArray[np.generic]]:
    """The arrays of `profiles.npz`: non-zero entries row by row, and the keys as differences (they compress well)."""
    columns: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for column, profile in enumerate(profiles):
        for gram in profile.counts:
            if value := lift(profile.share(gram)):
                columns[gram].append((column, value))
    table = symbol_table(columns)
    rows = sorted((key_of(gram, table), entries) for gram, entries in columns.items())
    keys = np.array([key for key, _ in rows], dtype=np.int64)
    return {
        "of_langdetect": np.array(sum(profile.of_langdetect for profile in profiles)),
        "languages": np.array([profile.language for profile in profiles]),
        "table": table,
        "steps": np.diff(keys, prepend=np.int64(0)),
        "entries": np.array([len(entries) for _, entries in rows], dtype=np.uint8),
        "columns": np.array([column for _, entries in rows for column, _ in entries], dtype=np.uint8),
        "lifts": np.array([value for _, entries in rows for _, value in entries], dtype=np.int16),
    }


if __name__ == "__main__":
    arrays = matrix_arrays(read_profiles())
    np.savez_compressed(FILE, **arrays)  # type: ignore[arg-type]
    print(f"{len(arrays['languages'])} profiles, {len(arrays['steps']):,} n-grams, {FILE.stat().st_size:,} bytes")
