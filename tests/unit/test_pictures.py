"""The still figures of the site: light, the colours that the notebook drew, dark in the dark."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from PIL import Image

from book.pictures import (
    DRAWN,
    MOST_LOSSLESS,
    NIGHT,
    Picture,
    dress_pictures,
    lighten_pictures,
    name_light_pictures,
    night_filter,
    night_matrix,
)
from convcourse._tokens import colours
from convcourse.pictures import figures, images
from tests.unit.test_tokens import WORDS, contrast


def lightened(picture, tmp_path):
    """Put a picture where a built site has it; return what the site shows, and its bytes."""
    (tmp_path / "_images").mkdir()
    Image.fromarray(picture).save(tmp_path / "_images" / "a1.png")
    lighten_pictures(tmp_path, tmp_path / "cache")
    (path,) = (tmp_path / "_images").iterdir()
    assert path.name == "a1.webp"
    with Image.open(path) as shown:
        return np.asarray(shown.convert("RGB")), path.stat().st_size


def test_drawing_with_many_colours_keeps_every_one_of_them(tmp_path):
    colours = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    drawn = colours.repeat(12, axis=0).repeat(12, axis=1)
    shown, size = lightened(drawn, tmp_path)
    np.testing.assert_array_equal(shown, drawn)
    assert size < MOST_LOSSLESS


@pytest.mark.parametrize("name", ["chelsea", "coffee", "camera"])
def test_photo_is_light_and_differs_by_less_than_an_eye_sees(name, tmp_path):
    photo = images.photo(name, 256)
    photo = photo if photo.ndim == 3 else photo[..., None].repeat(3, axis=2)
    photo = photo.repeat(2, axis=0).repeat(2, axis=1)
    shown, size = lightened(np.ascontiguousarray(photo), tmp_path)
    assert size < MOST_LOSSLESS
    assert np.abs(shown.astype(int) - photo).mean() < 4


def test_page_names_the_pictures_as_they_are_and_leaves_other_files_alone():
    page = '<img src="../_images/ab12.png"><img src="../_static/logo.png"><a href="x.png">'
    renamed = '<img src="../_images/ab12.webp"><img src="../_static/logo.png"><a href="x.png">'
    assert name_light_pictures(page) == renamed


# In the dark

PAGE = (
    '<body><a href="../_images/a1.webp"><img alt="Two photos" src="../_images/a1.webp" '
    'style="width: 660px;" /></a><img src="../_images/b2.webp"><img src="../_static/c.webp"></body>'
)


def hexed(levels):
    return "#{:02x}{:02x}{:02x}".format(*np.clip(np.rint(255 * levels), 0, 255).astype(int))


@pytest.mark.parametrize("name", DRAWN)
def test_what_is_drawn_has_nearly_the_colour_of_the_dark_and_can_be_read(name):
    light, dark = (np.array(list(bytes.fromhex(colours(theme)[name][1:]))) / 255
                   for theme in ("light", "dark"))  # fmt: skip
    shown = night_matrix() @ [*light, 1]
    assert np.abs(shown - dark).max() < 0.1
    assert contrast(hexed(shown), colours("dark")["page"]) >= WORDS
    assert contrast(hexed(shown), colours("dark")["paper"]) >= WORDS


def test_white_becomes_the_page_itself_and_soft_edges_with_it():
    page = np.array(list(bytes.fromhex(colours("dark")["page"][1:]))) / 255
    shown = night_matrix() @ [1, 1, 1, 1]
    np.testing.assert_allclose(shown, page, atol=1e-9)
    # Half of ink on white is half of its colour on the page.
    ink = np.array(list(bytes.fromhex(colours()["ink"][1:]))) / 255
    half = night_matrix() @ [*((1 + ink) / 2), 1]
    np.testing.assert_allclose(half, (page + night_matrix() @ [*ink, 1]) / 2, atol=1e-9)


def test_filter_has_the_matrix_and_leaves_opacity_as_it_is():
    values = night_filter().split('values="')[1].split('"')[0].split()
    rows = np.array(values, float).reshape(4, 5)
    np.testing.assert_allclose(rows[:3, [0, 1, 2, 4]], night_matrix(), atol=1e-4)
    np.testing.assert_array_equal(rows[3], [0, 0, 0, 1, 0])
    assert not rows[:3, 3].any()


def test_figure_keeps_its_room_and_has_its_images_once_more_above_it():
    boxes = [[0.1, 0.2, 0.5, 0.9], [0.6, 0.2, 1.0, 0.9]]
    dressed = dress_pictures(PAGE, {"a1.webp": Picture((660, 280), boxes)})
    assert '<img width="660" height="280" alt="Two photos"' in dressed
    assert dressed.count('class="cc-plate"') == 1 and dressed.count(f'id="{NIGHT}"') == 1
    style = dressed.split('class="cc-true" style="')[1].split('"')[0]
    assert "background-image:url(../_images/a1.webp)" in style
    for corner in ("10.000% 20.000%", "50.000% 90.000%", "60.000% 20.000%", "100.000% 90.000%"):
        assert corner in style
    assert dress_pictures(dressed, {"a1.webp": Picture((660, 280), boxes)}) == dressed


def test_figure_of_the_front_page_is_dressed_as_well():
    dressed = dress_pictures(PAGE.replace("../", ""), {"a1.webp": Picture((660, 280), [])})
    assert '<img width="660" height="280" alt="Two photos" src="_images/a1.webp"' in dressed


def test_drawing_without_images_has_nothing_above_it():
    dressed = dress_pictures(PAGE, {"a1.webp": Picture((660, 280), [])})
    assert "cc-plate" in dressed and "cc-true" not in dressed


def test_picture_that_tells_nothing_keeps_its_ground():
    dressed = dress_pictures(PAGE, {"b2.webp": Picture((40, 30))})
    assert '<img width="40" height="30" src="../_images/b2.webp">' in dressed
    assert "cc-plate" not in dressed and NIGHT not in dressed


def test_figure_of_the_course_tells_the_site_where_its_photo_is(tmp_path):
    (tmp_path / "_images").mkdir()
    with plt.rc_context():
        figures.use_course_style()
        figure, (left, right) = plt.subplots(1, 2)
        figures.picture(left, np.full((8, 8), 100.0), title="grey", color=figures.INPUT)
        figures.signals(right, [1, 2, 3], [2])
        figure.savefig(tmp_path / "_images" / "a1.png", bbox_inches="tight")
        plt.close(figure)
    (made,) = lighten_pictures(tmp_path, tmp_path / "cache").values()
    with Image.open(tmp_path / "_images" / "a1.webp") as shown:
        pixels = np.asarray(shown.convert("RGB"))
    assert made.size == pixels.shape[1::-1]
    (box,) = made.images
    x0, y0, x1, y1 = np.rint(np.array(box) * [*made.size, *made.size]).astype(int)
    # The grey photo to its last pixel but one, which lines share; then the frame.
    assert (pixels[y0 + 1 : y1 - 1, x0 + 1 : x1 - 1] == 100).all()
    frame = pixels[y0 - 2, (x0 + x1) // 2]
    assert hexed(frame / 255) == figures.INPUT
    assert (pixels[0, 0] == 255).all()
