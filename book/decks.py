"""The practice's problems as downloads of the site: for Moodle, and for Anki."""

from pathlib import Path

from convcourse.practice.decks import anki_text, deck, moodle_xml

#: As the page names them.
FILES = {"convcourse-moodle.xml": moodle_xml, "convcourse-anki.txt": anki_text}


def write_decks(folder: Path) -> None:
    """Write the decks into a folder of the site."""
    folder.mkdir(parents=True, exist_ok=True)
    problems = deck()
    for name, make in FILES.items():
        (folder / name).write_text(make(problems), encoding="utf8")
