"""A build that fails: it says what to mend, remembers what passed, and fails until it is mended."""

import errno
import re
import sys
from pathlib import Path

import pytest

from book import build, notebooks
from book.build import BuildError, build_book
from book.complaints import find_complaints
from book.failures import tell_full_disk, tell_os_error
from book.forks import can_fork
from book.staging import stage_book
from tests.unit.small_book import make_it_quick, pass_over_notebooks, write_book, write_chapter


@pytest.fixture
def root(tmp_path, monkeypatch):
    """Return a small book; its path has what other programs take for a pattern or pass over."""
    monkeypatch.delenv("CONVCOURSE_BUILD", raising=False)
    make_it_quick(monkeypatch)
    return write_book(tmp_path / "_build" / "Kurs [2026] für *")


@pytest.fixture
def no_pages(monkeypatch):
    """Build no pages, for a test that is about notebooks."""
    monkeypatch.setattr(build, "_make_site", lambda *_arguments, **_options: None)


@pytest.fixture(params=["in forks", "by themselves"])
def either_way(request, monkeypatch):
    """Run notebooks in forks of one process, as those of the course where there is such a thing."""
    forks = request.param == "in forks"
    monkeypatch.setattr(notebooks, "BY_THEMSELVES", 0 if forks and can_fork() else 99)


def ran(capsys):
    """Return the chapters that were run since this was asked last."""
    return sorted(map(int, re.findall(r"of \d+: chapter (\d+)", capsys.readouterr().out)))


def test_failing_cell_is_told_in_the_last_lines_and_what_passed_is_remembered(
    root, no_pages, either_way, capsys
):
    write_chapter(
        root, "02_two", "# Two\n\nWords.", "x = 5",
        "## Where it goes wrong\n\n```\n# no heading\n```",
        "\nfound = x - 2\nassert found == 4", "print('not run')",
    )  # fmt: skip
    with pytest.raises(BuildError) as failed:
        build_book(root)
    assert ran(capsys) == [1, 2]
    *_, report, where, cell, expected, got = str(failed.value).splitlines()
    assert where == ('chapters/02_two.ipynb: chapter 2, "Two", section "Where it goes wrong"')
    assert cell.split() == ["cell", "4:", "found", "=", "x", "-", "2"]
    assert expected.split(maxsplit=1) == ["expected:", "`found` == 4"]
    assert got.split(maxsplit=1) == ["got:", "3"]
    path = root / "_build" / "failed" / "02_two.txt"
    assert str(path) in report
    assert "Traceback" in path.read_text(encoding="utf8")
    with pytest.raises(BuildError):
        build_book(root)
    assert ran(capsys) == [2]
    write_chapter(root, "02_two", "# Two", "x = 5")
    build_book(root)
    assert ran(capsys) == [2]
    build_book(root)
    assert ran(capsys) == []
    assert not path.exists()


def test_notebook_runs_again_if_its_text_or_the_code_changed(root, no_pages, monkeypatch):
    ran = []

    def run_module(_module, notebook, result, **_options):
        ran.append(Path(notebook).stem)
        Path(result).write_text("null", encoding="utf8")
        return 0, ""

    def build_again():
        ran.clear()
        build_book(root)
        return sorted(ran)

    monkeypatch.setattr(notebooks, "run_module", run_module)
    assert build_again() == ["01_one", "02_two"]
    write_chapter(root, "02_two", "# Two", "'changed'")
    assert build_again() == ["02_two"]
    (root / "convcourse" / "helper.py").write_text("1", encoding="utf8")
    assert build_again() == ["01_one", "02_two"]
    (root / "convcourse" / "other").mkdir()
    (root / "convcourse" / "helper.py").rename(root / "convcourse" / "other" / "helper.py")
    assert build_again() == ["01_one", "02_two"]
    (root / "book").mkdir()
    (root / "book" / "pages.py").write_text("1", encoding="utf8")
    assert build_again() == []
    assert len(list((root / "_build" / "executed").iterdir())) == 2


def test_all_failing_notebooks_are_told(root, no_pages, either_way):
    write_chapter(root, "01_one", "# One", "import sys\nprint('so-so', file=sys.stderr)")
    write_chapter(root, "02_two", "# Two", "import os", "os._exit(3)")
    (root / "chapters" / "03_three.ipynb").write_text("no notebook", encoding="utf8")
    with pytest.raises(BuildError) as failed:
        build_book(root)
    words = str(failed.value)
    assert words.startswith("3 of 3 notebooks failed")
    assert "expected: nothing on stderr\n  got:      so-so\n" in words
    assert "cell 3:   os._exit(3)\n  expected: the kernel lives on\n" in words
    assert "03_three" in words and "expected: a notebook that can be run" in words


def test_notebook_that_passed_is_kept_when_the_build_is_stopped(
    root, no_pages, either_way, monkeypatch, capsys
):
    """As by Ctrl-C, which comes while the second notebook runs."""
    write_chapter(root, "02_two", "# Two", "import time\ntime.sleep(60)")
    said = []

    def say(text):
        said.append(text)
        if "1 of 2" in text:
            raise KeyboardInterrupt

    monkeypatch.setattr(notebooks, "say", say)
    with pytest.raises(KeyboardInterrupt):
        build_book(root)
    assert "chapter 1 passed" in said[-1]
    assert [path.name[:6] for path in (root / "_build" / "executed").iterdir()] == ["01_one"]
    assert not list((root / "_build").glob(".work-*"))


def test_kernel_needs_no_port_that_another_notebook_may_take_first(root, no_pages, either_way):
    """Where there are names for sockets; elsewhere it listens at ports, as Jupyter's do."""
    asked = "import ipykernel\nhow = ipykernel.get_connection_info(unpack=True)['transport']"
    expected = "ipc" if sys.platform == "linux" else "tcp"
    write_chapter(root, "01_one", "# One", f"{asked}\nassert how == {expected!r}")
    assert build_book(root)


def test_broken_reference_fails_until_it_is_mended(root, monkeypatch):
    pass_over_notebooks(monkeypatch)
    page = build_book(root).parent / "intro.html"
    before = page.read_bytes()
    write_chapter(root, "01_one", "# One", "1 + 1", "# Two\n\nSee {ref}`nowhere`.")
    for _ in range(2):
        with pytest.raises(BuildError, match=r"chapters/01_one.ipynb, cell 3: .*nowhere"):
            build_book(root)
    assert page.read_bytes() == before  # the site is that of the last build that ended well
    write_chapter(
        root, "01_one", "# One", "1 + 1", "# Two\n\nSee {ref}`there <here>`.\n\n(here)=\n# A"
    )
    build_book(root)
    assert "nowhere" not in (page.parent / "chapters" / "01_one.html").read_text(encoding="utf8")


def test_site_is_built_with_a_note_where_a_notebook_failed_and_the_build_is_told_to_go_on(root):
    write_chapter(root, "02_two", "# Two", "print('shown')", "assert 1 + 1 == 3", "print('after')")
    for _ in range(2):
        with pytest.raises(BuildError, match="1 of 2 notebooks failed"):
            build_book(root, keep_going=True)
        html = root / "_build" / "html" / "chapters"
        page = (html / "02_two.html").read_text(encoding="utf8")
        note = page.index("This page is not finished")
        assert page.index("<h1>Two") < note < page.index("shown")
        assert "Cell 3 failed" in page and "expected: `1 + 1` == 3" in page
        assert "not finished" not in (html / "01_one.html").read_text(encoding="utf8")
    with pytest.raises(BuildError):
        build_book(root)
    write_chapter(root, "02_two", "# Two", "print('mended')")
    build_book(root)
    page = (html / "02_two.html").read_text(encoding="utf8")
    assert "not finished" not in page and "mended" in page


def test_pages_of_a_renamed_chapter_go(root, monkeypatch):
    pass_over_notebooks(monkeypatch)
    html = build_book(root).parent
    (root / "chapters" / "02_two.ipynb").rename(root / "chapters" / "02_other.ipynb")
    contents = (root / "_toc.yml").read_text(encoding="utf8").replace("02_two", "02_other")
    (root / "_toc.yml").write_text(contents, encoding="utf8")
    build_book(root)
    built = [path for folder in (html, root / ".book") for path in folder.rglob("*")]
    assert [path for path in built if "02_two" in path.name] == []
    assert "02_two" not in (html / "searchindex.js").read_text(encoding="utf8")
    assert any(path.name == "02_other.html" for path in built)


def test_staged_book_is_never_half_written_and_left_alone_if_nothing_changed(root):
    book = root / ".book"
    chapters = {path.name: path for path in (root / "chapters").iterdir()}
    stage_book(root, book, chapters, root / "cache")
    times = {path: path.stat().st_mtime_ns for path in book.rglob("*")}
    (book / ".intro.md.part").write_text("# Sm", encoding="utf8")  # of one that was killed
    stage_book(root, book, chapters, root / "cache")
    assert {path: path.stat().st_mtime_ns for path in book.rglob("*") if path.is_file()} == {
        path: time for path, time in times.items() if path.is_file()
    }


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full: /there/x"),
        (errno.EROFS, "CONVCOURSE_BUILD"),
        (errno.EACCES, "CONVCOURSE_BUILD"),
        (errno.EMFILE, "/there/x"),
    ],
)
def test_error_of_the_operating_system_is_told_in_one_sentence(number, words):
    try:
        try:
            raise OSError(number, "some words", "/there/x")
        except OSError as error:
            raise RuntimeError("an extension failed") from error
    except RuntimeError as error:
        told = tell_os_error(error)
    assert words in told and "\n" not in told
    assert tell_os_error(ValueError("other")) is None


def test_full_disk_is_known_by_what_a_program_printed(tmp_path):
    assert "full" in tell_full_disk(tmp_path, "npm error code ENOSPC")
    assert "full" in tell_full_disk(tmp_path, "OSError: [Errno 28] No space left on device")
    assert tell_full_disk(tmp_path, "npm error code ENOTFOUND") is None


def test_complaints_are_told_once_and_with_the_cell():
    printed = "\n".join(
        [
            "[IPKernelApp] WARNING | Kernel is running over TCP",
            "\x1b[91m/a [1]/.book/chapters/05_p.ipynb:70003: WARNING: undefined label: 'x'\x1b[0m",
            "/a [1]/.book/chapters/05_p.ipynb:70003: WARNING: undefined label: 'x'",
            "/a [1]/.book/intro.md:12: ERROR: Unknown directive",
            "/a [1]/.book/intro.md:: WARNING: no chapter",
            "WARNING: of no page",
        ]
    )
    assert find_complaints(printed, Path("/a [1]/.book")) == [
        "chapters/05_p.ipynb, cell 7: undefined label: 'x'",
        "intro.md, line 12: Unknown directive",
        "intro.md: no chapter",
        "of no page",
    ]


def test_configuration_that_cannot_be_read_is_told(root, no_pages, monkeypatch):
    pass_over_notebooks(monkeypatch)
    (root / "_config.yml").write_text("title: [", encoding="utf8")
    with pytest.raises(BuildError, match=r"_config.yml cannot be read: while parsing"):
        build_book(root)


def test_failing_cell_of_the_front_page_is_told(root, monkeypatch):
    pass_over_notebooks(monkeypatch)
    config = (root / "_config.yml").read_text(encoding="utf8")
    runs = config.replace('execute_notebooks: "off"', "execute_notebooks: force")
    (root / "_config.yml").write_text(runs, encoding="utf8")
    (root / "intro.md").write_text(FRONT_PAGE, encoding="utf8")
    with pytest.raises(BuildError, match=r"intro.md: `assert x == 6` failed: AssertionError"):
        build_book(root)


FRONT_PAGE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# Small

```{code-cell} ipython3
x = 5
assert x == 6
```
"""
