"""Languages of short texts, and `und` for texts that do not say."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.language import identify

SENTENCES = {
    "en": "The minister said on Tuesday that the new bridge would be opened before the end of the year.",
    "de": "Der Minister sagte am Dienstag, dass die neue Brücke noch vor Ende des Jahres eröffnet werde.",
    "fr": "Le ministre a déclaré mardi que le nouveau pont serait ouvert avant la fin de l'année.",
    "is": "Ráðherrann sagði á þriðjudag að nýja brúin yrði opnuð fyrir lok ársins.",
    "ja": "新しい橋は年末までに開通すると、大臣が火曜日に述べた。",
    "zh": "部长星期二表示，新桥将在年底前开通。",
    "ka": "მინისტრმა სამშაბათს განაცხადა, რომ ახალი ხიდი წლის ბოლომდე გაიხსნება.",
    "ha": "Ministan ya ce a ranar Talata cewa za a bude sabuwar gadar kafin karshen shekara.",
}

MUTE = [
    "",
    " \n\t ",
    "12,345.67 – 89 % (2024-03-16)",
    "😀😃😄 👍🏽 🇫🇷",
    "ok",
    "Angela Merkel, Emmanuel Macron, Ursula von der Leyen",
    "for (int i = 0; i < n; i++) { sum += a[i] * b[i]; } return sum;",
    "https://example.org/news/2024/03/16/the-minister-said-on-tuesday",
    "\ud800\udfff\x00\x01\ufffe",
]


@pytest.mark.parametrize(("code", "text"), SENTENCES.items())
def test_sentence(code: str, text: str) -> None:
    guess = identify(text)
    assert guess.code == code
    assert guess.confidence > 0.9


def test_capitals_are_read_like_small_letters() -> None:
    assert identify(SENTENCES["de"].upper()).code == "de"


@pytest.mark.parametrize("text", MUTE)
def test_mute_text_is_undetermined(text: str) -> None:
    guess = identify(text)
    assert (guess.code, guess.confidence) == ("und", 0.0)


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(), max_size=300))
def test_any_text_gets_an_answer_and_always_the_same(text: str) -> None:
    guess = identify(text)
    assert 0 <= guess.confidence <= 1
    assert (guess.code == "und") == (guess.confidence == 0)
    assert identify(text) == guess


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("mt", "Il-Prim Ministru qal ilbieraħ li l-gvern se jippreżenta pjan ġdid il-ġimgħa d-dieħla għall-familji."),
        ("km", "នាយករដ្ឋមន្ត្រីបានថ្លែងកាលពីម្សិលមិញថា រដ្ឋាភិបាលនឹងដាក់ចេញផែនការថ្មីនៅសប្តាហ៍ក្រោយ។"),
        ("ky", "Премьер-министр кечээ өкмөт кийинки жумада үй-бүлөлөргө жардам берүү боюнча жаңы план сунуштайт деди."),
    ],
)
def test_language_without_a_profile_is_cld2s(code: str, text: str) -> None:
    assert identify(text).code == code


def test_headline_in_capitals_throughout_is_no_list_of_names() -> None:
    assert identify("Prime Minister Says Government Will Present New Plan Next Week To Help Families").code == "en"


def test_prose_is_found_beside_a_program_in_the_middle() -> None:
    program = "for (int i = 0; i < n; i++) { sum += a[i] * b[i]; }\n" * 60
    assert identify(f"{SENTENCES['de']}\n" * 20 + program + f"{SENTENCES['de']}\n" * 20).code == "de"


def test_latin_names_in_chinese_prose_do_not_decide() -> None:
    text = "导演斯皮尔伯格（Steven Allan Spielberg）与演员汉克斯（Thomas Jeffrey Hanks）昨天在纽约出席首映。"
    assert identify(text).code == "zh"
