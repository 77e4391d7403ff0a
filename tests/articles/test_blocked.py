"""Pages that stand in the place of an article, and articles that only look like one."""

import pytest

from readout.articles.article import article_from
from readout.articles.blocked import describe_block
from readout.articles.files import RawArticle
from support.errors import problem_of

RAIN = "It was a day of rain in the town and the people went home at the end of the day."
LONG = " ".join([RAIN] * 11)  # 209 words


@pytest.mark.parametrize(
    ("title", "text", "kind"),
    [
        ("Just a moment...", RAIN, "a bot check"),
        ("Just a moment… | The Daily Wire", RAIN, "a bot check"),
        ("Attention Required! | Cloudflare", RAIN, "a bot check"),
        ("Are you a robot?", RAIN, "a bot check"),
        ("Access Denied", RAIN, "a refusal"),
        ("Harwick Times - 403 Forbidden", RAIN, "a refusal"),
        ("Page not found – Harwick Times", RAIN, "an error page"),
        ("404", RAIN, "an error page"),
        ("503 Service Temporarily Unavailable", RAIN, "an error page"),
        ("Before you continue to Harwick", RAIN, "a question of consent"),
        ("We value your privacy", RAIN, "a question of consent"),
        ("Sign in to continue", RAIN, "a login page"),
        ("paper.example", "Please enable JavaScript and cookies to continue. " + RAIN, "a bot check"),
        ("paper.example", f"Verify you are human by completing the action below. {RAIN}", "a bot check"),
        ("paper.example", f"{RAIN} Our systems saw unusual traffic from your computer network.", "a bot check"),
        (
            "Harwick",
            f"Pardon our interruption. Something about it made us think you might be a bot. {RAIN * 5}",
            "a bot check",
        ),
        ("Harwick", f"We’re sorry, the page you’re looking for no longer exists. {RAIN}", "an error page"),
        ("Harwick", f"We and our 842 partners store cookies. Accept all. {RAIN * 4}", "a question of consent"),
        ("Harwick", f"Already a subscriber? Sign in to continue reading. {RAIN}", "a login page"),
    ],
)
def test_what_stands_in_the_place_of_an_article_has_a_kind(title: str, text: str, kind: str) -> None:
    assert describe_block(title, text) == kind


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Rain in the town", RAIN),
        ("Access denied", LONG),  # a headline
        ("Not found: the lost ships of Harwick", RAIN),
        ("Just a moment of glory for Harwick", RAIN),
        ("Cookies with oats, and how to bake them", RAIN),
        ("Privacy bill passes", f"The bill lets people reject all cookies, the minister said. {RAIN * 3}"),
        ("Minister was blocked", f"The road was blocked, and the minister could not be found. {RAIN}"),
        ("Pardon for the mayor", f"Pardon our interruption of the play, the mayor told the town. {RAIN * 3}"),
        ("", RAIN),
    ],
)
def test_an_article_is_none(title: str, text: str) -> None:
    assert describe_block(title, text) == ""


def test_a_phrase_weighs_more_where_the_feed_has_another_title() -> None:
    text = f"Please turn on cookies in your settings. {RAIN * 4}"
    assert describe_block("Harwick", text, "Rain falls on the town") == ""
    assert describe_block("Harwick", text, "Minister resigns over bribes") == "a bot check"


def test_a_page_of_that_kind_is_refused_with_what_to_do() -> None:
    page = f"<html lang='en'><title>Just a moment...</title><body><p>{RAIN}</p><p>{RAIN} Wait.</p></body></html>"
    assert problem_of(article_from, RawArticle(page.encode(), "html"), "https://paper.example/a") == (
        "is a bot check, not the article (“Just a moment...”); open it in a browser, save the page and give the file"
    )
