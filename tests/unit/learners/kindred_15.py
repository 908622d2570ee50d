"""Answers to the exercises of chapter 15 that are wrong in ways other exercises know, too."""

from convcourse.exercises import checks


def round_trip_strides_1(n, strides, extras):
    for s in strides:
        n = (n + 2 - 3) // s + 1
    for s, e in zip(strides[:0:-1], extras):
        n = (n - 1) * s - 2 + 3 + e
    return n


def round_trip_down_without_last(n, strides, extras):
    for i in range(len(strides) - 1):
        n = (n + 2 - 3) // strides[i] + 1
    for s, e in zip(strides[::-1], extras):
        n = (n - 1) * s - 2 + 3 + e
    return n


def round_trip_round_up(n, strides, extras):
    sizes = [n]
    for s in strides:
        sizes.append((sizes[-1] - 1) // s + 1)
    for s, e in zip(reversed(strides), extras):
        n = (n - 1) * s + 1 + e
    return n


def autoencoder_parameters_range_1_len_1(channels):
    total = 0
    for i in range(1, len(channels) - 1):
        a, b = channels[i], channels[i + 1]
        total += 2 * 9 * a * b + a + b
    return total


RIGHT = []
WRONG = {
    checks.check_round_trip: {
        'strides[1:]': (round_trip_strides_1, "The decoder's last layer"),
        'down without last': (round_trip_down_without_last, "The encoder's last layer"),
        'round up': (round_trip_round_up, 'The decoder starts from'),
    },
    checks.check_autoencoder_parameters: {
        'range(1, len - 1)': (autoencoder_parameters_range_1_len_1, 'The first layer of'),
    },
}  # fmt: skip
