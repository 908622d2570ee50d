"""What a page's worker calls: `start` once, then `run` for an answer. All goes in and out as text."""

import json
import sys

from . import judge, lacks, python


def start(known):
    """Make the runtime ready.

    Parameters
    ----------
    known : str
        The names that JupyterLab has, as JSON (`book.exercises.data.known_names`).
    """
    lacks.tell_known(json.loads(known))
    python.install(sys.modules)


def run(source, exercise, scope, elsewhere, answers, foreign):
    """Judge an answer.

    Parameters
    ----------
    source, exercise, scope, elsewhere : str
        The answer, its exercise as JSON, and what `book.exercises.data.chapter_data` says of the
        notebook.
    answers : str
        The names of the functions that the exercises of the page ask for.
    foreign : str
        The signs in the answer that no name may have, or begin with.

    Returns
    -------
    str
        State, words and what is drawn of a case (`told.case_of`), or null, as JSON.
    """
    exercise = json.loads(exercise)
    exercise["scope"] = scope
    lacks.tell_known({"notebook": elsewhere, "answers": answers})
    return json.dumps(judge.run(source, exercise, foreign))
