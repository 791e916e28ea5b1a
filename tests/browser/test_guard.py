"""The tools of the browser tests find the faults that they are there to find."""

from playwright.sync_api import Page

from tests.browser.axe import axe
from tests.browser.conftest import OpenPage

DOCUMENT = """<!doctype html><html lang="en"><head><title>Notice</title></head><body>
<main><h1>Notice</h1><p style="color: {colour}; background: #fff">Speak to the child today.</p></main></body></html>"""
READABLE = DOCUMENT.format(colour="#0b0c0c")
FAINT = DOCUMENT.format(colour="#bbb")


def test_axe_catches_bad_contrast(page: Page) -> None:
    page.set_content(FAINT)
    assert [(violation.rule, violation.elements) for violation in axe(page)] == [("color-contrast", ("p",))]


def test_axe_passes_a_readable_page(page: Page) -> None:
    page.set_content(READABLE)
    assert axe(page) == []


def test_text_is_drawn(page: Page) -> None:
    page.set_content(READABLE)
    paragraph = page.locator("p")
    drawn = paragraph.screenshot()
    paragraph.evaluate("element => { element.style.color = 'transparent' }")
    assert paragraph.screenshot() != drawn


def test_a_phone_is_320_pixels_wide(phone: Page) -> None:
    phone.set_content(READABLE)
    assert phone.evaluate("window.innerWidth") == 320


def test_scripts_of_a_page_without_javascript_do_not_run(page_without_javascript: Page, page: Page) -> None:
    scripted = READABLE.replace("<main>", "<main><script>document.title = 'changed'</script>")
    for opened in (page_without_javascript, page):
        opened.set_content(scripted)
    assert (page_without_javascript.title(), page.title()) == ("Notice", "changed")


def test_axe_checks_a_page_without_javascript(page_without_javascript: Page) -> None:
    page_without_javascript.set_content(FAINT)
    assert [violation.rule for violation in axe(page_without_javascript)] == ["color-contrast"]


def test_axe_leaves_javascript_off(page_without_javascript: Page) -> None:
    axe(page_without_javascript)
    page_without_javascript.set_content(READABLE.replace("<main>", "<main><script>document.title = 'changed'</script>"))
    assert page_without_javascript.title() == "Notice"


def test_pages_share_no_cookies(open_page: OpenPage) -> None:
    first, second = open_page(), open_page()
    first.context.add_cookies([{"name": "session", "value": "one", "url": "http://127.0.0.1/"}])
    assert [cookie["name"] for cookie in first.context.cookies()] == ["session"]
    assert second.context.cookies() == []
