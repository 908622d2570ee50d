"""The live figures of the course: ipywidgets whose pictures are computed in the browser."""

from convcourse.explorers.border_explorer import BorderExplorer
from convcourse.explorers.checkerboard_lab import CheckerboardLab
from convcourse.explorers.kernel_lab import KernelLab
from convcourse.explorers.quiz import Quiz, choice, number
from convcourse.explorers.size_explorer import SizeExplorer
from convcourse.explorers.size_finder import SizeFinder
from convcourse.explorers.sliding_window import SlidingWindow
from convcourse.explorers.transposed_explorer import TransposedExplorer
from convcourse.explorers.two_routes import TwoRoutes

__all__ = [
    "BorderExplorer",
    "CheckerboardLab",
    "KernelLab",
    "Quiz",
    "SizeExplorer",
    "SizeFinder",
    "SlidingWindow",
    "TransposedExplorer",
    "TwoRoutes",
    "choice",
    "number",
]
