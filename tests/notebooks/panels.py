"""What the description of a drawn figure has to name: its panels, and how many there are."""

import itertools
import re

from tests.notebooks.prose import NUMBER, read_number


def unnamed_panels(description, titles):
    """Return what is missing in the description of a figure with several panels.

    Parameters
    ----------
    description : str
    titles : list of str
        Of the figure's panels. One in words is named if one of its words stands in the
        description; of those without words, such as numbers, only how many there are.

    Returns
    -------
    list of str
    """
    if len(titles) < 2:
        return []
    text = description.lower()
    missing = [title for title in titles if (stems := _stems(title)) and not _any_in(stems, text)]
    wordless = sum(not _stems(title) for title in titles)
    if wordless > 1 and not _counts(text) & {wordless, wordless / 2, len(titles)}:
        missing.append(f"how many panels there are: {len(titles)}")
    return missing


def _stems(title):
    words = re.findall(r"[^\W\d_]{3,}", title.lower())
    return [word[:5] for word in words if word not in ("sum", "and", "then", "its", "from", "map")]


def _any_in(stems, text):
    return any(re.search(rf"\b{stem}", text) for stem in stems)


def _counts(text):
    """Return the numbers of a text, and the products of two in a row: two rows of three."""
    numbers = [read_number(token) for token in NUMBER.findall(text)]
    return {*numbers, *(a * b for a, b in itertools.pairwise(numbers))}
