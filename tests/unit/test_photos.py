"""Photos are read as they look: against OpenCV, and against the picture that was saved."""

import io
import struct
import warnings
import zlib

import cv2
import numpy as np
import pytest
from PIL import Image

from convcourse.pictures import images, photos

RNG = np.random.default_rng(3)
COLOUR = RNG.integers(0, 256, (5, 8, 3), dtype=np.uint8)
ALPHA = RNG.integers(0, 256, (5, 8), dtype=np.uint8)
#: Every level of 16 bits, in no order: what is right for 300 may be wrong for 65535.
DEEP = RNG.permutation(2**16).astype(np.uint16).reshape(128, 512)


def saved(picture, kind, **options):
    """Return a picture as a file's bytes."""
    file = io.BytesIO()
    picture = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    picture.save(file, kind, **options)
    return file.getvalue()


def encoded(array, ending):
    """Return what OpenCV writes of an array, its colours red, green, blue."""
    return cv2.imencode(ending, array[..., ::-1] if array.ndim == 3 else array)[1].tobytes()


def read(data):
    """Return what our reader makes of bytes, as an array."""
    return np.asarray(photos.read_photo(data))


def as_opencv_reads(data):
    """Return what OpenCV makes of bytes, red first."""
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)[..., ::-1]


@pytest.mark.parametrize("ending", [".png", ".tiff"])
def test_sixteen_bit_greys_keep_their_upper_eight(ending):
    data = encoded(DEEP, ending)
    np.testing.assert_array_equal(read(data)[..., 1], DEEP // 256)
    assert np.abs(read(data).astype(int) - as_opencv_reads(data)).max() <= 1  # of TIFF it rounds
    if ending == ".png":
        np.testing.assert_array_equal(read(data), as_opencv_reads(data))


def test_sixteen_bit_greys_of_either_byte_order_are_the_same():
    orders = {"I;16": "<u2", "I;16B": ">u2"}
    for mode, order in orders.items():
        picture = Image.frombytes(mode, (512, 128), DEEP.astype(order).tobytes())
        np.testing.assert_array_equal(read(saved(picture, "TIFF"))[..., 0], DEEP // 256)


def test_sixteen_bit_colours_keep_their_upper_eight():
    deep = RNG.integers(0, 2**16, (9, 7, 3), dtype=np.uint16)
    data = encoded(deep, ".png")
    np.testing.assert_array_equal(read(data), deep // 256)
    np.testing.assert_array_equal(read(data), as_opencv_reads(data))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_photo_is_turned_as_its_exif_says(kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    # In blocks, as a JPEG keeps no single pixels.
    picture = COLOUR.repeat(16, axis=0).repeat(16, axis=1)
    exact = {"JPEG": {"quality": 100, "subsampling": 0}, "WEBP": {"lossless": True}}
    data = saved(picture, kind, exif=exif, **exact.get(kind, {}))
    result = read(data)
    assert np.abs(result.astype(int) - as_opencv_reads(data)).max() <= 2
    upright = {
        1: lambda a: a, 2: lambda a: a[:, ::-1], 3: lambda a: a[::-1, ::-1], 4: lambda a: a[::-1],
        5: lambda a: a.swapaxes(0, 1), 6: lambda a: np.rot90(a, -1),
        7: lambda a: a[::-1, ::-1].swapaxes(0, 1), 8: np.rot90,
    }[orientation]  # fmt: skip
    assert np.abs(result.astype(int) - upright(picture)).max() <= 3


def test_sixteen_bits_and_an_orientation_go_together():
    exif = Image.Exif()
    exif[0x0112] = 6
    data = saved(Image.fromarray(DEEP), "PNG", exif=exif)
    np.testing.assert_array_equal(read(data)[..., 2], np.rot90(DEEP // 256, -1))


@pytest.mark.parametrize("value", [0, 9, 1000])
def test_an_orientation_that_there_is_not_turns_nothing(value):
    exif = Image.Exif()
    exif[0x0112] = value
    np.testing.assert_array_equal(read(saved(COLOUR, "PNG", exif=exif)), COLOUR)


def test_damaged_exif_costs_no_photo():
    data = saved(COLOUR, "WEBP", lossless=True, exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0")
    for spoilt in (data, data.replace(b"MM\0*", b"QQ\0*")):
        with photos.quiet():
            np.testing.assert_array_equal(read(spoilt), COLOUR)


def on_white(colour, alpha):
    """Return colours with so much of white as is transparent."""
    share = alpha[..., None] / 255
    return share * colour + (1 - share) * 255


def test_what_is_transparent_lies_on_white():
    colour = np.dstack([COLOUR, ALPHA])
    for kind, options in (("PNG", {}), ("TIFF", {}), ("WEBP", {"lossless": True, "exact": True})):
        result = read(saved(colour, kind, **options))
        assert np.abs(result - on_white(COLOUR, ALPHA)).max() <= 1, kind
    grey = np.dstack([COLOUR[..., 0], ALPHA])
    result = read(saved(Image.fromarray(grey), "PNG"))
    assert np.abs(result - on_white(COLOUR[..., :1], ALPHA)).max() <= 1


def test_one_transparent_colour_or_palette_entry_lies_on_white():
    blocks = np.array([[[200, 10, 30], [0, 90, 5]], [[1, 2, 3], [200, 10, 30]]], np.uint8)
    white = np.where((blocks == [200, 10, 30]).all(-1, keepdims=True), 255, blocks)
    np.testing.assert_array_equal(read(saved(blocks, "PNG", transparency=(200, 10, 30))), white)
    palette = Image.fromarray(blocks).quantize(3)
    entry = palette.getpixel((0, 0))
    for kind in ("PNG", "GIF"):
        np.testing.assert_array_equal(read(saved(palette, kind, transparency=entry)), white)
    half = bytes(128 if n == entry else 255 for n in range(3))
    result = read(saved(palette, "PNG", transparency=half))
    assert np.abs(result[0, 0] - on_white(blocks[0, 0], np.array(128))).max() <= 1


@pytest.mark.parametrize("depth", [1, 2, 4])
def test_few_bits_reach_from_black_to_white(depth):
    levels = RNG.integers(0, 2**depth, (6, 9)).astype(np.uint8)
    spread = (levels * (255 // (2**depth - 1))).astype(np.uint8)
    if depth == 1:
        data = saved(Image.fromarray(spread).convert("1"), "PNG")
    else:
        packed = saved(Image.fromarray(levels).convert("P"), "PNG", bits=depth)
        assert packed[24] == depth
        data = grey_header(packed)
    np.testing.assert_array_equal(read(data)[..., 0], spread)
    np.testing.assert_array_equal(read(data), as_opencv_reads(data))


def grey_header(data):
    """Return a PNG with a palette as one whose numbers are greys."""
    parts, place = [data[:8]], 8
    while place < len(data):
        length = struct.unpack(">I", data[place : place + 4])[0]
        kind, body = data[place + 4 : place + 8], data[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            body = body[:9] + b"\0" + body[10:]
        if kind != b"PLTE":
            check = zlib.crc32(kind + body)
            parts.append(struct.pack(">I", length) + kind + body + struct.pack(">I", check))
        place += 12 + length
    return b"".join(parts)


def test_cmyk_is_read_as_opencv_does():
    inks = np.dstack([COLOUR, ALPHA]).repeat(16, axis=0).repeat(16, axis=1)
    data = saved(Image.fromarray(inks, "CMYK"), "JPEG", quality=100)
    assert np.abs(read(data).astype(int) - as_opencv_reads(data)).max() <= 2


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "TIFF"])
def test_of_several_pictures_the_first_is_read(kind):
    first, second = (np.full((4, 6, 3), level, np.uint8) for level in (60, 200))
    options = {"lossless": True} if kind == "WEBP" else {}
    data = saved(Image.fromarray(first), kind, save_all=True,
                 append_images=[Image.fromarray(second)], **options)  # fmt: skip
    np.testing.assert_array_equal(read(data), first)


def test_what_says_not_what_is_white_is_refused():
    for numbers in (RNG.random((4, 4), np.float32), RNG.integers(0, 2**30, (4, 4), np.int32)):
        with pytest.raises(photos.PhotoError, match="32-bit .*save it with 8 or 16 bits"):
            read(saved(Image.fromarray(numbers), "TIFF"))


def test_a_photo_that_is_too_large_is_refused_with_words():
    data = bytearray(saved(COLOUR, "PNG"))
    data[16:24] = struct.pack(">II", 20_000, 10_000)
    data[29:33] = struct.pack(">I", zlib.crc32(data[12:29]))
    with pytest.raises(photos.PhotoError, match="more than 178 million pixels; scale it down"):
        read(bytes(data))


def test_large_photos_pass_without_a_warning(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", COLOUR[..., 0].size - 1)
    with warnings.catch_warnings(record=True) as noted, photos.quiet():
        np.testing.assert_array_equal(read(saved(COLOUR, "PNG")), COLOUR)
    assert noted == []
    with pytest.warns(Image.DecompressionBombWarning):
        read(saved(COLOUR, "PNG"))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF"])
def test_damaged_files_raise_one_kind_of_error(kind):
    whole = saved(COLOUR.repeat(9, axis=0).repeat(9, axis=1), kind)
    assert read(whole).shape == (45, 72, 3)
    refused = 0
    for case in range(150):
        rng = np.random.default_rng(case)
        data = bytearray(whole)
        for place in rng.integers(0, len(data) if case % 2 else min(len(data), 120), 3):
            data[place] = rng.integers(256)
        data = data[: rng.integers(len(data))] if case % 5 == 0 else data
        try:
            with photos.quiet():
                read(bytes(data))
        except photos.PhotoError as error:
            refused += 1
            assert "BytesIO" not in str(error)
    assert refused > 10


def test_other_formats_are_refused_whatever_their_name():
    for data in (b"", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", b"GIF89a", b"\0" * 99):
        with pytest.raises(photos.PhotoError, match="damaged, or none of JPEG, PNG"):
            read(data)


def test_decoded_pictures_are_those_that_the_reader_reads():
    np.testing.assert_array_equal(images.decode(encoded(DEEP, ".png")), DEEP // 256)
    colour = np.dstack([COLOUR, ALPHA])
    np.testing.assert_array_equal(images.decode(saved(colour, "PNG")), read(saved(colour, "PNG")))
    with pytest.raises(ValueError, match="cannot be read as a picture: it is damaged"):
        images.decode(b"no picture")
