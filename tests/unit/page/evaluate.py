"""Evaluates expressions with NumPy, or with the page's stand-in under CPython or MicroPython."""


def arrays(np):
    """Return the arrays that the expressions speak of."""
    return {
        "np": np,
        "A": np.array([[3.0, 1, 4, 1], [5, 9, 2, 6], [5, 3, 5, 8]]),
        "B": np.array([[1.0, 2], [0, 1], [3, 1], [2, 2]]),
        "C": np.arange(12.0).reshape(2, 2, 3),
        "V": np.array([1.0, 4, 2]),
        "V4": np.array([1.0, 2, 3, 4]),
        "N": np.array([1.0, np.nan, -np.inf, 0.0]),
        "E": np.array([]),
        "I": np.array([[1, 2, 3], [4, 5, 6]]),
        "I3": np.array([1, 2, 3]),
        "T": np.array([True, False, True]),
        "U": np.array([250, 10, 100], dtype=np.uint8),
        "F": np.array([0.1, 0.2, 0.7], dtype=np.float32),
        "n": 5,
        "h": 2.5,
    }


def plain(value):
    """Return a value as JSON has it: an array with its shape and its kind."""
    if hasattr(value, "tolist") and hasattr(value, "dtype") and len(value.shape):
        return [list(value.shape), str(value.dtype), plain(value.tolist())]
    if hasattr(value, "itemsize") and hasattr(value, "kind"):
        return value.name
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if hasattr(value, "item"):
        value = value.item()
    if value is True or value is False:
        return value
    if isinstance(value, float):
        return "nan" if value != value else f"{value:.9g}"
    if isinstance(value, int) and abs(value) >= 1 << 53:  # more than JavaScript's numbers hold
        return str(value)
    return value if isinstance(value, (int, str)) or value is None else str(type(value))


def evaluated(np, expressions, space, read, lacking, strict=lambda text: None):
    """Return what each expression is: its value, or how it fails.

    Parameters
    ----------
    np : module
        NumPy, or what stands in for it.
    expressions : list of str
    space : dict
        The names that an answer's module begins with.
    read : callable
        Makes what Python can read of an expression.
    lacking : callable
        Tells of what was raised whether it says that something is not on the page.
    strict : callable
        Is told of each expression before it is evaluated.
    """
    made = []
    for text in expressions:
        strict(text)
        names = dict(space)
        names.update(arrays(np))
        try:
            made.append(["is", plain(eval(read(text), names))])
        except BaseException as error:
            made.append(
                ["lacks" if lacking(error) else "raises", type(error).__name__ + ": " + str(error)]
            )
    return made


def on_the_page(expressions, errors, lacks, python, relax):
    """Return `evaluated` for the page's stand-in; its modules are those of the runtime."""

    def lacking(error):
        return isinstance(error, lacks.Elsewhere) or bool(errors.lacking(error))

    def strict(text):
        tokens = relax.tokens_of(text)
        # The arrays are made before: an answer that has them has named their kinds.
        narrow = [relax.Token("name", "uint8", 0) for one in tokens if one.text in ("U", "F")]
        python.keep_kinds(tokens + narrow)

    space = python.names()
    space["signal"] = python.scipy.scipy.signal
    return evaluated(python.np, expressions, space, relax.relax, lacking, strict)
