"""The built site, read without a browser: each address leads somewhere, none to another host."""

import json
import re

import pytest

from tests.site.reading import faults


def test_every_address_of_the_site_leads_to_what_is_there_and_to_no_other_host(site):
    assert faults(site) == []


def test_search_knows_only_pages_that_are_there(site):
    text = (site / "searchindex.js").read_text(encoding="utf8")
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)\s*;?\s*", text, re.S)[1])
    assert len(index["docnames"]) >= 15
    assert [name for name in index["docnames"] if not (site / f"{name}.html").is_file()] == []


WHOLE = """<!doctype html><title>t</title><link rel="stylesheet" href="static/a.css?v=1">
<a href="../other.html#there">o</a> <a href="https://example.org/">h</a>
<a id="here" href="#here">#</a>
<img src="static/a.svg" srcset="static/a.svg 1x, static/a.svg 2x" style="background: url(#x)">
<script src="static/a.js"></script>"""
#: What each fault puts in place of what, and the words that have to tell it.
FAULTS = [
    ('href="static/a.css?v=1"', 'href="static/b.css"', "not there"),
    ("../other.html#there", "../other.html#gone", "anchor"),
    ("../other.html#there", "../Other.html", "not there"),
    ("../other.html#there", "/other.html", "sub-path"),
    ("../other.html#there", "../../outside.html", "not there"),
    ("../other.html#there", "//example.org/x", "leaves"),
    ('href="#here"', 'href="#gone"', "anchor"),
    ("static/a.svg 2x", "static/b.svg 2x", "not there"),
    ("static/a.svg 2x", "https://example.org/b.svg 2x", "leaves"),
    ("url(#x)", "url(https://example.org/x.png)", "leaves"),
    ("url(#x)", "url('x.png')", "not there"),
    ("<title>", '<link rel="preconnect" href="https://fonts.example.org"><title>', "leaves"),
    ("<title>", '<link rel="dns-prefetch" href="//example.org"><title>', "leaves"),
    ("<title>", '<link rel="canonical" href="HTTPS://example.org"><title>', "leaves"),
    ("<title>", '<meta http-equiv="refresh" content="0; url=gone.html"><title>', "not there"),
    ("<title>", '<meta property="og:image" content="https://example.org/x.png"><title>', "host"),
    ("<title>", '<base href="https://example.org/"><title>', "leaves"),
    ("<title>", "<style>@import 'https://example.org/x.css'</style><title>", "host"),
    ("<img ", '<video poster="gone.webp"></video><img ', "not there"),
    ("<img ", '<form action="https://example.org/f"></form><img ', "leaves"),
    ("<img ", '<a ping="https://example.org/p" href="#here">x</a><img ', "leaves"),
    ("<img ", '<img data-src="gone.webp" alt=""><img ', "not there"),
    ("<img ", '<div data-feed="https://example.org/feed"></div><img ', "host"),
    ("<img ", '<label for="gone">x</label><img ', "no id"),
    ("<img ", '<iframe src="javascript:alert(1)"></iframe><img ', "leaves"),
    ("</script>", "</script><script>fetch('https://example.org/data')</script>", "host"),
    ("</script>", "</script><script>import('//cdn.example.org/x.js')</script>", "host"),
    ("</script>", "</script><script>new WebSocket(`wss://example.org`)</script>", "host"),
]
FILES = {
    "site/page/static/a.css": '@import "c.css"; b { background: url("a.svg") }',
    "site/page/static/c.css": "",
    "site/page/static/a.js": "// no host",
    "site/page/static/a.svg": '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "site/other.html": '<h1 id="there">o</h1>',
    "outside.html": "",
}
OTHER_FILES = [
    ("site/page/static/a.css", '@import "gone.css";', "not there"),
    ("site/page/static/a.css", "b { src: url(//example.org/f.woff2) }", "leaves"),
    ("site/page/static/a.js", 'const at = "https://example.org/x";', "host"),
    ("site/page/static/a.svg", '<svg><image href="https://example.org/x"/></svg>', "leaves"),
    ("site/other.html", '<a href="page/gone.html">x</a><b id="there"></b>', "not there"),
]


def small_site(folder, page, files=()):
    for name, text in {**FILES, "site/page/index.html": page, **dict(files)}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf8")
    return folder / "site"


def test_reading_finds_nothing_in_a_site_that_is_whole(tmp_path):
    assert faults(small_site(tmp_path, WHOLE)) == []


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_reading_finds_a_fault_in_a_page(tmp_path, old, new, words):
    assert WHOLE.count(old) == 1
    found = faults(small_site(tmp_path, WHOLE.replace(old, new)))
    assert found and any(words in fault for fault in found), found


@pytest.mark.parametrize(("name", "text", "words"), OTHER_FILES)
def test_reading_finds_a_fault_in_another_file(tmp_path, name, text, words):
    found = faults(small_site(tmp_path, WHOLE, [(name, text)]))
    assert found and any(words in fault for fault in found), found
