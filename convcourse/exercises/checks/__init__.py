"""Checkers of the exercises, by chapter: each names the mistake that an answer shows.

A chapter's module has the right answers, the typical wrong ones beside their hints, and the
checkers. `core` compares.
"""

from convcourse.exercises.checks.chapter_01 import check_convolve, check_moving_average
from convcourse.exercises.checks.chapter_02 import check_median_filter, check_to_bytes
from convcourse.exercises.checks.chapter_03 import check_gradient_magnitude, check_sharpen_kernel
from convcourse.exercises.checks.chapter_04 import check_combine, check_is_point_symmetric
from convcourse.exercises.checks.chapter_05 import check_pad_mirror, check_pad_to_keep
from convcourse.exercises.checks.chapter_06 import (
    check_conv_output_size,
    check_never_read,
    check_same_padding,
)
from convcourse.exercises.checks.chapter_07 import (
    check_count_parameters,
    check_depthwise,
    check_one_map,
)
from convcourse.exercises.checks.chapter_08 import (
    check_merge_layers,
    check_mix_channels,
    check_squeezed_cost,
)
from convcourse.exercises.checks.chapter_09 import (
    check_conv3d_parameters,
    check_three_passes,
    check_to_layer,
)
from convcourse.exercises.checks.chapter_10 import (
    check_field_ends,
    check_layers_needed,
    check_max_pool_gradient,
)
from convcourse.exercises.checks.chapter_11 import (
    check_input_gradient,
    check_training_step,
    check_weight_gradient,
)
from convcourse.exercises.checks.chapter_12 import check_colour_share, check_cosine, check_nearest
from convcourse.exercises.checks.chapter_13 import (
    check_dead_share,
    check_map_sizes,
    check_most_similar,
)
from convcourse.exercises.checks.chapter_14 import (
    check_output_padding_for,
    check_stamp_line,
    check_tent,
)
from convcourse.exercises.checks.chapter_15 import check_autoencoder_parameters, check_round_trip
from convcourse.exercises.checks.chapter_16 import check_im2col, check_winograd_products
from convcourse.exercises.checks.core import Mistake, Verdict, check

__all__ = [
    "Mistake",
    "Verdict",
    "check",
    "check_autoencoder_parameters",
    "check_colour_share",
    "check_combine",
    "check_conv3d_parameters",
    "check_conv_output_size",
    "check_convolve",
    "check_cosine",
    "check_count_parameters",
    "check_dead_share",
    "check_depthwise",
    "check_field_ends",
    "check_gradient_magnitude",
    "check_input_gradient",
    "check_im2col",
    "check_is_point_symmetric",
    "check_layers_needed",
    "check_map_sizes",
    "check_max_pool_gradient",
    "check_median_filter",
    "check_merge_layers",
    "check_mix_channels",
    "check_most_similar",
    "check_moving_average",
    "check_nearest",
    "check_never_read",
    "check_one_map",
    "check_output_padding_for",
    "check_pad_mirror",
    "check_pad_to_keep",
    "check_round_trip",
    "check_same_padding",
    "check_sharpen_kernel",
    "check_squeezed_cost",
    "check_stamp_line",
    "check_tent",
    "check_three_passes",
    "check_to_bytes",
    "check_to_layer",
    "check_training_step",
    "check_weight_gradient",
    "check_winograd_products",
]
