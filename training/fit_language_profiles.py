"""Fit profiles in langdetect's own format for languages that langdetect has none for: `tasks/language/profiles/`.

Run: `python -m training.fit_language_profiles FOLDER [--side 0|1]`, where FOLDER holds `lid.jsonl.gz`; with `--side`
only on one half of the data, to be measured on the other. Then `python -m training.fit_language_matrix`.

A few hundred sentences make a poor profile: most n-grams of the language are missing. Where a close relative has a
profile, it is the prior (a Dirichlet prior with `PRIOR_MASS` times the weight of the fitted texts), so that the pair
differs where the texts show a difference and nowhere else.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from unicodedata import category

from tasks.language.sample import without_addresses
from training.fit_language_matrix import LANGDETECT_PROFILES, OWN_PROFILES, Profile, folded, lowered, read_json
from training.language_texts import LabelledText, read_texts

RELATIVE = {"ms": "id", "bs": "hr", "nn": "no", "pcm": "en"}
PRIOR_MASS = 0.25
SCALE = 1_000_000

# An n-gram seen once in the fitted texts may be a misspelling or a name.
SEEN_AT_LEAST = 2

# Serbian is written in both scripts; the labelled texts are Cyrillic only.
SERBIAN_LATIN = "sr-latn"
LATIN_OF = str.maketrans("абвгдђежзијклмнопрстћуфхцчш", "abvgdđežzijklmnoprstćufhcčš") | str.maketrans(
    {"љ": "lj", "њ": "nj", "џ": "dž"}
)


def string_grams(text: str) -> Iterator[str]:
    """The n-grams of 1 to 3 characters of a text, as `tasks.language.grams` takes them."""
    plain = re.sub(" +", " ", " " + "".join(map(folded, without_minor_latin(text))))
    for end in range(1, len(plain) + 1):
        for length in (1, 2, 3):
            gram = plain[max(0, end - length) : end]
            spans_a_space = length == 3 and gram[1:2] == " "
            if len(gram) == length and gram != " " and not spans_a_space:
                yield gram


def without_minor_latin(text: str) -> str:
    """The text without Latin letters, where those are less than half as many as the letters of other scripts."""
    latin = sum("A" <= character <= "z" for character in text)
    foreign = sum(character >= "\u0300" and not "\u1e00" <= character <= "\u1eff" for character in text)
    return re.sub("[A-z]", "", text) if 2 * latin < foreign else text


def is_written(gram: str) -> bool:
    """Whether an n-gram is of letters and their marks in the basic plane: digits and emoji are in no language."""
    return all(character == " " or category(character)[0] in "LM" for character in gram) and max(gram) < "\uffff"


def transliterated(text: str) -> str:
    """Serbian in Latin letters."""
    return text.lower().translate(LATIN_OF)


def count(texts: Iterable[str]) -> Counter[str]:
    """How often each n-gram occurs in the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(string_grams(without_addresses(text) + " "))
    return counts


def fit(language: str, texts: Iterable[str], prior: Profile | None) -> Profile:
    """The profile of a language from its texts and, where it has one, its relative's profile."""
    counts = count(texts)
    seen = [sum(counts[gram] for gram in counts if len(gram) == length) for length in (1, 2, 3)]
    kept = {gram for gram, number in counts.items() if number >= SEEN_AT_LEAST and is_written(gram)}
    if prior is None:
        return Profile(language, {gram: counts[gram] for gram in kept}, tuple(seen))
    shares = {
        gram: (
            counts[gram] / seen[len(gram) - 1] * (gram in kept)
            + PRIOR_MASS * (prior.share(gram) if gram in prior.counts else 0)
        )
        / (1 + PRIOR_MASS)
        for gram in kept | set(prior.counts)
    }
    return Profile(language, {gram: round(SCALE * share) for gram, share in shares.items()}, (SCALE,) * 3)


def fit_all(texts: Iterable[LabelledText]) -> Iterator[Profile]:
    """A profile for every language of the texts that langdetect has none for."""
    known = {path.name.split("-")[0] for path in LANGDETECT_PROFILES.iterdir()}
    by_language: dict[str, list[str]] = defaultdict(list)
    for text in texts:
        if text.language not in known:
            by_language[text.language].append(text.text)
    by_language[SERBIAN_LATIN] = [transliterated(text) for text in by_language["sr"]]
    for language in sorted(by_language):
        yield fit(language, by_language[language], relative(language))


def relative(language: str) -> Profile | None:
    """Langdetect's profile of the language's close relative, if it has one."""
    if language not in RELATIVE:
        return None
    return lowered(read_json(LANGDETECT_PROFILES / RELATIVE[language]))


def as_stored(profile: Profile) -> Mapping[str, object]:
    """The profile in langdetect's format, its n-grams in order; what rounds to nothing is left out."""
    counts = {gram: profile.counts[gram] for gram in sorted(profile.counts) if profile.counts[gram]}
    return {"freq": counts, "n_words": list(profile.totals), "name": profile.language}


def main() -> None:
    """Write one file per language."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--side", type=int, choices=(0, 1), help="fit on this half only")
    chosen = options.parse_args()
    texts = [text for text in read_texts(chosen.folder / "lid.jsonl.gz") if chosen.side in (None, text.side)]
    OWN_PROFILES.mkdir(exist_ok=True)
    for profile in fit_all(texts):
        path = OWN_PROFILES / f"{profile.language}.json"
        path.write_text(json.dumps(as_stored(profile), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        print(f"{profile.language}: {len(profile.counts):,} n-grams")


if __name__ == "__main__":
    main()
