"""Writes anew what the explorers say, after a change of their words: ``python -m tests.words``."""

import os
import sys

import pytest

from tests.site.test_words import WRITE

if __name__ == "__main__":
    os.environ[WRITE] = "1"
    sys.exit(pytest.main(["tests/site/test_words.py", "--quiet", *sys.argv[1:]]))
