"""Fit the lexicon that tells words from non-words: `tasks/translation/data/english.npz`.

Run: `python -m training.fit_translation_lexicon`. Needs wordfreq and simplemma only; takes some seconds.

Sources: wordfreq 3.1 (Robyn Speer; word frequencies of Wikipedia, subtitles, news, books, web, Twitter and Reddit;
its data under CC BY-SA 4.0) and the English lemma list of simplemma (Adrien Barbaresi). A Python set of these words
takes 35 MB and 0.2 s in every worker; sorted 32-bit hashes take 2 MB and 5 ms. With 400,000 words, one unknown
token in 10,000 passes as known by accident, which costs a flag and never makes one.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import wordfreq
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from tasks.translation.lexicon import FILE, least_frequency, word_hash

# A lemma list knows no frequencies: its words count as rare.
RARE = 0
SHORTEST_PART = 5
# Frequent slips (`recieved`, `compnay`) are in every list made from the web.
SHORTEST_SLIP, SLIP_GAP = 6, 20


def english_words() -> dict[str, int]:
    """Every known form in lower case, with its Zipf frequency times ten (0 to 80)."""
    words = {
        word: round(10 * wordfreq.freq_to_zipf(frequency))
        for word, frequency in wordfreq.get_frequency_dict("en", wordlist="large").items()
    }
    dictionary = dictionary_words()
    for slip in [word for word in words if word not in dictionary and is_slip(word, words, dictionary)]:
        del words[slip]
    for word in dictionary:
        words.setdefault(word, RARE)
    return words


def dictionary_words() -> frozenset[str]:
    """The lemmas of simplemma's English list, and their forms."""
    entries = DefaultDictionaryFactory().get_dictionary("en").items()
    return frozenset(word.lower() for entry in entries for word in entry if word.isalpha())


def is_slip(word: str, words: dict[str, int], dictionary: frozenset[str]) -> bool:
    """Whether a word of the web is a dictionary word, a hundred times as frequent, with two letters swapped."""
    if len(word) < SHORTEST_SLIP or not (word.isascii() and word.isalpha()):
        return False
    swapped = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return any(words.get(other, 0) >= words[word] + SLIP_GAP and other in dictionary for other in swapped)


def damaged_words(words: dict[str, int]) -> Iterator[str]:
    """Every frequent word with one of its inner letters left out."""
    for word, zipf in words.items():
        part = len(word) - 1
        if part >= SHORTEST_PART and word.isascii() and word.isalpha() and zipf >= 10 * least_frequency(part):
            yield from (word[:at] + word[at + 1 :] for at in range(1, part))


def differences(keys: Iterable[int]) -> npt.NDArray[np.uint32]:
    """Sorted keys as differences, which compress better."""
    ordered = np.array(sorted(set(keys)), dtype=np.uint32)
    return np.concatenate([ordered[:1], ordered[1:] - ordered[:-1]])


def fit(path: Path) -> int:
    """Write the hashes of the words, their frequencies, and the hashes of damaged words.

    Returns:
        How many words they are.
    """
    words = english_words()
    frequency_of: dict[int, int] = {}
    for word, zipf in sorted(words.items()):
        key = word_hash(word)
        frequency_of[key] = max(zipf, frequency_of.get(key, RARE))
    frequencies = np.array([frequency_of[key] for key in sorted(frequency_of)], dtype=np.uint8)
    short = differences(word_hash(part) for part in damaged_words(words))
    np.savez_compressed(path, keys=differences(frequency_of), zipf=frequencies, short=short)
    return len(frequency_of)


if __name__ == "__main__":
    print(f"{fit(FILE):,} words, {FILE.stat().st_size:,} bytes")
