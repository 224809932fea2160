"""Which language a text is in, how sure that is, and `und` where the text does not say. Pure; never raises."""

from collections.abc import Iterator
from dataclasses import dataclass

from tasks.language.calibration import calibrated
from tasks.language.evidence import gather, load_labels, load_weights, posterior
from tasks.language.glance import CONFIDENCE, at_a_glance
from tasks.language.relatives import relatives_of
from tasks.language.sample import WINDOW_CHARACTERS, middle, prose_sample
from tasks.language.substance import is_prose

UNDETERMINED = "und"

# Below this, any one language is too poor a guess to be stored.
LEAST_CHANCE = 0.3

# Below this, it is worth looking further for words that tell close relatives apart.
SURE_OF_RELATIVE = 0.99

# As many as the largest group of close relatives, and one more.
RANKED = 4


@dataclass(frozen=True, slots=True)
class LanguageGuess:
    """The language of a text.

    Arguments:
        code: ISO 639-1, 639-3 where there is none, `und` where the text does not say.
        confidence: probability that the code is right, 0 to 1; 0 for `und`.
        second: the next likely language, `und` where there is none or a glance was enough.
    """

    code: str
    confidence: float
    second: str


UNKNOWN = LanguageGuess(UNDETERMINED, 0.0, UNDETERMINED)


def identify(text: str) -> LanguageGuess:
    """The language of most of a text's prose, judged by a sample from its middle; mostly a glance at it will do.

    Where the sample leaves close relatives in doubt, the words around it are searched for telling ones. Where the
    middle is no prose (a table, a program), the middles of the two halves are tried.
    """
    if plain := at_a_glance(prose_sample(text)):
        return LanguageGuess(plain, CONFIDENCE, UNDETERMINED)
    sample = next((sample for sample in map(prose_sample, parts(text)) if is_prose(sample)), None)
    if sample is None:
        return UNKNOWN
    ranked = ranking(sample)
    if is_between_relatives(ranked) and len(text) > len(sample):
        ranked = ranking(sample, middle(text, WINDOW_CHARACTERS))
    (chance, code), (_, second) = ranked[:2]
    if chance < LEAST_CHANCE:
        return LanguageGuess(UNDETERMINED, 0.0, code)
    return LanguageGuess(code, round(calibrated(chance, len(sample)), 4), second)


def parts(text: str) -> Iterator[str]:
    """The text, then its halves if it is long, each cut only when it is asked for."""
    yield text
    if len(text) > WINDOW_CHARACTERS:
        yield text[: len(text) // 2]
        yield text[len(text) // 2 :]


def ranking(sample: str, context: str | None = None) -> list[tuple[float, str]]:
    """The likeliest languages of a sample of prose with their probabilities, best first.

    Arguments:
        sample: prose, see `sample.prose_sample`.
        context: the text around it, searched for words that tell close relatives apart.
    """
    evidence = gather(sample, context)
    labels = load_labels()
    shares, outside = posterior(evidence, labels, load_weights())
    likeliest = [(float(shares[label]), labels.codes[label]) for label in shares.argsort()[-RANKED:]]
    if outside:
        likeliest.append((outside, evidence.opinion.language))
    return sorted(likeliest, reverse=True)


def is_between_relatives(ranked: list[tuple[float, str]]) -> bool:
    """Whether the likeliest language is in doubt, and the next one is its close relative."""
    (chance, first), (_, second) = ranked[:2]
    return chance < SURE_OF_RELATIVE and second in relatives_of(first)
