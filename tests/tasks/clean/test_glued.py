MENU = "Storm closes harbour - Daily ExampleHomeNewsSportReelWorklifeTravelFutureCultureMusicWeatherSoundsClose menu"


def test_a_menu_glued_to_the_article_is_cut_and_marks_the_page(page, paragraphs) -> None:
    text = " ".join(paragraphs * 2)
    done = page(MENU + text)
    assert done.body == text
    assert [(span.rule, span.text) for span in done.spans] == [("glued.menu", MENU)]


def test_menus_are_cut_until_none_is_left(page, paragraphs) -> None:
    text = " ".join(paragraphs * 2)
    # Behind each menu stands too long a label, which the next one takes for the title of its page.
    menus = "".join(
        f"{MENU}The {n} pages of the site that are read most on this day, in the order of their readers"
        for n in range(5)
    )
    done = page(menus + text)
    assert done.body.startswith("The 4 pages")
    assert page(done.body).spans == ()


def test_names_with_capitals_inside_do_not_make_a_menu(page, paragraphs) -> None:
    text = " ".join(paragraphs * 2)
    names = "MacDonald of YouTube met LinkedIn and PayPal, eBay and iPhone makers at the McKinsey office of GitHub. "
    assert page(names + text).spans == ()
