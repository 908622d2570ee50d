"""The buttons for Binder, the repository and edits: they point to the repository of the course.

That is the one whose workflow builds the site, else the one that `_config.yml` names in the line
`repository_url` of `html_theme_options`. Where neither does, the pages have none of the buttons.

The theme knows three hosts and takes the last two names of an address for the repository. So its
buttons are not asked for, and here are ours.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import quote, urlsplit

#: Variables that a workflow sets, on GitHub and on Forgejo or Gitea, which run the same workflows;
#: EDIT_BRANCH is ours, for a site that is built from a tag.
BUILDER = (
    "GITHUB_SERVER_URL",
    "GITHUB_REPOSITORY",
    "GITHUB_REF_NAME",
    "GITHUB_REF_TYPE",
    "GITEA_ACTIONS",
    "EDIT_BRANCH",
)
BINDER = "https://mybinder.org/v2"
#: Where a page is edited, by the program that a host runs.
EDITORS = {
    "github": "{url}/edit/{branch}/{path}",
    "gitlab": "{url}/-/edit/{branch}/{path}",
    "forgejo": "{url}/_edit/{branch}/{path}",
    "bitbucket": "{url}/src/{branch}/{path}?mode=edit",
}
#: What in the name of a host tells the program that it runs.
TELLTALES = {
    "github": "github",
    "gitlab": "gitlab",
    "bitbucket.org": "bitbucket",
    "codeberg": "forgejo",
    "forgejo": "forgejo",
    "gitea": "forgejo",
    "sr.ht": "sourcehut",
}


@dataclass(frozen=True)
class Repository:
    """A repository at `url`, the branch or tag that was built, and the branch that takes edits."""

    url: str
    version: str = "main"
    branch: str = "main"
    #: What the host runs, where its name does not tell: a key of `EDITORS`.
    runs: str | None = None

    @property
    def host(self) -> str:
        """The name of the host, with the port where one is named."""
        return urlsplit(self.url).netloc

    @property
    def program(self) -> str | None:
        """What the host runs, as far as is known: a key of `EDITORS`, sourcehut, or None."""
        return next((kind for word, kind in TELLTALES.items() if word in self.host), self.runs)

    def edit_url(self, path: str) -> str | None:
        """Return where the file at `path` is edited, or None where the host has no such page."""
        editor = EDITORS.get(self.program or "")
        return editor and editor.format(url=self.url, branch=quote(self.branch), path=quote(path))

    def binder_url(self, path: str) -> str:
        """Return where Binder opens the notebook at `path` in JupyterLab."""
        name = urlsplit(self.url).path.strip("/")
        spec = {
            "github.com": f"gh/{name}",
            "gitlab.com": f"gl/{quote(name, safe='')}",
        }.get(self.host, f"git/{quote(self.url, safe='')}")
        version = quote(self.version, safe="")
        return f"{BINDER}/{spec}/{version}?urlpath=lab/tree/{quote(path)}"


def read_address(text: str) -> str:
    """Return the address on the web of the repository that `text` names, as git or a browser does.

    Names and passwords in it are left out, for a page is read by everyone.

    Raises
    ------
    ValueError
        If it names none.
    """
    text = text.strip()
    short = re.fullmatch(r"(?:[\w.-]+@)?([\w.-]{2,}):(?!//|\d+/)(.+)", text)  # scp's: git@host:path
    parts = urlsplit(f"ssh://{short[1]}/{short[2]}" if short else text.removeprefix("git+"))
    host, path = parts.hostname, parts.path.split("/-/")[0]
    # Of a page inside the repository, the repository; and without what git alone needs.
    path = re.sub(r"^(/[^/]+/[^/]+)/(?:tree|blob|src)/.*", r"\1", path)
    path = path.strip("/").removesuffix(".git")
    web = parts.scheme in ("http", "https")
    if not host or not (web or parts.scheme in ("ssh", "git")) or "/" not in path:
        shown = re.sub("//[^/]*@", "//", text)
        raise ValueError(
            f"repository_url is {shown!r}; it has to be https://HOST/OWNER/NAME, "
            "or what git takes, such as git@HOST:OWNER/NAME.git"
        )
    port = f":{parts.port}" if web and parts.port else ""  # git's own port is not that of the web
    return f"{parts.scheme if web else 'https'}://{host.removeprefix('www.')}{port}/{path}"


def find_repository(environment: Mapping[str, str], options: Mapping) -> Repository | None:
    """Return the repository that the pages belong to, or None where nothing names one.

    Parameters
    ----------
    environment : mapping
        The environment of the build, which on GitHub names the repository.
    options : mapping
        The theme's options, of which `repository_url`, `repository_branch` and
        `repository_provider` are read.

    Raises
    ------
    ValueError
        If `repository_url` names no repository.
    """
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and name:
        version = environment.get("GITHUB_REF_NAME") or "main"
        of_branch = environment.get("GITHUB_REF_TYPE", "branch") == "branch"
        branch = environment.get("EDIT_BRANCH") or (version if of_branch else "main")
        runs = "forgejo" if environment.get("GITEA_ACTIONS") else "github"
        found = Repository(read_address(f"{server.rstrip('/')}/{name}"), version, branch)
        return found if found.program else replace(found, runs=runs)
    url = options.get("repository_url")
    branch = options.get("repository_branch") or "main"
    runs = options.get("repository_provider") or None
    return Repository(read_address(url), branch, branch, runs) if url else None


def buttons(repository: Repository, path: str, notebook: bool) -> list[dict]:
    """Return the theme's description of the buttons of the page whose source is at `path`."""

    def link(text, tooltip, icon, url, label):
        return {"type": "link", "text": text, "tooltip": tooltip, "icon": icon,
                "url": url, "label": label}  # fmt: skip

    def group(tooltip, icon, label, inside):
        return {"type": "group", "tooltip": tooltip, "icon": icon, "label": label,
                "buttons": inside}  # fmt: skip

    brands = {"github", "gitlab", "bitbucket"} & {repository.program}
    icon = f"fab fa-{brands.pop() if brands else 'git-alt'}"
    source = [
        link("Repository", "Source repository", icon, repository.url, "source-repository-button")
    ]
    if edit := repository.edit_url(path):
        source.append(
            link("Suggest edit", "Suggest edit", "fas fa-pencil-alt", edit, "source-edit-button")
        )
    made = [group("Source repositories", icon, "source-buttons", source)]
    if notebook:
        logo, url = "_static/images/logo_binder.svg", repository.binder_url(path)
        launch = [link("Binder", "Launch on Binder", logo, url, "launch-binder-button")]
        tooltip = "Launch interactive content"
        made.insert(0, group(tooltip, "fas fa-rocket", "launch-buttons", launch))
    return made


def choose_repository(app, config) -> None:
    """Note in Sphinx's `config` which repository the buttons lead to; say which are missing."""
    options, repository = config.html_theme_options, None
    try:
        repository = find_repository(os.environ, options)
    except ValueError as error:
        print(f"The pages have no buttons for Binder, the repository and edits: {error}.")
    if repository and not repository.edit_url(""):
        print(
            f"The pages have no button for edits: where {repository.host} has its pages for edits "
            f"is not known. If it runs one of {', '.join(EDITORS)}, name that in the line "
            "repository_provider of _config.yml."
        )
    # The theme is to make no buttons of its own.
    options.update(repository_url="", use_repository_button=False, use_edit_page_button=False)
    config.course_repository = repository


def _add_buttons(app, pagename, templatename, context, doctree):
    repository, suffix = app.config.course_repository, context.get("page_source_suffix")
    if repository and doctree and suffix:
        notebook = suffix == ".ipynb" or "kernelspec" in app.env.metadata[pagename]
        context["header_buttons"][:0] = buttons(repository, f"{pagename}{suffix}", notebook)


def setup(app):
    """Register with Sphinx."""
    app.add_config_value("course_repository", None, "")
    app.connect("config-inited", choose_repository)
    app.connect("html-page-context", _add_buttons, priority=900)  # after the theme's
    return {"parallel_read_safe": True, "parallel_write_safe": True}
