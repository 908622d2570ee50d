"""Pictures that an explorer offers by name: photos, and drawings of its own."""

from convcourse._validate import choice, grey_levels
from convcourse.pictures import images

PHOTO_QUALITY = 85


def require_offered(names, drawings=()):
    """Return the names of pictures, each once, after checking that there are such."""
    for name in names:
        choice(name, "image", [*images.PHOTOS, *drawings])
    return list(dict.fromkeys(names))


def encoded(name, side, drawings=None):
    """Return a picture as a page gets it: a drawing as it is, a photo with some loss.

    Parameters
    ----------
    name : str
    side : int
        Rows and columns of a photo.
    drawings : dict of {str: ndarray}, optional
        The drawings by name.
    """
    if drawings and name in drawings:
        return images.encode(drawings[name])
    return images.encode(images.photo(name, side), quality=PHOTO_QUALITY)


def titles(names):
    """Return what a page calls the pictures of these names."""
    return [images.PHOTOS.get(name, name).capitalize() for name in names]


def own_picture(picture, most):
    """Return a caller's picture as bytes, after checking it: at most `most` rows and columns."""
    levels = grey_levels(picture, "image")
    rows, columns = levels.shape[:2]
    if max(rows, columns) > most:
        raise ValueError(
            f"image is {rows}×{columns}, expected at most {most}×{most}; show a part of "
            "it, or scale it down"
        )
    return images.encode(levels)
