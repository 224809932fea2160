def test_a_standfirst_that_the_article_repeats_goes(page, removed, paragraphs) -> None:
    standfirst = paragraphs[1].split(", but")[0] + "."
    text = "The mayor was relieved: " + paragraphs[1].replace(", but", " on Monday, but")
    done = page(standfirst, paragraphs[0], standfirst.rstrip(".") + ", and went on to say more.", text)
    assert removed(done) == {standfirst: "repeat.standfirst"}


def test_a_pull_quote_goes_with_its_speaker(page, removed, paragraphs) -> None:
    quote = "We have asked for a longer breakwater for years"
    said = f"“{quote}, and now we want to see the money,” one of the fishermen said at the harbour on Monday."
    done = page(paragraphs[0], said, f"‘{quote}’", "– A fisherman at the harbour", paragraphs[1])
    assert set(removed(done).values()) == {"repeat.pull-quote", "repeat.attribution"}
    assert done.body == "\n".join([paragraphs[0], said, paragraphs[1]])


def test_a_subheading_in_the_words_of_the_text_stays(page, paragraphs) -> None:
    subheading = "Fishermen had asked for a longer breakwater for years"
    assert page(paragraphs[0], subheading, *paragraphs[2:]).spans == ()


def test_a_paragraph_that_comes_again_goes_the_second_time(page, removed, paragraphs) -> None:
    done = page(*paragraphs[:3], paragraphs[0], paragraphs[3])
    assert done.body == "\n".join(paragraphs)
    assert removed(done) == {paragraphs[0]: "repeat.paragraph"}
