"""A book of two short chapters, which is built like the course and in seconds."""

import nbformat

from book import build, notebooks

CONFIG = """
title: Small
only_build_toc_files: true
execute: {execute_notebooks: "off", stderr_output: error}
sphinx:
  local_extensions: {small_extension: "ROOT"}
  config:
    extensions: [small_extension, myst_nb, sphinx_external_toc]
    myst_enable_extensions: [colon_fence]
"""
CONTENTS = """
format: jb-book
root: intro
chapters:
- file: chapters/01_one
- file: chapters/02_two
"""
#: Knows what is configured for the extensions that the small book does without.
EXTENSION = """
def setup(app):
    for name in ("course_cache", "comments_config", "use_jupyterbook_latex"):
        app.add_config_value(name, None, "")
    return {"parallel_read_safe": True}
"""


def write_chapter(root, name, *cells):
    """Write a notebook below `root`: texts are cells of code, and those with a # are Markdown."""
    made = [
        (nbformat.v4.new_markdown_cell if cell.startswith("#") else nbformat.v4.new_code_cell)(cell)
        for cell in cells
    ]
    for number, cell in enumerate(made, 1):
        cell.id = f"cell-{number:02}"
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    (root / "chapters").mkdir(exist_ok=True)
    notebook = nbformat.v4.new_notebook(cells=made, metadata=kernel)
    nbformat.write(notebook, root / "chapters" / f"{name}.ipynb")


def write_book(root):
    """Write the small book below `root`, and return `root`."""
    (root / "convcourse").mkdir(parents=True, exist_ok=True)
    (root / "_config.yml").write_text(CONFIG.replace("ROOT", str(root)), encoding="utf8")
    (root / "small_extension.py").write_text(EXTENSION, encoding="utf8")
    (root / "_toc.yml").write_text(CONTENTS, encoding="utf8")
    (root / "references.bib").write_text("", encoding="utf8")
    (root / "intro.md").write_text("# Small\n\nA book.\n", encoding="utf8")
    write_chapter(root, "01_one", "# One\n\n(here)=\n## First", "print(1 + 1)")
    write_chapter(root, "02_two", "# Two\n\n## Second", "x = 2", "assert x == 2")
    return root


def make_it_quick(monkeypatch):
    """Leave out what takes long and is the same for all books: the scripts, the list of fonts."""
    monkeypatch.setattr(build, "make_assets", lambda cache: cache)
    monkeypatch.setattr(notebooks, "prepare_home", lambda home: None)


def pass_over_notebooks(monkeypatch):
    """Let the notebooks stand for themselves, executed."""

    def as_written(sources, _code, _places):
        return notebooks.Executed({source.name: source for source in sources}, [])

    monkeypatch.setattr(build, "execute_notebooks", as_written)
