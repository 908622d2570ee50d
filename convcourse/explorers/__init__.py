"""The live figures of the course: ipywidgets whose pictures are computed in the browser."""

from convcourse.explorers.autoencoder_tour import AutoencoderTour
from convcourse.explorers.black_box import BlackBox
from convcourse.explorers.border_explorer import BorderExplorer
from convcourse.explorers.bottleneck_explorer import BottleneckExplorer
from convcourse.explorers.channel_explorer import ChannelExplorer
from convcourse.explorers.checkerboard_lab import CheckerboardLab
from convcourse.explorers.color_mixer import ColorMixer
from convcourse.explorers.cost_ladder import CostLadder
from convcourse.explorers.feature_map_browser import FeatureMapBrowser
from convcourse.explorers.filter_formation import FilterFormation
from convcourse.explorers.kernel_lab import KernelLab
from convcourse.explorers.kernel_powers import KernelPowers
from convcourse.explorers.learn_explorer import LearnExplorer
from convcourse.explorers.loupe import Loupe
from convcourse.explorers.moving_average import MovingAverage
from convcourse.explorers.network_doctor import NetworkDoctor
from convcourse.explorers.photo_pooling import PhotoPooling
from convcourse.explorers.pointwise_mixer import PointwiseMixer
from convcourse.explorers.pooling_explorer import PoolingExplorer
from convcourse.explorers.practice import Practice
from convcourse.explorers.prediction import Prediction
from convcourse.explorers.quiz import Quiz, choice, number
from convcourse.explorers.receptive_field_explorer import Layer, ReceptiveFieldExplorer
from convcourse.explorers.score_map import ScoreMap
from convcourse.explorers.score_trail import ScoreTrail
from convcourse.explorers.shifted_photo import ShiftedPhoto
from convcourse.explorers.size_explorer import SizeExplorer
from convcourse.explorers.size_finder import SizeFinder
from convcourse.explorers.slice_explorer import SliceExplorer
from convcourse.explorers.sliding_window import SlidingWindow
from convcourse.explorers.subsampling_explorer import SubsamplingExplorer
from convcourse.explorers.train_explorer import TrainExplorer
from convcourse.explorers.transposed_explorer import TransposedExplorer
from convcourse.explorers.two_passes import TwoPasses
from convcourse.explorers.two_routes import TwoRoutes
from convcourse.explorers.volume_explorer import VolumeExplorer

__all__ = [
    "AutoencoderTour",
    "BlackBox",
    "BorderExplorer",
    "BottleneckExplorer",
    "ChannelExplorer",
    "CheckerboardLab",
    "ColorMixer",
    "CostLadder",
    "FeatureMapBrowser",
    "FilterFormation",
    "KernelLab",
    "KernelPowers",
    "Layer",
    "LearnExplorer",
    "Loupe",
    "MovingAverage",
    "NetworkDoctor",
    "PhotoPooling",
    "PointwiseMixer",
    "PoolingExplorer",
    "Practice",
    "Prediction",
    "Quiz",
    "ReceptiveFieldExplorer",
    "ScoreMap",
    "ScoreTrail",
    "ShiftedPhoto",
    "SizeExplorer",
    "SizeFinder",
    "SliceExplorer",
    "SlidingWindow",
    "SubsamplingExplorer",
    "TrainExplorer",
    "TransposedExplorer",
    "TwoPasses",
    "TwoRoutes",
    "VolumeExplorer",
    "choice",
    "number",
]
