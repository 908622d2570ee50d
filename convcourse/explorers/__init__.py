"""The live figures of the course: ipywidgets whose pictures are computed in the browser."""

from convcourse.explorers.autoencoder_tour import AutoencoderTour
from convcourse.explorers.border_explorer import BorderExplorer
from convcourse.explorers.kernel_lab import KernelLab
from convcourse.explorers.quiz import Quiz, choice, number
from convcourse.explorers.size_explorer import SizeExplorer
from convcourse.explorers.sliding_window import SlidingWindow
from convcourse.explorers.two_routes import TwoRoutes

__all__ = [
    "AutoencoderTour",
    "BorderExplorer",
    "KernelLab",
    "Quiz",
    "SizeExplorer",
    "SlidingWindow",
    "TwoRoutes",
    "choice",
    "number",
]
