"""The live figures of the course: ipywidgets whose pictures are computed in the browser."""

from convcourse.explorers.border_explorer import BorderExplorer
from convcourse.explorers.feature_map_browser import FeatureMapBrowser
from convcourse.explorers.filter_formation import FilterFormation
from convcourse.explorers.kernel_lab import KernelLab
from convcourse.explorers.quiz import Quiz, choice, number
from convcourse.explorers.size_explorer import SizeExplorer
from convcourse.explorers.sliding_window import SlidingWindow
from convcourse.explorers.two_routes import TwoRoutes

__all__ = [
    "BorderExplorer",
    "FeatureMapBrowser",
    "FilterFormation",
    "KernelLab",
    "Quiz",
    "SizeExplorer",
    "SlidingWindow",
    "TwoRoutes",
    "choice",
    "number",
]
