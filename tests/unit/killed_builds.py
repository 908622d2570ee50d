"""Kills builds at each moment at which they change a file, and builds again: what is there then?

``python -m tests.unit.killed_builds FOLDER`` prints how many moments it tried. Notebooks and pages
are made by stand-ins here, so that each build takes a moment.
"""

import itertools
import os
import shutil
import sys
from pathlib import Path

from book import build, notebooks
from tests.unit.small_book import write_book, write_chapter

CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate", "shutil.rmtree"}
KILLED = 9


def run_module(module, *arguments, home):
    """Make of a notebook, or of a book, something that depends on all of it."""
    *paths, result = map(Path, arguments)
    answer = '{"status": 0, "error": null}'
    if module.endswith("run_notebook"):
        paths[0].write_text(paths[0].read_text(encoding="utf8") + "\n", encoding="utf8")
        answer = "null"
    else:
        shutil.copytree(paths[0], paths[1])
    result.write_text(answer, encoding="utf8")
    return 0, ""


def contents(root):
    """Return all that a build leaves that the next one, or a reader, finds there."""
    places = [root / ".book", root / "_build"]
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    # Where it was built is in the configuration.
    return {
        str(path.relative_to(root)): path.read_bytes().replace(str(root).encode(), b"ROOT")
        for path in files
        if path.name not in ("lock", "html.stamp")
    }


def kill_at(moment, root):
    """Build, and be killed at the change number `moment`; return whether the build came so far."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.waitstatus_to_exitcode(status) in (0, KILLED)
        return os.waitstatus_to_exitcode(status) == KILLED
    seen = itertools.count(1)

    def watch(event, arguments):
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        if (event in CHANGES or writes) and next(seen) == moment:
            os._exit(KILLED)

    sys.addaudithook(watch)
    build.build_book(root)
    os._exit(0)


def write_first(root):
    """Write the book as it is at first."""
    write_book(root)


def write_second(root):
    """Change a chapter, remove another and add one."""
    write_chapter(root, "01_one", "# One", "print('other')")
    (root / "chapters" / "02_two.ipynb").unlink(missing_ok=True)
    write_chapter(root, "03_three", "# Three", "1")


def write_first_again(root):
    """Undo that."""
    (root / "chapters" / "03_three.ipynb").unlink(missing_ok=True)
    write_book(root)


def try_all(folder, before, killed, after):
    """Build after `before`; kill a build after `killed`; the one after `after` is as a fresh one.

    Return the number of moments at which builds were killed.
    """
    fresh = folder / "fresh"
    for write in filter(None, (before, killed, after)):
        write(fresh)
    build.build_book(fresh)
    wanted = contents(fresh)
    root, built = folder / "killed", folder / "built"
    root.mkdir()
    if before:
        before(root)
        build.build_book(root)
    root.rename(built)
    for moment in itertools.count(1):
        shutil.copytree(built, root)
        killed(root)
        came_so_far = kill_at(moment, root)
        after(root)
        build.build_book(root)
        assert contents(root) == wanted, f"killed at change {moment}"
        shutil.rmtree(root)
        if not came_so_far:
            return moment - 1


def main():
    """Try a first build, and one after changes that are undone before the next."""
    folder = Path(sys.argv[1])
    build.run_module = notebooks.run_module = run_module
    build.make_assets = notebooks.prepare_home = lambda folder: folder
    moments = [
        try_all(folder / "first", None, write_first, lambda root: None),
        try_all(folder / "undone", write_first, write_second, write_first_again),
    ]
    print(*moments)


if __name__ == "__main__":
    main()
