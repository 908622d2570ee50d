"""How much of a page is live: figures that one can move, of the height of all that is read."""

from statistics import median

from tests.conftest import source_notebooks
from tests.site.look import settle

#: Of all chapters; measured were 30.5 %, and other letters make pages a little longer or shorter.
LEAST = 0.29
#: Scrolls through the page, for what is below draws itself when it comes near.
SHARE = """async () => {
    for (let y = 0; y < document.body.scrollHeight; y += 600) {
        scrollTo(0, y);
        for (let frames = 0; frames < 2; frames++) await new Promise(requestAnimationFrame);
    }
    const height = (one) => one.getBoundingClientRect().height;
    const asks = (one) => one.querySelector('.cc-quiz, .cc-prediction');
    const figures = [...document.querySelectorAll('.cc-explorer')].filter((one) => !asks(one));
    const live = figures.reduce((sum, one) => sum + height(one), 0);
    return live / height(document.querySelector('main'));
}"""


def test_three_tenths_of_the_chapters_are_live(site, open_page):
    shares = {}
    for path in source_notebooks():
        if path.stem[0].isdigit():
            page = open_page((site / f"chapters/{path.stem}.html").as_uri(), offline=True)
            page.set_viewport_size({"width": 1280, "height": 800})
            settle(page)
            shares[path.stem[:2]] = page.evaluate(SHARE)
            page.close()
    assert len(shares) == 16 and median(shares.values()) >= LEAST, shares
