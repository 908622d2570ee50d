"""Answers to the exercises of chapter 15: right ones, and wrong ones as learners write them."""

import numpy as np

from convcourse.exercises import checks


def torch_round_trip(n, strides, extras):
    import torch

    x, w = torch.zeros(1, 1, n), torch.zeros(1, 1, 3)
    for s in strides:
        x = torch.nn.functional.conv1d(x, w, stride=s, padding=1)
    for s, extra in zip(reversed(strides), extras, strict=True):
        x = torch.nn.functional.conv_transpose1d(x, w, None, s, 1, extra)
    return x.shape[-1]


def torch_parameters(channels):
    import torch

    count = 0
    for a, b in zip(channels, channels[1:], strict=False):
        for layer in (torch.nn.Conv2d(a, b, 3), torch.nn.ConvTranspose2d(b, a, 3)):
            count += sum(p.numel() for p in layer.parameters())
    return count


def windows(n, s, padding=1):
    """Count the windows of three taps, one by one."""
    return len([start for start in range(0, n, s) if start + 3 <= n + 2 * padding])


def trip(order=lambda strides: strides[::-1], extra=lambda extras, i: extras[i], down=windows,
         up=lambda n, s: s * n - s + 1):  # fmt: skip
    """Return a round trip from its parts, each of them as a learner might have it."""

    def answer(n, strides, extras):
        for i in range(len(strides)):
            n = down(n, strides[i])
        for i, s in enumerate(order(strides)):
            n = up(n, s) + extra(extras, i)
        return n

    return answer


def windows_without_padding(n, s):
    return (n - 3 + s) // s


def nearest(n, s):
    return int(np.rint((n + 2 - 3) / s)) + 1


def only_down(n, strides, extras):
    for s in strides:
        n = int(np.ceil(n / s))
    return n


def layers(weights=lambda a, b: a * b * 3 * 3, bias=lambda a, b: b, decoder=True):
    """Return a count of parameters, layer by layer."""

    def answer(channels):
        total = 0
        for i in range(len(channels) - 1):
            a, b = channels[i], channels[i + 1]
            total += weights(a, b) + bias(a, b)
            if decoder:
                total += weights(b, a) + bias(b, a)
        return total

    return answer


ROUND_TRIPS = {
    "same order": (trip(order=lambda strides: strides), "strides come in the opposite order"),
    "extras turned": (trip(extra=lambda e, i: e[len(e) - 1 - i]), "stand in the decoder's order"),
    "no floor": (trip(down=lambda n, s: 1 + (n - 1) / s), "The floor is missing"),
    "no extras": (trip(extra=lambda e, i: 0), "The output padding is missing"),
    "bottleneck": (only_down, "the size of the bottleneck"),
    "comes back": (lambda n, strides, extras: n + 0, "You return the input's size"),
    "n times s": (trip(up=lambda n, s: s * n), "not n·s"),
    "no padding up": (trip(up=lambda n, s: s * n - s + 3), "The padding is missing on the way up"),
    "n by s": (trip(down=lambda n, s: int(n / s)), "that is not n // s"),
    "no padding down": (trip(down=windows_without_padding), "The padding is missing on the way d"),
    "rounded": (trip(down=nearest), "You round to the nearest"),
    "rounded at last": (
        trip(down=lambda n, s: round(n / s - 1 / s + 1)),
        "You round to the nearest",
    ),
    "steps": (trip(down=lambda n, s: windows(n, s) - 1), "On the way down a 1 is missing"),
    "starts": (trip(up=lambda n, s: s * (n - 1)), "On the way up a 1 is missing"),
}
PARAMETERS = {
    "no bias": (layers(bias=lambda a, b: 0), "The biases are missing"),
    "encoder": (layers(decoder=False), "Those are the encoder's"),
    "encoder twice": (lambda channels: 2 * layers(decoder=False)(channels), "32 biases, not 64"),
    "one bias": (layers(bias=lambda a, b: 1), "not one bias for each layer"),
    "no pairs": (layers(weights=lambda a, b: b * 9), "for each pair"),
    "three": (layers(weights=lambda a, b: a * b * 3), "has nine weights"),
    "encoder's biases": (
        lambda c: layers(bias=lambda a, b: 0)(c) + sum(c[1:]),
        "The decoder's biases are missing",
    ),
    "each kernel": (layers(bias=lambda a, b: a * b), "You give each kernel a bias"),
    "middle twice": (lambda c: layers(decoder=False)(c + c[::-1]), "The middle is there twice"),
    "a pair too few": (
        lambda c: sum(18 * c[i] * c[i + 1] + c[i] + c[i + 1] for i in range(len(c) - 2)),
        "The last layer of the encoder",
    ),
}

RIGHT = [
    (checks.check_round_trip, torch_round_trip),
    (checks.check_round_trip, trip()),
    (checks.check_autoencoder_parameters, torch_parameters),
    (checks.check_autoencoder_parameters, layers()),
]
WRONG = {
    checks.check_round_trip: ROUND_TRIPS,
    checks.check_autoencoder_parameters: PARAMETERS,
}
