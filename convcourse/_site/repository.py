"""The buttons for Binder, the repository and edits: they point to the repository of the course.

That is the one whose workflow builds the site, else the one that `_config.yml` names in the line
`repository_url` of `html_theme_options`. Where neither does, the pages have none of the buttons.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

#: Variables that a workflow sets; EDIT_BRANCH is ours, for a site that is built from a tag.
BUILDER = (
    "GITHUB_SERVER_URL",
    "GITHUB_REPOSITORY",
    "GITHUB_REF_NAME",
    "GITHUB_REF_TYPE",
    "EDIT_BRANCH",
)


@dataclass(frozen=True)
class Repository:
    """A repository at `url`, the branch or tag that was built, and the branch that takes edits."""

    url: str
    version: str = "main"
    branch: str = "main"


def find_repository(environment: Mapping[str, str], options: Mapping) -> Repository | None:
    """Return the repository that the pages belong to, or None where nothing names one.

    Parameters
    ----------
    environment : mapping
        The environment of the build, which on GitHub names the repository.
    options : mapping
        The theme's options, of which `repository_url` and `repository_branch` are read.
    """
    server, name = environment.get("GITHUB_SERVER_URL"), environment.get("GITHUB_REPOSITORY")
    if server and name:
        version = environment.get("GITHUB_REF_NAME") or "main"
        of_branch = environment.get("GITHUB_REF_TYPE", "branch") == "branch"
        branch = environment.get("EDIT_BRANCH") or (version if of_branch else "main")
        return Repository(f"{server}/{name}", version, branch)
    url = options.get("repository_url")
    branch = options.get("repository_branch") or "main"
    return Repository(url.rstrip("/"), branch, branch) if url else None


def theme_options(repository: Repository | None) -> dict:
    """Return the theme's options that make the buttons; for no repository, those that make none."""
    if repository is None:
        return {}
    return {
        "repository_url": repository.url,
        "repository_branch": quote(repository.version, safe=""),
        "use_repository_button": True,
        "use_edit_page_button": True,
        "launch_buttons": {
            "binderhub_url": "https://mybinder.org",
            "notebook_interface": "jupyterlab",
        },
    }


def _add_buttons(app, config):
    repository = find_repository(os.environ, config.html_theme_options)
    config.html_theme_options.update(theme_options(repository))
    config.course_repository = repository


def _edit_on_the_branch(app):
    """Let edits go to a branch, while Binder opens what was built, which may be a tag."""
    for key in ("github_version", "gitlab_version", "bitbucket_version"):
        if key in app.config.html_context:
            app.config.html_context[key] = app.config.course_repository.branch


def setup(app):
    """Register with Sphinx."""
    app.add_config_value("course_repository", None, "")
    app.connect("config-inited", _add_buttons)
    app.connect("builder-inited", _edit_on_the_branch, priority=900)  # after the theme's
    return {"parallel_read_safe": True, "parallel_write_safe": True}
