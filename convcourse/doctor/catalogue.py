"""The layers that the doctor knows: their parameters in order, with their defaults."""

from __future__ import annotations

from typing import Any

#: Stands for a parameter without a default.
NEEDED: Any = ...

_PLACE = {"device": None, "dtype": None}
_BATCH_NORM = {
    "num_features": NEEDED, "eps": 1e-5, "momentum": 0.1, "affine": True,
    "track_running_stats": True, **_PLACE, "bias": True,
}  # fmt: skip

_CONV = {
    "in_channels": NEEDED, "out_channels": NEEDED, "kernel_size": NEEDED, "stride": 1,
    "padding": 0, "dilation": 1, "groups": 1, "bias": True, "padding_mode": "zeros", **_PLACE,
}  # fmt: skip
_TRANSPOSED = {
    "in_channels": NEEDED, "out_channels": NEEDED, "kernel_size": NEEDED, "stride": 1,
    "padding": 0, "output_padding": 0, "groups": 1, "bias": True, "dilation": 1,
    "padding_mode": "zeros", **_PLACE,
}  # fmt: skip
_MAX_POOL = {
    "kernel_size": NEEDED, "stride": None, "padding": 0, "dilation": 1, "return_indices": False,
    "ceil_mode": False,
}  # fmt: skip
_AVG_POOL = {
    "kernel_size": NEEDED, "stride": None, "padding": 0, "ceil_mode": False,
    "count_include_pad": True, "divisor_override": None,
}  # fmt: skip
_DROPOUT = {"p": 0.5, "inplace": False}
_INPLACE = {"inplace": False}
_UPSAMPLE = {
    "size": None, "scale_factor": None, "mode": "nearest", "align_corners": None,
    "recompute_scale_factor": None,
}  # fmt: skip

#: torch.nn's classes.
TORCH: dict[str, dict[str, Any]] = {
    "Conv2d": _CONV,
    "LazyConv2d": {name: default for name, default in _CONV.items() if name != "in_channels"},
    "ConvTranspose2d": _TRANSPOSED,
    "MaxPool2d": _MAX_POOL,
    "AvgPool2d": _AVG_POOL,
    "AdaptiveAvgPool2d": {"output_size": NEEDED},
    "AdaptiveMaxPool2d": {"output_size": NEEDED, "return_indices": False},
    "BatchNorm2d": _BATCH_NORM,
    "BatchNorm1d": _BATCH_NORM,
    "InstanceNorm2d": {**_BATCH_NORM, "affine": False, "track_running_stats": False},
    "GroupNorm": {"num_groups": NEEDED, "num_channels": NEEDED, "eps": 1e-5, "affine": True,
                  **_PLACE, "bias": True},
    "LayerNorm": {"normalized_shape": NEEDED, "eps": 1e-5, "elementwise_affine": True,
                  "bias": True, **_PLACE},
    "LocalResponseNorm": {"size": NEEDED, "alpha": 1e-4, "beta": 0.75, "k": 1.0},
    "Linear": {"in_features": NEEDED, "out_features": NEEDED, "bias": True, **_PLACE},
    "LazyLinear": {"out_features": NEEDED, "bias": True, **_PLACE},
    "Flatten": {"start_dim": 1, "end_dim": -1},
    "Unflatten": {"dim": NEEDED, "unflattened_size": NEEDED},
    "Identity": {},
    "Dropout": _DROPOUT, "Dropout1d": _DROPOUT, "Dropout2d": _DROPOUT, "AlphaDropout": _DROPOUT,
    "Upsample": _UPSAMPLE,
    "UpsamplingNearest2d": {"size": None, "scale_factor": None},
    "UpsamplingBilinear2d": {"size": None, "scale_factor": None},
    "ZeroPad2d": {"padding": NEEDED},
    "ConstantPad2d": {"padding": NEEDED, "value": 0},
    "ReflectionPad2d": {"padding": NEEDED},
    "ReplicationPad2d": {"padding": NEEDED},
    "CircularPad2d": {"padding": NEEDED},
    "PixelShuffle": {"upscale_factor": NEEDED},
    "PixelUnshuffle": {"downscale_factor": NEEDED},
    "PReLU": {"num_parameters": 1, "init": 0.25, **_PLACE},
    "ReLU": _INPLACE, "ReLU6": _INPLACE, "SiLU": _INPLACE, "Mish": _INPLACE, "SELU": _INPLACE,
    "Hardswish": _INPLACE, "Hardsigmoid": _INPLACE,
    "LeakyReLU": {"negative_slope": 0.01, "inplace": False},
    "ELU": {"alpha": 1.0, "inplace": False}, "CELU": {"alpha": 1.0, "inplace": False},
    "Hardtanh": {"min_val": -1.0, "max_val": 1.0, "inplace": False},
    "GELU": {"approximate": "none"},
    "Softplus": {"beta": 1.0, "threshold": 20.0},
    "Sigmoid": {}, "Tanh": {}, "LogSigmoid": {}, "Softsign": {}, "Tanhshrink": {},
    "Softmax": {"dim": None}, "LogSoftmax": {"dim": None}, "Softmax2d": {},
}  # fmt: skip

#: Layers that leave every size as it is, and have no parameters.
POINTWISE = {
    name for name, settings in TORCH.items()
    if settings is _INPLACE or settings is _DROPOUT
} | {
    "Identity", "LeakyReLU", "ELU", "CELU", "Hardtanh", "GELU", "Softplus", "Sigmoid", "Tanh",
    "LogSigmoid", "Softsign", "Tanhshrink", "Softmax", "LogSoftmax", "Softmax2d",
    "LocalResponseNorm", "Activation",
}  # fmt: skip

#: torch.nn.functional's functions (and torch's, and a tensor's methods), by the class they act as.
#: The parameters are those after the tensor.
FUNCTIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "max_pool2d": ("MaxPool2d", {**{k: _MAX_POOL[k] for k in (
        "kernel_size", "stride", "padding", "dilation", "ceil_mode", "return_indices")}}),
    "avg_pool2d": ("AvgPool2d", _AVG_POOL),
    "adaptive_avg_pool2d": ("AdaptiveAvgPool2d", {"output_size": NEEDED}),
    "adaptive_max_pool2d": ("AdaptiveMaxPool2d", {"output_size": NEEDED, "return_indices": False}),
    "relu": ("ReLU", _INPLACE), "relu_": ("ReLU", {}), "relu6": ("ReLU6", _INPLACE),
    "leaky_relu": ("LeakyReLU", TORCH["LeakyReLU"]), "elu": ("ELU", TORCH["ELU"]),
    "gelu": ("GELU", TORCH["GELU"]), "silu": ("SiLU", _INPLACE), "mish": ("Mish", _INPLACE),
    "selu": ("SELU", _INPLACE), "hardswish": ("Hardswish", _INPLACE),
    "sigmoid": ("Sigmoid", {}), "tanh": ("Tanh", {}), "softplus": ("Softplus", TORCH["Softplus"]),
    "softmax": ("Softmax", {"dim": None, "dtype": None}),
    "log_softmax": ("LogSoftmax", {"dim": None, "dtype": None}),
    "dropout": ("Dropout", {"p": 0.5, "training": True, "inplace": False}),
    "dropout2d": ("Dropout2d", {"p": 0.5, "training": True, "inplace": False}),
    "interpolate": ("Upsample", {**_UPSAMPLE, "antialias": False}),
    "upsample": ("Upsample", _UPSAMPLE),
    "pad": ("ConstantPad2d", {"pad": NEEDED, "mode": "constant", "value": 0}),
    "pixel_shuffle": ("PixelShuffle", TORCH["PixelShuffle"]),
    "flatten": ("Flatten", {"start_dim": 0, "end_dim": -1}),
}  # fmt: skip

_KERAS_CONV = {
    "filters": NEEDED, "kernel_size": NEEDED, "strides": 1, "padding": "valid",
    "data_format": None, "dilation_rate": 1, "groups": 1, "activation": None, "use_bias": True,
}  # fmt: skip
_KERAS_POOL = {"pool_size": 2, "strides": None, "padding": "valid"}

#: Keras's classes.
KERAS: dict[str, dict[str, Any]] = {
    "Conv2D": _KERAS_CONV,
    "Conv2DTranspose": {
        "filters": NEEDED, "kernel_size": NEEDED, "strides": 1, "padding": "valid",
        "output_padding": None, "data_format": None, "dilation_rate": 1, "activation": None,
        "use_bias": True,
    },
    "MaxPooling2D": _KERAS_POOL, "AveragePooling2D": _KERAS_POOL,
    "GlobalAveragePooling2D": {}, "GlobalMaxPooling2D": {},
    "BatchNormalization": {},
    "Dense": {"units": NEEDED, "activation": None, "use_bias": True},
    "UpSampling2D": {"size": 2, "data_format": None, "interpolation": "nearest"},
    "ZeroPadding2D": {"padding": 1},
    "Activation": {"activation": NEEDED},
    "InputLayer": {"input_shape": None}, "Input": {"shape": None},
    "Rescaling": {"scale": 1.0, "offset": 0.0},
}  # fmt: skip
#: Other names of the same Keras layers.
KERAS_NAMES = {
    "Convolution2D": "Conv2D", "Deconvolution2D": "Conv2DTranspose", "MaxPool2D": "MaxPooling2D",
    "AvgPool2D": "AveragePooling2D", "GlobalAvgPool2D": "GlobalAveragePooling2D",
    "GlobalMaxPool2D": "GlobalMaxPooling2D",
}  # fmt: skip
#: What each Keras layer takes beside its own parameters; none changes a size.
KERAS_OTHERS = {
    "name", "kernel_initializer", "bias_initializer", "kernel_regularizer",
    "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "dtype",
    "trainable", "momentum", "epsilon", "axis", "center", "scale", "data_format", "batch_size",
    "batch_shape", "batch_input_shape", "seed", "alpha", "negative_slope", "rate", "input_dim",
    "keepdims", "beta_initializer", "gamma_initializer", "fused", "noise_shape", "max_value",
    "moving_mean_initializer", "moving_variance_initializer", "shape", "offset",
}  # fmt: skip


def keras_name(name: str) -> str | None:
    """Return the name in `KERAS` of one of Keras's own layers, None for another name."""
    name = KERAS_NAMES.get(name, name)
    return name if name in KERAS else None
