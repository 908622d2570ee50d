"""A stand-in for the parts of SciPy that the exercises may use: sliding a kernel over an array."""

from ..lacks import is_known, refuse, told
from . import ndimage, signal


class _Room:
    """A module of SciPy; what it has not is refused by name."""

    def __init__(self, name, module):
        self.__name__, self._module = name, module

    def __getattr__(self, name):
        found = None if name[0] == "_" else getattr(self._module, name, None)
        if name in self._module.PUBLIC:
            return found
        if is_known(self.__name__, name):
            refuse("`%s.%s`" % (self.__name__, name))
        raise told(AttributeError, "module '%s' has no attribute '%s'" % (self.__name__, name))


class _Scipy:
    """``scipy`` itself."""

    def __init__(self):
        self.__name__ = "scipy"
        self.signal = _Room("scipy.signal", signal)
        self.ndimage = _Room("scipy.ndimage", ndimage)

    def __getattr__(self, name):
        if is_known("scipy", name):
            refuse("`scipy.%s`" % name)
        raise told(AttributeError, "module 'scipy' has no attribute '%s'" % name)


class Lacking:
    """A module that is not on the page: whatever is asked of it is refused."""

    def __init__(self, name):
        self.__name__ = name

    def __getattr__(self, name):
        refuse("`%s.%s`" % (self.__name__, name))


_LACKING = (
    "constants fft fftpack integrate interpolate io linalg misc ndimage.filters optimize signal.windows "
    "sparse spatial spatial.distance special stats"
)

scipy = _Scipy()
#: What `import` finds.
ROOMS = {"scipy." + name: Lacking("scipy." + name) for name in _LACKING.split()}
ROOMS.update({"scipy": scipy, "scipy.signal": scipy.signal, "scipy.ndimage": scipy.ndimage})
