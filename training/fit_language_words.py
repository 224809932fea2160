"""List the commonest words of each language: `tasks/language/data/common_words.json`.

Run: `python -m training.fit_language_words FOLDER`, where FOLDER holds `lid.jsonl.gz`.

A paragraph with about as many common words as usual is in the language of its article; only the others are looked at
closely. Words are those that most sentences hold, characters in scripts without spaces.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import mean
from unicodedata import category

from tasks.language.common_words import FILE, units
from training.language_texts import LabelledText, read_texts, sentences

WORDS_PER_LANGUAGE = 60
LATIN = re.compile("[a-z]")


def fit(language: str, texts: Iterable[LabelledText]) -> dict[str, object]:
    """The commonest words of a language, and the share of a sentence's words that they usually are."""
    spoken = [units(sentence, language) for text in texts for sentence in sentences(text.text)]
    frequency = Counter(word for words in spoken for word in words if is_word(word))
    if not is_latin(frequency):
        frequency = Counter({word: number for word, number in frequency.items() if not word.isascii()})
    common = sorted(frequency, key=lambda word: (-frequency[word], word))[:WORDS_PER_LANGUAGE]
    usual = mean(len(words & set(common)) / len(words) for words in spoken if words)
    return {"words": sorted(common), "usual": round(usual, 3)}


def is_word(word: str) -> bool:
    """Whether a unit is of letters and their marks, so no number and no punctuation."""
    return all(category(character)[0] in "LM" for character in word)


def is_latin(frequency: Counter[str]) -> bool:
    """Whether most words have a letter of the basic Latin alphabet."""
    return 2 * sum(number for word, number in frequency.items() if LATIN.search(word)) > frequency.total()


def main() -> None:
    """Write the words of all languages to one file."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    by_language: dict[str, list[LabelledText]] = defaultdict(list)
    for text in read_texts(options.parse_args().folder / "lid.jsonl.gz"):
        if text.kind in ("sentence", "paragraph", "article"):
            by_language[text.language].append(text)
    fitted = {language: fit(language, by_language[language]) for language in sorted(by_language)}
    FILE.write_text(json.dumps(fitted, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"{len(fitted)} languages; common words are {fitted['en']['usual']} of an English sentence")


if __name__ == "__main__":
    main()
