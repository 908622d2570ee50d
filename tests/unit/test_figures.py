"""Still figures: what is drawn where and in which colour, whatever Matplotlib is set to."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from convcourse.operators import kernels
from convcourse.pictures import figures

#: No two alike, no symmetry, more below zero than above: a wrong sign, scale or side shows.
SIGNED = np.array([[-40.0, 0, 7], [10, -5, 20]])
UNSIGNED = np.array([[0.0, 30, 12], [120, 60, 90]])


@pytest.fixture
def ax():
    """Yield the axes of a figure in the course's style; Matplotlib is as it was afterwards."""
    with plt.rc_context():
        figures.use_course_style()
        figure, axes = plt.subplots()
        yield axes
        plt.close(figure)


def shown(ax):
    """Return the colours of an image's pixels as it is drawn: (rows, columns, 3), 0 to 255."""
    (image,) = ax.get_images()
    assert image.origin == "upper" and image.get_interpolation() == "nearest"
    values = np.asarray(image.get_array())
    if values.ndim == 2:
        return image.cmap(image.norm(values), bytes=True)[..., :3].astype(int)
    return np.rint(values * (255 if values.dtype.kind == "f" else 1)).astype(int)


def frame(ax):
    """Return the one colour of an axes' title and of its four sides."""
    sides = {to_rgb(spine.get_edgecolor()) for spine in ax.spines.values()}
    (color,) = sides | {to_rgb(ax.title.get_color())}
    assert all(spine.get_visible() for spine in ax.spines.values())
    return color


def drawn(setting):
    """Return the pixels of one figure of each kind, drawn after `setting` and the style."""
    with plt.rc_context():
        setting()
        figures.use_course_style()
        figure, axes = plt.subplots(2, 4, figsize=(9, 4))
        figures.cells(axes[0, 0], SIGNED, color=figures.INPUT, title="−1", window=(0, 1, 1, 2))
        figures.picture(axes[0, 1], UNSIGNED, title="picture")
        figures.kernel_image(axes[0, 2], SIGNED, title="kernel")
        figures.gradient(axes[0, 3], UNSIGNED, 3 * SIGNED, title="gradient")
        figures.kernel_board(axes[1, 0], np.arange(54).reshape(2, 3, 3, 3) - 20.0, across=2)
        figures.signals(axes[1, 1], [1000.5, 2000, 1500, 3000], [1234.5, 2500])
        axes[1, 2].imshow(UNSIGNED)  # as a notebook's own cell may do
        axes[1, 3].hist([1, 2, 2, 3.5], 3)
        axes[1, 3].set(xlabel="x", ylabel="y", title="bars")
        figure.canvas.draw()
        pixels = np.asarray(figure.canvas.buffer_rgba()).copy()
        plt.close(figure)
    return pixels


HOSTILE = {
    "dark": lambda: plt.style.use("dark_background"),
    "ggplot": lambda: plt.style.use("ggplot"),
    "several": lambda: plt.style.use(["grayscale", "bmh", "fivethirtyeight"]),
    "xkcd": lambda: plt.xkcd(),
    "images": lambda: plt.rcParams.update({
        "image.origin": "lower", "image.cmap": "jet", "image.interpolation": "bilinear",
        "image.aspect": "auto", "image.resample": False,
    }),
    "layout": lambda: plt.rcParams.update({
        "figure.autolayout": True, "figure.dpi": 55, "figure.figsize": (2, 9),
        "figure.constrained_layout.use": False, "savefig.dpi": 30, "savefig.facecolor": "red",
        "savefig.transparent": True, "savefig.bbox": "tight", "figure.facecolor": "pink",
    }),
    "text": lambda: plt.rcParams.update({
        "font.size": 25, "font.family": "monospace", "text.usetex": True, "text.color": "red",
        "axes.unicode_minus": False, "axes.formatter.use_locale": True,
        "axes.formatter.limits": (0, 1), "mathtext.fontset": "cm", "axes.titlelocation": "left",
    }),
    "axes": lambda: plt.rcParams.update({
        "axes.grid": True, "axes.axisbelow": False, "axes.edgecolor": "green", "axes.linewidth": 5,
        "axes.xmargin": 0.4, "xtick.direction": "in", "xtick.top": True, "ytick.labelsize": 30,
        "axes.spines.left": False, "legend.loc": "lower right", "lines.marker": "x",
        "patch.force_edgecolor": True, "hist.bins": 99, "path.sketch": (3, 50, 2),
    }),
}  # fmt: skip


@pytest.fixture(scope="module")
def plain():
    """Return the pixels of the figures where nothing was set before."""
    return drawn(lambda: None)


@pytest.mark.parametrize("name", HOSTILE)
def test_figures_are_the_courses_whatever_was_set_before(name, plain):
    np.testing.assert_array_equal(drawn(HOSTILE[name]), plain)


def test_the_style_leaves_the_backend_alone():
    with plt.rc_context():
        before = plt.rcParams["backend"], plt.rcParams["interactive"]
        figures.use_course_style()
        assert (plt.rcParams["backend"], plt.rcParams["interactive"]) == before


def test_figures_lie_the_right_way_though_a_cell_sets_other_defaults(ax):
    plt.rcParams.update({"image.origin": "lower", "image.interpolation": "bilinear"})
    figures.kernel_image(ax, SIGNED)
    assert ax.get_images()[0].origin == "upper"
    assert ax.get_ylim()[0] > ax.get_ylim()[1]  # rows count downwards
    assert ax.get_images()[0].get_interpolation() == "nearest"


@pytest.mark.parametrize("draw", [figures.cells, figures.kernel_image])
@pytest.mark.parametrize("sign", [1, -1])
def test_signed_numbers_are_brown_and_teal_around_white_on_one_scale(draw, sign, ax):
    draw(ax, sign * SIGNED)
    (image,) = ax.get_images()
    assert (image.norm.vmin, image.norm.vmax) == (-40, 40)
    pixels = shown(ax)
    red, blue = pixels[..., 0], pixels[..., 2]
    assert pixels[0, 1].min() > 240  # zero is white
    for place, value in np.ndenumerate(sign * SIGNED):
        if value:
            assert (red[place] < blue[place]) == (value > 0), (place, value)
    strength = np.abs(pixels - 245).sum(axis=-1)
    order = np.argsort(np.abs(SIGNED), axis=None)
    assert (np.diff(strength.ravel()[order]) > 0).all()  # what is larger is stronger
    # A number's colour is that of its share of the largest, not of the smallest or the range.
    np.testing.assert_array_equal(
        pixels, plt.get_cmap("BrBG")((sign * SIGNED + 40) / 80, bytes=True)[..., :3]
    )


@pytest.mark.parametrize("draw", [figures.cells, figures.kernel_image])
def test_other_numbers_go_from_black_at_zero_to_white_at_the_largest(draw, ax):
    draw(ax, UNSIGNED + 30)
    np.testing.assert_allclose(shown(ax)[..., 1], 255 * (UNSIGNED + 30) / 150, atol=1)


def test_all_zeros_are_black_and_no_error(ax):
    figures.kernel_image(ax, np.zeros((2, 2)))
    assert not shown(ax).any()


def test_a_reach_is_what_is_white_or_teal(ax):
    figures.cells(ax, UNSIGNED, reach=240)
    np.testing.assert_allclose(shown(ax)[..., 0], 255 * UNSIGNED / 240, atol=1)


def test_cells_show_their_numbers_in_their_places_and_readably(ax):
    figures.cells(ax, SIGNED * 1.23456, color=figures.OUTPUT, title="grid", window=(1, 0, 1, 2))
    words = {text.get_position(): text for text in ax.texts}
    assert len(words) == 6
    pixels = shown(ax) / 255
    for (row, column), value in np.ndenumerate(SIGNED * 1.23456):
        text = words[column, row]
        assert text.get_text() == f"{value:.4g}".replace("-", "−")
        ink, ground = np.mean(to_rgb(text.get_color())), pixels[row, column].mean()
        assert abs(ink - ground) > 0.35, (row, column)
    (window,) = ax.patches
    assert (window.get_xy(), window.get_width(), window.get_height()) == ((-0.5, 0.5), 2, 1)
    assert to_rgb(window.get_edgecolor()) == to_rgb(figures.WINDOW)
    assert ax.get_title() == "grid" and ax.get_xlabel() == "2×3"
    assert frame(ax) == to_rgb(figures.OUTPUT)


def test_a_picture_is_clipped_and_rounded_as_on_a_screen(ax):
    values = np.array([[-3, 0.4, 99.6], [254.6, 255, 400]])
    figures.picture(ax, values, color=figures.INPUT, title="seen")
    assert shown(ax)[..., 0].tolist() == [[0, 0, 100], [255, 255, 255]]
    assert frame(ax) == to_rgb(figures.INPUT) and ax.get_title() == "seen"


def test_a_picture_in_colour_keeps_its_channels(ax):
    colour = np.arange(24).reshape(2, 4, 3) * 10
    figures.picture(ax, colour)
    np.testing.assert_array_equal(shown(ax), colour)


def test_a_gradients_angle_is_its_hue_and_its_length_its_light(ax):
    angle = np.array([[0.0, 120, 240], [480, -120, 60]])
    figures.gradient(ax, np.full((2, 3), 5.0), angle, title="slopes")
    pixels = shown(ax)
    strongest = pixels.argmax(axis=-1)
    assert strongest[0].tolist() == [0, 1, 2] and strongest[1, :2].tolist() == [1, 2]
    assert pixels[1, 2, 2] < 20 < pixels[1, 2, :2].min()  # 60° is yellow
    assert frame(ax) == to_rgb(figures.OUTPUT) and ax.get_title() == "slopes"


def test_a_gradients_angle_comes_round_after_360_degrees(ax):
    angle = np.arange(0.5, 360, 24).reshape(3, 5)
    figures.gradient(ax, np.ones((3, 5)), angle)
    for turns in (-7, -1, 1, 9):
        figures.gradient(ax, np.ones((3, 5)), angle + 360 * turns)
    first, *others = (image.get_array() for image in ax.get_images())
    for other in others:
        np.testing.assert_array_equal(other, first)


def test_a_gradients_longest_hundredth_is_full_light(ax):
    length = np.arange(101.0).reshape(1, 101)
    figures.gradient(ax, length, np.zeros((1, 101)))
    light = shown(ax)[0].max(axis=-1)
    assert light[0] == 0 and light[99] == light[100] == 255
    np.testing.assert_allclose(light[:100], 255 * length[0, :100] / 99, atol=1)


def test_kernels_stand_in_rows_each_scaled_by_its_own_largest_weight(ax):
    rng = np.random.default_rng(4)
    board = rng.normal(size=(5, 3, 2, 3)) * np.array([1, 8, 0.2, 3, 1])[:, None, None, None]
    figures.kernel_board(ax, board, across=3, title="five")
    pixels = shown(ax)
    assert pixels.shape == (2 * 3 - 1, 3 * 4 - 1, 3)
    for number, kernel in enumerate(board):
        top, left = number // 3 * 3, number % 3 * 4
        tile = pixels[top : top + 2, left : left + 3]
        wanted = 127.5 + 127.5 * np.moveaxis(kernel, 0, -1) / np.abs(kernel).max()
        np.testing.assert_allclose(tile, wanted, atol=1)
    assert (pixels[2] == 255).all() and (pixels[3:, 8:] == 255).all()  # gaps are white
    assert frame(ax) == to_rgb(figures.KERNEL) and ax.get_title() == "five"


def test_kernels_may_share_one_scale(ax):
    board = np.array([1.0, -4.0, 2.0])[:, None, None, None] * np.ones((3, 3, 2, 2))
    figures.kernel_board(ax, board, shared=True)
    assert [shown(ax)[0, 3 * n, 0] for n in range(3)] == [159, 0, 191]


def test_signals_stand_at_the_middle_of_their_windows(ax):
    figures.signals(ax, [3, 1, 4, 1, 5], [2, 7, 1], names=("in", "out"))
    given, result = ax.get_lines()
    assert given.get_xydata().tolist() == [[0, 3], [1, 1], [2, 4], [3, 1], [4, 5]]
    assert result.get_xydata().tolist() == [[1, 2], [2, 7], [3, 1]]
    assert (given.get_color(), result.get_color()) == (figures.INPUT, figures.OUTPUT)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["in", "out"]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda ax: figures.cells(ax, [1, 2]), ValueError, "values has 1 axes"),
        (lambda ax: figures.cells(ax, [[1, np.nan]]), ValueError, "NaN or inf"),
        (lambda ax: figures.cells(ax, [["a"]]), TypeError, "dtype"),
        (lambda ax: figures.cells(ax, [[1]], reach=-1), ValueError, "reach=-1 is out of range"),
        (lambda ax: figures.cells(ax, np.ones((0, 2))), ValueError, "values is empty"),
        (lambda ax: figures.picture(ax, np.ones((3, 4, 4))), ValueError, r"shape \(3, 4, 4\)"),
        (lambda ax: figures.picture(ax, [[0.2, 0.9]]), ValueError, "multiply it by 255"),
        (lambda ax: figures.picture(ax, [[True, False]]), ValueError, "multiply it by 255"),
        (lambda ax: figures.kernel_image(ax, [[[1]]]), ValueError, "values has 3 axes"),
        (lambda ax: figures.gradient(ax, np.ones((2, 1)), np.ones((2, 3))), ValueError, "equal"),
        (lambda ax: figures.kernel_board(ax, np.ones((2, 4, 3, 3))), ValueError, "4 channels"),
        (lambda ax: figures.kernel_board(ax, np.ones((2, 3, 3))), ValueError, "3 axes"),
        (
            lambda ax: figures.kernel_board(ax, np.ones((2, 3, 3, 3)), across=0),
            ValueError, "across=0 is too small",
        ),
        (lambda ax: figures.signals(ax, [1], [1, 2]), ValueError, "2 values and given 1"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused_with_words(call, error, words, ax):
    with pytest.raises(error, match=words):
        call(ax)


def test_every_preset_can_be_drawn(ax):
    for name, kernel in kernels.KERNELS.items():
        figures.kernel_image(ax, kernel, title=name)
        assert ax.get_title() == name and ax.get_xlabel() == "×".join(map(str, kernel.shape))
