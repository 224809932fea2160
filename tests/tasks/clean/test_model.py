"""The line model on pages written for these tests, in several languages, and its weights beside its code."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.clean import model as line_model
from tasks.clean.features import FEATURE_NAMES, FEATURE_VERSION
from tasks.clean.model import (
    CAREFUL,
    STRICT,
    STRICT_SURE,
    SURE,
    Question,
    answers,
    check_model,
    load_model,
    page_bar,
)

ENGLISH = [
    "The harbour board approved a second ferry berth on Tuesday after two years of hearings, officials said.",
    "Work on the pier is to begin in April and should take about eighteen months, according to the board's engineer.",
    "Read more: Five islands to visit this summer",
    '"We waited a long time for this," said Maren Holt, who has run the kiosk by the landing since it opened in 1998.',
    "Fishermen had asked for a breakwater instead, arguing that the winter storms do more harm than a missing berth.",
    "Sign up for our morning newsletter",
    "Follow us on Facebook and Twitter",
    "Share this article",
    "© 2024 Harbour Gazette. All rights reserved.",
]

GERMAN = [
    "Der Stadtrat hat am Dienstag den Bau einer zweiten Brücke über den Kanal beschlossen, wie die Stadt mitteilte.",
    "Die Arbeiten sollen im April beginnen und etwa achtzehn Monate dauern, sagte die Leiterin des Bauamts.",
    "Lesen Sie auch: Was der Umbau für Pendler bedeutet",
    "Anwohner hatten gegen die Pläne geklagt, weil sie mehr Lärm und den Verlust alter Bäume am Ufer befürchteten.",
    "Newsletter abonnieren",
    "Teilen auf Facebook",
    "Mehr zum Thema",
]

SPANISH = [
    "El ayuntamiento aprobó el martes la construcción de un segundo puente sobre el río, según informaron fuentes.",
    "Las obras comenzarán en abril y durarán unos dieciocho meses, explicó la ingeniera responsable del proyecto.",
    "Lea también: Cómo afectará la obra al tráfico",
    "Los vecinos habían pedido una pasarela para peatones, que costaría menos y respetaría los árboles de la orilla.",
    "Suscríbete a nuestro boletín",
    "Compartir en Facebook",
]

JAPANESE = [
    "市議会は火曜日、運河に架かる二つ目の橋の建設計画を賛成多数で承認したと市の担当者が明らかにした。",
    "工事は四月に始まり、完成までおよそ一年半かかる見通しで、費用は国と市が半分ずつ負担することになっている。",
    "関連記事",
    "住民の一部は騒音が増えることや岸辺の古い木が失われることを心配し、計画の見直しを求めていた。",
    "シェアする",
]


def judge(lines: list[str], removed: int = 0) -> dict[str, float]:
    [scores] = answers([Question(lines, None, removed)])
    return dict(zip(lines, scores, strict=True))


@pytest.mark.parametrize("page", [ENGLISH, GERMAN, SPANISH, JAPANESE], ids=["en", "de", "es", "ja"])
def test_prose_is_safe_and_page_furniture_scores_higher(page: list[str]) -> None:
    scores = judge(page)
    prose = [score for line, score in scores.items() if line[-1] in '.。"' and not line.startswith("©")]
    junk = [score for line, score in scores.items() if line[-1] not in '.。"' or line.startswith("©")]
    assert max(prose) < CAREFUL
    assert min(junk) > max(prose)


def test_known_junk_is_over_the_careful_bar() -> None:
    scores = judge(GERMAN)
    for line in ("Newsletter abonnieren", "Teilen auf Facebook", "Mehr zum Thema"):
        assert scores[line] >= CAREFUL


def test_without_a_sure_line_none_is_careful_enough_to_go() -> None:
    doubtful = ["By Jens Holt", "Photo: Jens Holt", "Five islands to visit this summer", "More on this story later"]
    highest = [max(judge([*ENGLISH[:2], *ENGLISH[3:5], line]).values()) for line in doubtful]
    assert all(score < CAREFUL or score >= page_bar(0) for score in highest)
    assert round(CAREFUL - 1e-4, 4) in highest
    assert max(judge(GERMAN).values()) >= page_bar(0)


def test_where_rules_took_lines_a_less_sure_one_will_do() -> None:
    lines = [*ENGLISH[:2], *ENGLISH[3:5], "More on this story later"]
    highest = [max(judge(lines, removed).values()) for removed in (0, 8)]
    assert highest[0] < CAREFUL <= highest[1]
    assert page_bar([0, 1, 8]).tolist() == pytest.approx([150 / 151, 37.5 / 38.5, 150 / 231])


def test_nothing_to_judge() -> None:
    assert answers([]) == []
    assert answers([Question([], None, 0), Question(["A line."], None, 0)])[0] == []


def test_weights_and_code_agree() -> None:
    model = load_model()
    assert (model.version, model.features) == (FEATURE_VERSION, FEATURE_NAMES)
    assert model.careful == pytest.approx(CAREFUL, abs=1e-4)
    assert model.strict == pytest.approx(STRICT, abs=1e-4)
    assert model.trees.features.max() < len(FEATURE_NAMES)
    assert 0 < STRICT < CAREFUL < STRICT_SURE < SURE < 1
    assert len(model.data) == 64


def test_weights_of_another_feature_version_are_refused() -> None:
    model = load_model()
    other = type(model)(**{**{name: getattr(model, name) for name in model.__slots__}, "version": "0"})
    with pytest.raises(ValueError, match=f"version 0, code of {FEATURE_VERSION}"):
        check_model(other)


line = st.text(st.characters(exclude_characters="\n"), max_size=60)


@given(st.lists(line.filter(bool), max_size=12), st.none() | line)
def test_any_lines_get_a_probability_and_always_the_same(lines: list[str], headline: str | None) -> None:
    [scores] = answers([Question(lines, headline, 0)])
    assert len(scores) == len(lines)
    assert all(0 <= score <= 1 for score in scores)
    assert answers([Question(tuple(lines), headline, 0)]) == [scores]
    assert np.isfinite(scores).all()


@settings(deadline=None)
@given(st.lists(st.tuples(st.lists(line.filter(bool), max_size=12), st.none() | line), max_size=9), st.integers(1, 40))
def test_pages_judged_together_score_as_each_by_itself(pages: list[tuple[list[str], str | None]], lines: int) -> None:
    questions = [Question(page, headline, 0) for page, headline in pages]
    alone = [answers([question])[0] for question in questions]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_model, "_LINES", lines)
        assert answers(questions) == alone


def test_real_pages_judged_together_score_as_each_by_itself() -> None:
    pages = [ENGLISH, GERMAN, JAPANESE, SPANISH, ENGLISH[:3], GERMAN * 3]
    headlines = [None, "Brücke über den Kanal", None, "Newsletter", "Harbour board approves a berth", ""]
    questions = [Question(page, headline, 0) for page, headline in zip(pages, headlines, strict=True)]
    assert answers(questions) == [answers([question])[0] for question in questions]
    assert answers(questions[::-1]) == answers(questions)[::-1]
