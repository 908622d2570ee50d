"""How the networks are trained: ``python -m convcourse.networks.training NAME --data PATH``.

`datasets` reads photos, `recipes` says what is trained how, `loop` does it and can be killed at
any moment, `files` writes so that nothing is ever half written, `cards` tells what came out.
"""
