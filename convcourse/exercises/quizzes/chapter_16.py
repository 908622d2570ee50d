"""Chapter 16, Fast convolution: questions and replies."""

from convcourse.explorers.quiz import choice, number

QUESTIONS = [
    number(
        "A picture of 100×100 and a 7×7 kernel that is a column times a row. How many products do "
        "two passes take for each pixel?",
        14,
        "7 for the row and 7 for the column.",
        hint="A pass with a row of 7 weights takes how many?",
        mistakes=[
            (49, "That is the square kernel at once."),
            (7, "That is one pass. There are two."),
            (140_000, "That is for the whole picture."),
        ],
    ),
    choice(
        "What does vectorised NumPy code save against four loops, if it does the same products?",
        (
            "The interpreter's work for each product",
            "The products themselves are the small part of it.",
            True,
        ),
        ("Products", "It makes the same ones."),
        ("Memory", "It often takes more: all products at once, for example."),
        ("Rounding errors", "The sums are the same, but for their order."),
    ),
    number(
        "A picture of 50×50 and a 15×15 kernel, convolved in full: an output wherever the two "
        "overlap. What is the smallest length of the transforms with which no edge spoils the "
        "other?",
        64,
        "50 + 15 − 1 = 64.",
        hint="The window may wrap, but only into zeros. How far does it reach beyond the picture?",
        mistakes=[
            (50, "So the window reads the other edge."),
            (65, "One of the weights lies on the picture: 15 − 1 reach beyond it."),
            (57, "That is half a kernel more: enough for as many outputs as pixels."),
            (128, "That is enough. A power of two before it is enough, too."),
        ],
    ),
    choice(
        "Why does an FFT win for large kernels?",
        (
            "Its cost hardly depends on the kernel",
            "Only the length of the transforms does, and it grows slowly.",
            True,
        ),
        ("Large kernels are separable", "Most are not."),
        ("It takes less memory", "It holds whole planes of complex numbers."),
        ("Its products are of whole numbers", "They are products of complex ones."),
    ),
    choice(
        "A way does few operations with each byte that it moves. What makes it faster?",
        ("Moving fewer bytes", "It waits for the memory, so that is where time is lost.", True),
        ("Fewer products", "The arithmetic is not what it waits for."),
        ("A faster product of matrices", "That limit is far away."),
        ("A larger picture", "Each pixel costs the same."),
    ),
]
