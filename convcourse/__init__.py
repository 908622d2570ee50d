"""Helpers of the course on convolution: operators in plain NumPy, kernels, borders and sizes.

The operators are here, and `diagnose`, which reads the source of a network. The explorers
(`convcourse.explorers`) need ipywidgets and anywidget, the networks need PyTorch, the figures
need matplotlib: import them by their own names.
"""

from convcourse.doctor.diagnosis import diagnose
from convcourse.operators.gradients import conv2d_input, conv2d_weight
from convcourse.operators.kernels import (
    EDGE,
    IMPULSE,
    KERNELS,
    PREWITT_SMOOTH,
    SCHARR_SMOOTH,
    SECOND_DIFFERENCE,
    SOBEL_SMOOTH,
    binomial,
    box,
    emboss,
    gaussian,
    identity,
    is_separable,
    kernel,
    laplacian,
    motion_blur,
    outline,
    prewitt,
    scharr,
    separate,
    sharpen,
    sobel,
    unsharp,
)
from convcourse.operators.ops import (
    conv1d,
    conv2d,
    conv3d,
    conv_transpose2d,
    convolve2d,
    correlate2d,
)
from convcourse.operators.padding import BORDER_NAMES, border_indices, pad2d
from convcourse.operators.pooling import avg_pool2d, max_pool2d
from convcourse.operators.shapes import (
    ReceptiveField,
    output_size,
    receptive_field,
    transposed_output_size,
    unread_pixels,
)

__version__ = "0.1.0"

__all__ = [
    "BORDER_NAMES",
    "EDGE",
    "IMPULSE",
    "KERNELS",
    "PREWITT_SMOOTH",
    "SCHARR_SMOOTH",
    "SECOND_DIFFERENCE",
    "SOBEL_SMOOTH",
    "ReceptiveField",
    "avg_pool2d",
    "binomial",
    "border_indices",
    "box",
    "conv1d",
    "conv2d",
    "conv2d_input",
    "conv2d_weight",
    "conv3d",
    "conv_transpose2d",
    "convolve2d",
    "correlate2d",
    "diagnose",
    "emboss",
    "gaussian",
    "identity",
    "is_separable",
    "kernel",
    "laplacian",
    "max_pool2d",
    "motion_blur",
    "outline",
    "output_size",
    "pad2d",
    "prewitt",
    "receptive_field",
    "scharr",
    "separate",
    "sharpen",
    "sobel",
    "transposed_output_size",
    "unread_pixels",
    "unsharp",
]
