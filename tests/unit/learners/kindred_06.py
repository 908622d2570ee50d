"""Answers to the exercises of chapter 6 that are wrong in ways other exercises know, too."""

from convcourse.exercises import checks


def conv_output_size_window_count_loop_range_0_n_k_s(n, k, s, p, d):
    count = 0
    for i in range(-p, n + p - d * (k - 1) - 1, s):
        count += 1
    return count


def never_read_range_n_1(n, k, s):
    read = set()
    for i in range(0, n - k + 1, s):
        read.update(range(i, i + k))
    return [i for i in range(n - 1) if i not in read]


def never_read_range_1_n_1(n, k, s):
    read = set()
    for i in range(0, n - k + 1, s):
        read.update(range(i, i + k))
    return [i for i in range(1, n + 1) if i not in read]


def never_read_windows_k_1(n, k, s):
    read = set()
    for i in range(0, n - k + 1, s):
        read.update(range(i, i + k - 1))
    return [i for i in range(n) if i not in read]


def never_read_windows_k_1_2(n, k, s):
    read = set()
    for i in range(0, n - k + 1, s):
        read.update(range(i, i + k + 1))
    return [i for i in range(n) if i not in read]


RIGHT = []
WRONG = {
    checks.check_conv_output_size: {
        'window count loop range(0, n - k, s)': (conv_output_size_window_count_loop_range_0_n_k_s, 'The last window is'),
    },
    checks.check_never_read: {
        'range(n - 1)': (never_read_range_n_1, 'You never ask about'),
        'range(1, n + 1)': (never_read_range_1_n_1, 'There is no input n.'),
        'windows k - 1': (never_read_windows_k_1, 'Your windows read k −'),
        'windows k + 1': (never_read_windows_k_1_2, 'Your windows read k +'),
    },
}  # fmt: skip
