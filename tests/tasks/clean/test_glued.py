MENU = "Storm closes harbour - Daily ExampleHomeNewsSportReelWorklifeTravelFutureCultureMusicWeatherSoundsClose menu"


def test_a_menu_glued_to_the_article_is_cut_and_marks_the_page(page, paragraphs) -> None:
    text = " ".join(paragraphs * 2)
    done = page(MENU + text)
    assert done.body == text
    assert [(span.rule, span.text) for span in done.spans] == [("glued.menu", MENU)]


def test_names_with_capitals_inside_do_not_make_a_menu(page, paragraphs) -> None:
    text = " ".join(paragraphs * 2)
    names = "MacDonald of YouTube met LinkedIn and PayPal, eBay and iPhone makers at the McKinsey office of GitHub. "
    assert page(names + text).spans == ()
