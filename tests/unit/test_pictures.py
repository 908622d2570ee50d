"""The still figures of the site: light, and the colours that the notebook drew."""

import numpy as np
import pytest
from PIL import Image

from book.pictures import MOST_LOSSLESS, lighten_pictures, name_light_pictures
from convcourse.pictures import images


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
