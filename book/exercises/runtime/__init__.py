"""The Python of a page: what runs there, in MicroPython, when a reader runs an exercise.

`judge` runs an answer and says what it is; `numpy` and `scipy` stand in for the real ones, as far as
the exercises need them; `relax` rewrites what MicroPython does not read; `lacks` says what is not on
the page. All of it also runs under CPython, where it is tested against NumPy. The folder is mounted
as the package ``runtime``, so it imports nothing of the course.
"""
