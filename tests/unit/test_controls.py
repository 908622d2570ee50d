"""Controls of explorers: what class tells a figure that a list needs a row of its own."""

from convcourse.explorers import SubsamplingExplorer, VolumeExplorer


def lists(explorer):
    """Return the lists of a figure, by their names."""
    found, waiting = {}, [explorer]
    while waiting:
        one = waiting.pop()
        waiting += getattr(one, "children", ())
        if type(one).__name__ == "Dropdown":
            found[one.description] = one
    return found


def test_list_with_a_name_too_long_for_half_a_column_says_so():
    layer = lists(VolumeExplorer(controls=["layer"]))["Layer"]
    assert max(map(len, layer.options)) > 13 and "cc-long" in layer._dom_classes
    picture = lists(SubsamplingExplorer(photos=["brick"]))["Picture"]
    assert max(map(len, picture.options)) <= 13 and "cc-long" not in picture._dom_classes
