import pytest

TEASERS = (
    "Ten ways to cook rice at home",
    "Band to play in the park",
    "Why the old bridge over the river stays closed until May",
)


@pytest.mark.parametrize(
    "mark", ["Read also", "RELATED STORIES", "Mehr zum Thema", "À lire aussi", "Lea también", "اقرأ أيضا", "関連記事"]
)
def test_a_related_list_ends_where_the_body_goes_on(page, removed, paragraphs, mark: str) -> None:
    done = page(*paragraphs[:2], mark, *TEASERS, *paragraphs[2:])
    assert done.body == "\n".join(paragraphs)
    assert [removed(done)[line] for line in TEASERS] == ["block.related"] * 3


def test_the_list_s_own_closing_mark_ends_it(page, paragraphs) -> None:
    lines = ("list of 2 items", "list 1 of 2", TEASERS[0] + " was once an art, and a long one.", "list 2 of 2")
    done = page(*paragraphs[:2], *lines, TEASERS[1], "end of list", "What the council says", *paragraphs[2:])
    assert done.body == "\n".join([*paragraphs[:2], "What the council says", *paragraphs[2:]])


def test_a_subheading_after_the_list_stays(page, paragraphs) -> None:
    done = page(*paragraphs[:2], "Related", *TEASERS, "What the council says", *paragraphs[2:])
    assert "What the council says" in done.body
    assert not any(teaser in done.body for teaser in TEASERS)


def test_comments_after_the_article_go_with_their_form(page, paragraphs) -> None:
    comments = (
        "Leave a comment",
        "Jane Roe",
        "I was there and it was much worse than the paper says it was, believe me.",
    )
    done = page(*paragraphs, *comments, "Reply")
    assert done.body == "\n".join(paragraphs)
    assert {span.category for span in done.spans} == {"comment-form"}


def test_a_comment_button_above_the_article_takes_only_itself(page, paragraphs) -> None:
    done = page("Leave a comment", *paragraphs)
    assert done.body == "\n".join(paragraphs)


@pytest.mark.parametrize(
    "sentence",
    [
        "You can read also that the harbour was closed in the storm of 1953, when forty boats were lost in one night.",
        "A captcha no longer tells people from machines, the researchers wrote in the paper published on Monday.",
        "The video of 20 minutes shows the boats drifting out to sea while people on the pier shout and wave.",
        "Related offences carry a sentence of up to five years, and comments are welcome, said the judge on Monday.",
    ],
)
def test_sentences_about_such_things_stay(page, paragraphs, sentence: str) -> None:
    assert page(*paragraphs[:2], sentence, *paragraphs[2:]).spans == ()


def test_behind_the_foot_of_a_page_the_rest_goes_but_not_the_other_articles_of_a_file(page, paragraphs) -> None:
    foot = ("Privacy Policy", "The paper is printed in the old mill and is brought to the islands by the noon ferry.")
    assert page(*paragraphs, *foot).body == "\n".join(paragraphs)
    articles = [f"On day {day} {paragraph[0].lower()}{paragraph[1:]}" for day in range(8) for paragraph in paragraphs]
    half = len(articles) // 2
    done = page(*articles[:half], foot[0], *articles[half:])
    assert done.body == "\n".join(articles)
