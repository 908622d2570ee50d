"""The tests, which compute on one processor each, for there are as many of them as processors.

What torch or NumPy shares out among threads would wait for the one whose processor another worker
has: a second of work for one thread takes two minutes of two.
"""

import os

from tests.machines.settings import THREADS

for _name in THREADS:  # before they are loaded; programs that a test starts keep to it too
    os.environ.setdefault(_name, "1")
