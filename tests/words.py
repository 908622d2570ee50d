"""Writes anew what the explorers say, after a change of their words: ``python -m tests.words``."""

import os
import sys

import pytest

from tests.site.test_words import WRITE

REPLIES_TOO = "test_replies_to_what_is_tried_are_those_that_stand_in_their_file"

if __name__ == "__main__":
    os.environ[WRITE] = "1"
    tests = ["tests/site/test_words.py", "tests/unit/test_puzzles.py::" + REPLIES_TOO]
    sys.exit(pytest.main([*tests, "--quiet", *sys.argv[1:]]))
