"""The coding exercises on the pages: judged there, by what the course's checkers know.

`data` states each exercise as data, by asking its checker; `pages` marks the exercises' cells;
`runtime` is the Python that runs in a page. Nothing is written twice: a case, a right answer or a
hint is changed in `convcourse.exercises.checks` alone.
"""
