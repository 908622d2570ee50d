"""How the site is made: what its buttons point to, its downloads, when a build does what."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import nbformat
import pytest
from filelock import FileLock

from book import assets, build, downloads, icons, processes
from book.repository import BUILDER, Repository, find_repository
from convcourse import __version__
from tests import chromium
from tests.conftest import ROOT
from tests.unit.small_book import make_it_quick, pass_over_notebooks, write_book

WORKFLOW = {
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_REPOSITORY": "someone/course",
    "GITHUB_REF_NAME": "main",
    "GITHUB_REF_TYPE": "branch",
}
TAGGED = WORKFLOW | {"GITHUB_REF_NAME": "v0.1.0", "GITHUB_REF_TYPE": "tag"}
LINE = {"repository_url": "https://gitlab.com/other/lessons"}


# What the buttons point to


@pytest.mark.parametrize(
    ("environment", "options", "found"),
    [
        (WORKFLOW, {}, Repository("https://github.com/someone/course")),
        (WORKFLOW, LINE, Repository("https://github.com/someone/course")),
        (TAGGED, {}, Repository("https://github.com/someone/course", "v0.1.0", "main")),
        (TAGGED | {"EDIT_BRANCH": "trunk"}, {},
         Repository("https://github.com/someone/course", "v0.1.0", "trunk")),
        ({}, LINE, Repository("https://gitlab.com/other/lessons")),
        ({}, LINE | {"repository_branch": "next"},
         Repository("https://gitlab.com/other/lessons", "next", "next")),
        ({}, {}, None),
        ({"GITHUB_REPOSITORY": ""}, {"repository_url": ""}, None),
    ],
)  # fmt: skip
def test_repository_comes_from_the_workflow_else_from_the_configuration(
    environment, options, found
):
    assert find_repository(environment, options) == found


CONF = """
project = "small"
extensions = ["myst_nb", "sphinx_book_theme", "book.repository",
              "book.downloads"]
html_theme = "sphinx_book_theme"
html_theme_options = {options}
nb_execution_mode = "off"
"""


def make_site(folder, environment, options):
    """Build a site of one chapter with our buttons and downloads, and return its folder."""
    source, out = folder / "source", folder / "html"
    (source / "chapters").mkdir(parents=True)
    (source / "conf.py").write_text(CONF.format(options=options), encoding="utf8")
    (source / "index.md").write_text(
        "# Small\n\n```{toctree}\nchapters/01_one\n```\n", encoding="utf8"
    )
    notebook = nbformat.v4.new_notebook(
        metadata={
            "kernelspec": {"name": "python3", "display_name": "Python 3"},
            "widgets": {"application/vnd.jupyter.widget-state+json": {"state": {}}},
        },
        cells=[
            nbformat.v4.new_markdown_cell("# One"),
            nbformat.v4.new_code_cell(
                "1 + 1",
                execution_count=1,
                outputs=[nbformat.v4.new_output("execute_result", {"text/plain": "2"})],
            ),
        ],
    )
    nbformat.write(notebook, source / "chapters" / "01_one.ipynb")
    without = {name: value for name, value in os.environ.items() if name not in BUILDER}
    subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(out)],
        env=without | environment,
        check=True,
    )
    return out


def links(page):
    """Return the addresses outside the site that a page links to."""
    return re.findall(r'<a href="(https?://[^"]*)"', page[: page.index("<article")])


def test_buttons_point_to_the_repository_whose_workflow_builds(tmp_path, browser):
    site = make_site(tmp_path, TAGGED, LINE)
    chapter = site / "chapters" / "01_one.html"
    assert links(chapter.read_text(encoding="utf8")) == [
        "https://mybinder.org/v2/gh/someone/course/v0.1.0?urlpath=lab/tree/chapters/01_one.ipynb",
        "https://github.com/someone/course",
        "https://github.com/someone/course/edit/main/chapters/01_one.ipynb",
    ]
    asked = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(chapter.as_uri())
        logo = page.locator("img[alt='Binder logo']")
        assert logo.evaluate("image => image.complete && image.naturalWidth > 0")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_buttons_point_to_the_configured_repository(tmp_path):
    site = make_site(tmp_path, {}, LINE)
    assert links((site / "chapters" / "01_one.html").read_text(encoding="utf8")) == [
        "https://mybinder.org/v2/gl/other%2Flessons/main?urlpath=lab/tree/chapters/01_one.ipynb",
        "https://gitlab.com/other/lessons",
        "https://gitlab.com/other/lessons/-/edit/main/chapters/01_one.ipynb",
    ]


def test_no_repository_makes_no_buttons(tmp_path):
    site = make_site(tmp_path, {}, {})
    page = (site / "chapters" / "01_one.html").read_text(encoding="utf8")
    assert links(page) == []
    assert not re.search(r"source-repository-button|source-edit-button|launch-buttons", page)


# What the download button hands out


def test_download_says_what_it_needs_and_the_page_does_not(tmp_path):
    site = make_site(tmp_path, TAGGED, {})
    made = json.loads((site / "_sources" / "chapters" / "01_one.ipynb").read_text(encoding="utf8"))
    nbformat.validate(made)
    first, *rest = made["cells"]
    assert f"`convcourse` {__version__}" in first["source"]
    assert "git+https://github.com/someone/course@v0.1.0" in first["source"]
    assert [cell["source"] for cell in rest] == [["# One"], ["1 + 1"]]
    assert rest[1]["outputs"] == [] and rest[1]["execution_count"] is None
    assert "widgets" not in made["metadata"]
    assert "To run this notebook" not in (site / "chapters" / "01_one.html").read_text(
        encoding="utf8"
    )


def test_download_of_a_site_without_a_repository_asks_for_the_courses_folder():
    words = downloads.first_cell(None)
    assert "make lab" in words and "git+" not in words


def test_download_made_twice_has_one_first_cell():
    notebook = json.loads(
        (ROOT / "chapters" / "01_what_is_convolution.ipynb").read_text(encoding="utf8")
    )
    once = downloads.make_download(notebook, "old")
    twice = downloads.make_download(once, "new")
    assert len(twice["cells"]) == len(notebook["cells"]) + 1
    assert twice["cells"][0]["source"] == "new"


def test_pip_line_names_an_extra_that_there_is():
    import tomllib

    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf8"))["project"]
    assert set(re.findall(r"convcourse\[(\w+)\]", downloads.first_cell(Repository("x")))) <= set(
        extras["optional-dependencies"]
    )


# When a build does what


@pytest.fixture
def book(tmp_path, monkeypatch):
    """Return a folder with the least that can be built; the work is only counted."""
    root = write_book(tmp_path / "book")
    make_it_quick(monkeypatch)
    pass_over_notebooks(monkeypatch)
    runs = []

    def make_site(_book, built, *_arguments, **_options):
        runs.append("build")
        (built / "html").mkdir(exist_ok=True)

    monkeypatch.setattr(build, "_make_site", make_site)
    for name in ("GITHUB_REPOSITORY", "CONVCOURSE_BUILD"):
        monkeypatch.delenv(name, raising=False)
    return root, runs


def test_build_is_up_to_date_until_something_changes(book, monkeypatch):
    root, runs = book
    build.build_book(root)
    build.build_book(root)
    assert len(runs) == 1
    (root / "intro.md").write_text("# New\n", encoding="utf8")
    build.build_book(root)
    assert len(runs) == 2
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/course")
    build.build_book(root)
    assert len(runs) == 3


def test_build_by_other_means_is_not_taken_for_ours(book):
    from book.extension import _add_assets

    root, runs = book
    build.build_book(root)

    class App:
        """What Sphinx hands to the extension, as far as it is used."""

        outdir = root / "_build" / "html"
        builder = type("Builder", (), {"format": "html"})

        def add_css_file(self, _name):
            """Pass over."""

        add_js_file = add_css_file

    _add_assets(App())
    build.build_book(root)
    assert len(runs) == 2


def test_second_build_at_once_says_that_it_waits(book, monkeypatch, capsys):
    root, runs = book
    waiting = threading.Event()

    def slow(_book, built, *_arguments, **_options):
        runs.append("begin")
        assert waiting.wait(300)
        (built / "html").mkdir()
        runs.append("end")

    def say(text):
        if "waits" in text:
            waiting.set()

    monkeypatch.setattr(build, "_make_site", slow)
    monkeypatch.setattr(build, "say", say)
    both = [threading.Thread(target=build.build_book, args=[root]) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert runs == ["begin", "end"]  # the second finds everything done


def test_nothing_is_written_into_the_source_if_another_folder_is_named(book, monkeypatch):
    root, _ = book
    before = sorted(root.rglob("*"))
    monkeypatch.setenv("CONVCOURSE_BUILD", str(root.parent / "elsewhere"))
    page = build.build_book(root)
    assert sorted(root.rglob("*")) == before
    assert page.parent.parent == root.parent / "elsewhere" / "_build"


def test_other_folder_is_said_to_be_none_of_the_course(tmp_path, monkeypatch):
    monkeypatch.delenv("CONVCOURSE_BUILD", raising=False)
    with pytest.raises(build.BuildError, match=r"There is no _toc\.yml in .*; build at the root"):
        build.build_book(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_killed_build_is_made_good_by_the_next_at_any_moment(tmp_path):
    killed = [sys.executable, "-m", "tests.unit.killed_builds", str(tmp_path)]
    printed = subprocess.run(
        killed, cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf8"
    ).stdout
    assert min(map(int, printed.splitlines()[-1].split())) > 40  # moments, of each kind of build


def test_environment_is_named_by_its_packages_and_not_by_their_leftovers(tmp_path, monkeypatch):
    (tmp_path / "one-1.0.dist-info").mkdir()
    (tmp_path / "one-1.0.dist-info" / "METADATA").write_bytes(b"Name: \xff")
    monkeypatch.setattr(sys, "path", [str(tmp_path), str(tmp_path / "gone"), ""])
    monkeypatch.chdir(tmp_path)
    before = build._environment()
    (tmp_path / "two-2.0.dist-info").mkdir()
    assert build._environment() == before
    (tmp_path / "two-2.0.dist-info" / "METADATA").touch()
    assert build._environment() != before


def test_child_is_not_told_of_a_users_own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "agg")
    monkeypatch.setenv("IPYTHONDIR", "/home/someone/.ipython")
    environment = processes.child_environment(tmp_path)
    assert "MPLBACKEND" not in environment
    assert environment["IPYTHONDIR"].startswith(str(tmp_path))


def test_fonts_are_listed_before_a_notebook_would_say_so(tmp_path):
    home = tmp_path / "home"
    (home / "fonts-begun").mkdir(parents=True)  # by a build that was killed
    (home / "fonts-begun" / "fontlist.json.matplotlib-lock").touch()
    processes.prepare_home(home)
    (listed,) = home.glob("matplotlib-*/fontlist-*.json")
    before = listed.stat().st_mtime_ns
    drawing = "import matplotlib.pyplot as plt; plt.figure().text(0, 0, 'a'); plt.savefig('a.png')"
    environment = processes.child_environment(home) | {"HOME": str(tmp_path / "none")}
    for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME"):
        environment.pop(name, None)
    drawn = subprocess.run(
        [sys.executable, "-c", drawing],
        cwd=tmp_path, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    assert drawn.stderr == b"" and listed.stat().st_mtime_ns == before
    assert [path.name for path in home.iterdir()] == [listed.parent.name]
    assert not (tmp_path / "none").exists()  # and nothing is written at home


def test_list_of_fonts_that_was_not_saved_is_none(tmp_path, monkeypatch):
    python = tmp_path / "python"
    note = "Could not save font_manager cache [Errno 28] No space left on device"
    python.write_text(f"#!/bin/sh\nmkdir $MPLCONFIGDIR; echo '{note}' >&2\n", encoding="utf8")
    python.chmod(0o755)
    monkeypatch.setattr(processes.sys, "executable", str(python))
    with pytest.raises(build.BuildError, match="The disk of .* is full"):
        processes.prepare_home(tmp_path / "home")
    assert list((tmp_path / "home").iterdir()) == []


def test_notebook_reads_pictures_in_a_checkout_whose_path_looks_like_a_pattern(tmp_path):
    (tmp_path / "probe.py").write_text(
        "import skimage.data, sys; from pathlib import Path\n"
        "print(skimage.data.camera().shape, Path(sys.prefix).resolve())",
        encoding="utf8",
    )
    (tmp_path / "[2026]").mkdir()
    (tmp_path / "[2026]" / "venv").symlink_to(sys.prefix)
    python = tmp_path / "[2026]" / "venv" / Path(sys.executable).relative_to(sys.prefix)
    start = (
        "from pathlib import Path; from book.processes import run_module;"
        "print(run_module('probe', home=Path('home')))"
    )
    run = subprocess.run(
        [python, "-c", start], cwd=tmp_path, env=os.environ | {"PYTHONPATH": f"{ROOT}"},
        check=True, capture_output=True, encoding="utf8",
    )  # fmt: skip
    assert run.stdout == f"(0, '(512, 512) {Path(sys.prefix).resolve()}\\n')\n"


def build_that_runs(program, folder):
    """Start a process that runs a program's text as a build does, and prints what came of it."""
    (folder / "program.py").write_text(program, encoding="utf8")
    start = (
        "from pathlib import Path; from book.processes import run_module;"
        "print(run_module('program', home=Path('home')))"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    return subprocess.Popen(
        [sys.executable, "-c", start], cwd=folder, env=environment,
        stdout=subprocess.PIPE, text=True, encoding="utf8",
    )  # fmt: skip


LASTING = """
import subprocess, sys
from book.processes import end_with_parent
end_with_parent()
subprocess.run([sys.executable, "-c", '''
import pathlib, time
from filelock import FileLock
with FileLock("lock"):
    pathlib.Path("begun").touch()
    time.sleep(600)
'''])
"""


def test_program_ends_with_the_build_that_runs_it_and_so_do_its_own(tmp_path):
    """A build in a process of its own runs a program, which runs another, and is killed."""
    with build_that_runs(LASTING, tmp_path) as built:
        end = time.monotonic() + 60
        while not (tmp_path / "begun").exists() and time.monotonic() < end:
            assert built.poll() is None
            time.sleep(0.05)
        built.kill()
        assert (tmp_path / "begun").exists(), "it did not begin within a minute"
    FileLock(tmp_path / "lock").acquire(timeout=300)


LEAVING = """
import os, signal, subprocess, sys, time
print("begun", flush=True)
subprocess.Popen([sys.executable, "-c", '''
import pathlib, signal
from filelock import FileLock
with FileLock("lock"):
    pathlib.Path("begun").touch()
    signal.pause()
'''])
end = time.monotonic() + 60
while not os.path.exists("begun") and time.monotonic() < end:
    pass
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="no sessions here")
def test_program_that_is_killed_is_not_waited_for_and_leaves_nothing(tmp_path):
    """Its own program, like the one that draws equations, has what it prints to in its hands."""
    with build_that_runs(LEAVING, tmp_path) as built:
        try:
            assert built.communicate(timeout=300)[0] == f"({-signal.SIGKILL}, 'begun\\n')\n"
        finally:
            built.kill()
    FileLock(tmp_path / "lock").acquire(timeout=300)


def test_packages_are_fetched_only_when_the_lock_file_changed(tmp_path, monkeypatch):
    web, cache, commands = tmp_path / "web", tmp_path / "assets", []
    web.mkdir()
    for name in ("package.json", "package-lock.json", "page.js"):
        (web / name).write_text("{}", encoding="utf8")

    def run(command, workshop):
        commands.append("npm" if "ci" in command else "bundle")
        (workshop / "node_modules/katex/dist/fonts").mkdir(parents=True, exist_ok=True)
        (workshop / "node_modules/katex/dist/katex.min.css").write_text("", encoding="utf8")

    monkeypatch.setattr(assets, "WEB", web)
    monkeypatch.setattr(assets, "_run", run)
    first = assets.make_assets(cache)
    assert assets.make_assets(cache) == first
    assert commands == ["npm", "bundle"]
    (web / "page.js").write_text("// new", encoding="utf8")
    assert assets.make_assets(cache) != first
    assert commands == ["npm", "bundle", "bundle"]
    (web / "package-lock.json").write_text('{"new": 1}', encoding="utf8")
    assets.make_assets(cache)
    assert commands == ["npm", "bundle", "bundle", "npm", "bundle"]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("ENOTFOUND", "npm does not reach its registry. Build once with"),
        ("SELF_SIGNED_CERT_IN_CHAIN", "is not trusted. .* name its certificates in NODE_EXTRA_CA"),
    ],
)
def test_fetch_that_the_registry_does_not_answer_says_why(tmp_path, monkeypatch, code, told):
    web, npm = tmp_path / "web", tmp_path / "npm.sh"
    web.mkdir()
    for name in ("package.json", "package-lock.json"):
        (web / name).write_text("{}", encoding="utf8")
    npm.write_text(f"#!/bin/sh\necho npm error code {code} >&2\nexit 1\n", encoding="utf8")
    npm.chmod(0o755)
    monkeypatch.setattr(assets, "WEB", web)
    monkeypatch.setattr(assets, "npm_command", lambda: [str(npm)])
    with pytest.raises(build.BuildError, match=told):
        assets.make_assets(tmp_path / "assets")
    assert [path.name for path in (tmp_path / "assets").iterdir()] == ["lock"]


def test_program_of_node_that_does_not_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "PATIENCE_S", 1)
    endless = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    with pytest.raises(build.BuildError, match="did not end within"):
        assets._run(endless, tmp_path)


def test_icons_are_the_same_bytes_whenever_they_are_cut(monkeypatch):
    import pydata_sphinx_theme
    from fontTools.ttLib.tables import _h_e_a_d

    theme = pydata_sphinx_theme.__path__[0]
    (font,) = (path for path in build.Path(theme).rglob("fa-solid-900.ttf"))
    first = icons._subset(font, {0xF0EB})
    monkeypatch.setattr(_h_e_a_d, "timestampNow", lambda: 1)
    assert icons._subset(font, {0xF0EB}) == first


# The browser of the tests


def test_browser_that_does_not_start_is_passed_over(tmp_path, monkeypatch):
    for name, code in (("chromium-browser", 10), ("google-chrome", 0)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf8")
        (tmp_path / name).chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    assert chromium.find_chromium() == str(tmp_path / "google-chrome")
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "chromium-browser"))
    assert chromium.find_chromium() is None
    with pytest.raises(SystemExit, match="which does not start"):
        chromium.main()


def test_light_browser_is_installed_where_there_is_one_else_the_usual(tmp_path, monkeypatch):
    """A stand-in for apt-get knows both packages or, after `touch old`, only the usual one."""
    (tmp_path / "apt-get").write_text(
        f"""#!/bin/sh
cd {tmp_path}
for package; do :; done
[ -e old ] && [ $package = chromium-headless-shell ] && exit 100
[ $package = -qq ] && exit 0
printf '#!/bin/sh\\nexit 0\\n' > $package
/bin/chmod +x $package
""",
        encoding="utf8",
    )
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", f"{tmp_path}")
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 0)
    monkeypatch.setattr(chromium, "_playwrights_own", lambda: None)
    (tmp_path / "old").touch()
    chromium.install_chromium()
    assert chromium.find_chromium() == str(tmp_path / "chromium")
    (tmp_path / "old").unlink()
    chromium.install_chromium()
    assert chromium.find_chromium() == str(tmp_path / "chromium-headless-shell")
