"""What the tests of the site share: a page of its own for any widgets."""

import pytest

from tests.site.embedded import embedded


@pytest.fixture
def show(site, tmp_path, open_page):
    """Yield a function that opens a page with these widgets in it, from disk."""

    def show_(*widgets, **options):
        return open_page(embedded(site, tmp_path, *widgets, **options), offline=True)

    return show_
