"""Problems to practise with: each follows from a seed, and knows which wrong rule gives what.

The page ``practice`` of the book makes the same problems of the same seeds.
"""

from __future__ import annotations

from convcourse._validate import choice
from convcourse.practice import (
    borders,
    library,
    one_cell,
    output_padding,
    output_size,
    parameters,
    read_kernel,
    receptive_field,
    transposed_size,
    undo_flip,
)
from convcourse.practice.draws import Draws
from convcourse.practice.problem import Kind, Problem, Wrong, make_problem

__all__ = ["KINDS", "Kind", "Problem", "Wrong", "problem"]

#: The kinds of problems, by their names, in the order of the course.
KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        one_cell,
        read_kernel,
        undo_flip,
        library,
        borders,
        output_size,
        parameters,
        receptive_field,
        transposed_size,
        output_padding,
    )
}


def problem(kind: str, seed: int) -> Problem:
    """Return the problem of a kind that follows from a seed.

    Parameters
    ----------
    kind : str
        One of `KINDS`.
    seed : int, 0 to 2**32 - 1

    Returns
    -------
    Problem
        With one right answer, by the course's operators, and wrong ones by their rules.

    Raises
    ------
    TypeError, ValueError
        If there is no such kind, or the seed is no whole number in its range.

    Examples
    --------
    >>> made = problem("output_padding", 7)
    >>> made.value in range(6), made.value in {one.value for one in made.wrong}
    (True, False)
    """
    made = KINDS[choice(kind, "kind", KINDS)]
    draws = Draws(seed)
    while True:  # until a draw tells wrong rules apart; most do
        settings = made.draw(draws)
        found = make_problem(made, seed, settings) if settings else None
        if found:
            return found
