"""Fit the lexicon that tells words from non-words: `tasks/translation/data/english.npz`.

Run: `python training/fit_translation_lexicon.py`. Needs wordfreq and simplemma only; takes some seconds.

Sources: wordfreq 3.1 (Robyn Speer; word frequencies of Wikipedia, subtitles, news, books, web, Twitter and Reddit;
its data under CC BY-SA 4.0) and the English lemma list of simplemma (Adrien Barbaresi). A Python set of these words
takes 35 MB and 0.2 s in every worker; sorted 32-bit hashes take 2 MB and 5 ms. With 400,000 words, one unknown
token in 10,000 passes as known by accident, which costs a flag and never makes one.
"""

from pathlib import Path

import numpy as np
import wordfreq
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from tasks.translation.lexicon import FILE, word_hash

# A lemma list knows no frequencies: its words count as rare.
RARE = 0


def english_words() -> dict[str, int]:
    """Every known form in lower case, with its Zipf frequency times ten (0 to 80)."""
    words = {
        word: round(10 * wordfreq.freq_to_zipf(frequency))
        for word, frequency in wordfreq.get_frequency_dict("en", wordlist="large").items()
    }
    for form, lemma in DefaultDictionaryFactory().get_dictionary("en").items():
        for word in (form, lemma):
            if word.isalpha():
                words.setdefault(word.lower(), RARE)
    return words


def fit(path: Path) -> int:
    """Write the hashes as differences (they compress better) with the frequencies beside them."""
    frequency_of: dict[int, int] = {}
    for word, zipf in sorted(english_words().items()):
        key = word_hash(word)
        frequency_of[key] = max(zipf, frequency_of.get(key, RARE))
    keys = np.array(sorted(frequency_of), dtype=np.uint32)
    zipf = np.array([frequency_of[int(key)] for key in keys], dtype=np.uint8)
    np.savez_compressed(path, steps=np.diff(keys, prepend=np.uint32(0)), zipf=zipf)
    return len(keys)


if __name__ == "__main__":
    print(f"{fit(FILE):,} words, {FILE.stat().st_size:,} bytes")
