"""Small arrays of numbers as a view holds them: checked, as nested lists of floats."""

import numpy as np
import traitlets

from convcourse._validate import numeric_array, require_non_empty


class Numbers(traitlets.List):
    """A trait for a small 2-D array, set from any array and held as nested lists.

    Parameters
    ----------
    most_rows, most_columns : int
        The largest array that it takes.
    """

    def __init__(self, most_rows, most_columns):
        super().__init__(default_value=[[0.0]])
        self.most = {"most_rows": most_rows, "most_columns": most_columns}

    def validate(self, obj, value):
        """Check `value` and return it as nested lists of floats."""
        return number_lists(value, self.name, **self.most)


def number_lists(values, name, *, most_rows, most_columns):
    """Return `values` as the nested lists that a view holds, after checking them.

    Raises
    ------
    TypeError
        If `values` are not real numbers.
    ValueError
        If they are not a 1-D or 2-D array of finite numbers within the given size.
    """
    array = np.atleast_2d(numeric_array(values, name))
    require_non_empty(array, name)
    if array.ndim != 2:
        raise ValueError(f"{name} has {array.ndim} axes, expected 1 or 2; show one channel of it")
    rows, columns = array.shape
    if rows > most_rows or columns > most_columns:
        raise ValueError(
            f"{name} is {rows}×{columns}, expected at most {most_rows}×{most_columns}, so that "
            "its numbers can be read; show a part of it"
        )
    return finite_lists(array, name)


class Tensor(traitlets.List):
    """A trait for a small array of several axes, held as nested lists.

    Parameters
    ----------
    axes : sequence of str
        The axes' names.
    most : sequence of int
        The largest size along each of them.
    """

    def __init__(self, axes, most):
        super().__init__(default_value=np.zeros((1,) * len(axes)).tolist())
        self.axes, self.most = axes, most

    def validate(self, obj, value):
        """Check `value` and return it as nested lists of floats."""
        return tensor_lists(value, self.name, self.axes, self.most)


def tensor_lists(values, name, axes, most):
    """Return `values` as nested lists of floats, after checking their axes and their sizes."""
    array = numeric_array(values, name)
    require_non_empty(array, name)
    words = ", ".join(axes)
    if array.ndim != len(axes):
        raise ValueError(f"{name} has shape {array.shape}, expected ({words}); add or drop an axis")
    if any(size > top for size, top in zip(array.shape, most, strict=True)):
        raise ValueError(
            f"{name} has shape {array.shape}, expected ({words}) of at most {most}, so that its "
            "numbers can be read; show a part of it"
        )
    return finite_lists(array, name)


def finite_lists(array, name):
    """Return an array as nested lists of floats, after checking that they are finite."""
    if not np.isfinite(array).all():
        raise ValueError(f"{name} contains NaN or infinity, expected finite numbers; replace them")
    return array.astype(float).tolist()


def require_one_row(input, kernel):
    """Check that an input of one row, a signal, has a kernel of one row; both are nested lists."""
    if len(input) == 1 and len(kernel) > 1:
        raise ValueError(
            f"kernel is {len(kernel)}×{len(kernel[0])} but the input has one row; first give a "
            "kernel of one row"
        )


def square(proposal, size):
    """Return the numbers that are proposed for a trait, once they have so many rows and columns."""
    rows, columns = len(proposal.value), len(proposal.value[0])
    if (rows, columns) != (size, size):
        raise ValueError(
            f"{proposal.trait.name} is {rows}×{columns}, expected {size}×{size}; cut or pad it"
        )
    return proposal.value
