"""Where the buttons of a page lead, for each kind of host, and what is never published."""

import json
from types import SimpleNamespace

import pytest

from book.repository import (
    BUILDER,
    Repository,
    buttons,
    choose_repository,
    find_repository,
    read_address,
)
from tests.unit.test_site_build import LINE, WORKFLOW, links, make_site

PAGE = "chapters/01_one.ipynb"
BINDER = "https://mybinder.org/v2"
OPENS = f"?urlpath=lab/tree/{PAGE}"
#: What `repository_url` says, what it names, its way to Binder, and its page for edits.
HOSTS = [
    ("https://github.com/a/b", "https://github.com/a/b", "gh/a/b",
     "https://github.com/a/b/edit/main/"),
    ("https://gitlab.com/a/b", "https://gitlab.com/a/b", "gl/a%2Fb",
     "https://gitlab.com/a/b/-/edit/main/"),
    ("https://gitlab.com/group/sub/deep/name", "https://gitlab.com/group/sub/deep/name",
     "gl/group%2Fsub%2Fdeep%2Fname", "https://gitlab.com/group/sub/deep/name/-/edit/main/"),
    ("https://gitlab.uni.example/group/sub/name", "https://gitlab.uni.example/group/sub/name",
     "git/https%3A%2F%2Fgitlab.uni.example%2Fgroup%2Fsub%2Fname",
     "https://gitlab.uni.example/group/sub/name/-/edit/main/"),
    ("https://github.firm.example/a/b", "https://github.firm.example/a/b",
     "git/https%3A%2F%2Fgithub.firm.example%2Fa%2Fb",
     "https://github.firm.example/a/b/edit/main/"),
    ("https://codeberg.org/a/b", "https://codeberg.org/a/b",
     "git/https%3A%2F%2Fcodeberg.org%2Fa%2Fb", "https://codeberg.org/a/b/_edit/main/"),
    ("https://forgejo.example:3000/a/b", "https://forgejo.example:3000/a/b",
     "git/https%3A%2F%2Fforgejo.example%3A3000%2Fa%2Fb",
     "https://forgejo.example:3000/a/b/_edit/main/"),
    ("http://gitea.local/a/b", "http://gitea.local/a/b",
     "git/http%3A%2F%2Fgitea.local%2Fa%2Fb", "http://gitea.local/a/b/_edit/main/"),
    ("https://git.sr.ht/~a/b", "https://git.sr.ht/~a/b", "git/https%3A%2F%2Fgit.sr.ht%2F~a%2Fb",
     None),
    ("https://code.example/a/b", "https://code.example/a/b",
     "git/https%3A%2F%2Fcode.example%2Fa%2Fb", None),
    ("https://bitbucket.org/a/b", "https://bitbucket.org/a/b",
     "git/https%3A%2F%2Fbitbucket.org%2Fa%2Fb", "https://bitbucket.org/a/b/src/main/"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def no_workflow(monkeypatch):
    """Let the tests pass on the machine of a workflow, too."""
    for name in BUILDER:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(("said", "url", "binder", "edit"), HOSTS)
def test_buttons_lead_where_the_host_has_its_pages(said, url, binder, edit):
    repository = find_repository({}, {"repository_url": said})
    assert repository.url == url
    assert repository.binder_url(PAGE) == f"{BINDER}/{binder}/main{OPENS}"
    mode = "?mode=edit" if "bitbucket" in url else ""
    assert repository.edit_url(PAGE) == (edit and f"{edit}{PAGE}{mode}")
    leads = [link["url"] for group in buttons(repository, PAGE, True) for link in group["buttons"]]
    assert leads == [
        repository.binder_url(PAGE), url, *filter(None, [repository.edit_url(PAGE)])
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("said", "url"),
    [
        ("https://github.com/a/b.git", "https://github.com/a/b"),
        ("https://github.com/a/b/", "https://github.com/a/b"),
        ("https://github.com/a/b.git/", "https://github.com/a/b"),
        ("  https://www.github.com/a/b  ", "https://github.com/a/b"),
        ("https://GitHub.com/a/B", "https://github.com/a/B"),
        ("https://github.com/a/b/tree/main/chapters", "https://github.com/a/b"),
        ("https://gitlab.com/a/s/b/-/tree/main", "https://gitlab.com/a/s/b"),
        ("https://codeberg.org/a/b/src/branch/main", "https://codeberg.org/a/b"),
        ("https://github.com/a/b?tab=readme#top", "https://github.com/a/b"),
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("git@gitlab.uni.example:group/sub/name.git", "https://gitlab.uni.example/group/sub/name"),
        ("git@git.sr.ht:~a/b", "https://git.sr.ht/~a/b"),
        ("github.com:a/b", "https://github.com/a/b"),
        ("ssh://git@codeberg.org/a/b.git", "https://codeberg.org/a/b"),
        ("ssh://git@gitlab.uni.example:2222/a/b.git", "https://gitlab.uni.example/a/b"),
        ("git://github.com/a/b.git", "https://github.com/a/b"),
        ("git+https://github.com/a/b.git", "https://github.com/a/b"),
        ("git+ssh://git@github.com/a/b.git", "https://github.com/a/b"),
        ("https://me:secret@gitlab.com/a/b.git", "https://gitlab.com/a/b"),
        ("https://secret@github.com/a/b", "https://github.com/a/b"),
        ("https://oauth2:secret@git.example:8443/a/b", "https://git.example:8443/a/b"),
    ],
)
def test_each_way_to_write_an_address_names_the_page_on_the_web(said, url):
    assert read_address(said) == url


@pytest.mark.parametrize(
    "said",
    ["course", "a/b", "/srv/git/b.git", "C:\\git\\b", "file:///srv/git/b", "https://github.com/a",
     "https://github.com", "https://", "javascript:alert(1)", "localhost:3000/a/b"],
)  # fmt: skip
def test_what_names_no_repository_is_refused_with_what_is_wanted(said):
    with pytest.raises(ValueError, match="it has to be https://HOST/OWNER/NAME"):
        read_address(said)


def test_refusal_keeps_a_password_to_itself():
    with pytest.raises(ValueError) as refused:
        read_address("https://me:secret@github.com")
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("environment", "options", "edits"),
    [
        ({"GITHUB_SERVER_URL": "https://git.firm.example"}, {}, "/edit/main/x"),
        ({"GITHUB_SERVER_URL": "https://git.firm.example/"}, {}, "/edit/main/x"),
        ({"GITHUB_SERVER_URL": "https://git.club.example", "GITEA_ACTIONS": "true"}, {},
         "/_edit/main/x"),
        ({"GITHUB_SERVER_URL": "https://codeberg.org"}, {}, "/_edit/main/x"),
        (None, {"repository_url": "https://git.uni.example/someone/course",
                "repository_provider": "gitlab"}, "/-/edit/main/x"),
    ],
)  # fmt: skip
def test_host_whose_name_does_not_tell_is_known_from_its_workflow_or_the_configuration(
    environment, options, edits
):
    repository = find_repository(WORKFLOW | environment if environment else {}, options)
    assert repository.edit_url("x") == f"{repository.url}{edits}"
    assert repository.url.endswith("/someone/course")


def test_branches_and_names_with_other_signs_are_escaped():
    repository = Repository("https://github.com/a/b", "feature/x#1", "feature/x#1")
    assert repository.binder_url("1 é.ipynb") == (
        f"{BINDER}/gh/a/b/feature%2Fx%231?urlpath=lab/tree/1%20%C3%A9.ipynb"
    )
    assert repository.edit_url("1 é.ipynb") == (
        "https://github.com/a/b/edit/feature/x%231/1%20%C3%A9.ipynb"
    )


def test_site_with_a_password_in_its_address_publishes_none(tmp_path):
    site = make_site(
        tmp_path, {}, {"repository_url": "https://me:hunter2-token@codeberg.org/a/b.git"}
    )
    assert links((site / "chapters" / "01_one.html").read_text(encoding="utf8")) == [
        f"{BINDER}/git/https%3A%2F%2Fcodeberg.org%2Fa%2Fb/main{OPENS}",
        "https://codeberg.org/a/b",
        f"https://codeberg.org/a/b/_edit/main/{PAGE}",
    ]
    download = json.loads((site / "_sources" / PAGE).read_text(encoding="utf8"))
    assert "git+https://codeberg.org/a/b@main" in "".join(download["cells"][0]["source"])
    told = [p for p in site.rglob("*") if p.is_file() and b"hunter2-token" in p.read_bytes()]
    assert told == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("our repository", "no buttons for Binder, the repository and edits: repository_url is"),
        ("https://git.sr.ht/~a/b", "no button for edits: where git.sr.ht has its pages for edits"),
        ("https://code.example/a/b", "name that in the line repository_provider"),
    ],
)
def test_build_says_in_a_sentence_which_buttons_are_missing_and_why(said, words, capsys):
    config = SimpleNamespace(html_theme_options={"repository_url": said})
    choose_repository(None, config)
    assert words in capsys.readouterr().out
    # The theme would make buttons of its own, or end the build over what it does not know.
    assert config.html_theme_options["repository_url"] == ""
    assert (config.course_repository is None) == ("our" in said)


def test_build_of_a_site_with_all_buttons_says_nothing(capsys):
    choose_repository(None, SimpleNamespace(html_theme_options=dict(LINE)))
    assert capsys.readouterr().out == ""
