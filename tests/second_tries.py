"""Tests of pages get a second try, few of them, and the run says which: browsers miss a beat.

A browser that shares two cores with others may lose a press, a frame or a connection in one of ten
thousand tests, and then says nothing of the course. A fault that comes now and then is told, too: a
run lists each test that took a second try, and more than a few of these are a failure.
"""

import pytest

#: Where a browser runs.
PLACES = ("tests/site/", "tests/lab/")
#: So many tests of a run may pass at the second try only.
MOST = 4


def pytest_collection_modifyitems(items):
    """Give the tests of pages a second try."""
    for item in items:
        if item.nodeid.startswith(PLACES):
            item.add_marker(pytest.mark.flaky(reruns=1))


def tried_twice(config) -> list[str]:
    """Return the tests that took a second try so far."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sorted({one.nodeid for one in reporter.stats.get("rerun", [])}) if reporter else []


def tell(reporter) -> None:
    """List the tests that took a second try."""
    twice = tried_twice(reporter.config)
    if twice:
        reporter.section(f"took a second try: {len(twice)}, at most {MOST} may")
        for one in twice:
            reporter.line(one)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """Fail where too many tests took a second try."""
    is_worker = hasattr(session.config, "workerinput")
    if not is_worker and not session.exitstatus and len(tried_twice(session.config)) > MOST:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
