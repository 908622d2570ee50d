"""Chapter 4, Convolution or correlation?: what one guesses before each figure, and the replies."""

from convcourse.explorers.quiz import choice

PREDICTIONS = [
    choice(
        "The kernel slides as it is. At which corner of the block will the output be largest?",
        (
            "The upper left",
            "There the 2 lies on the block, and the −2 on the dark ground.",
            True,
        ),
        (
            "The lower right",
            "There the 2 lies on the dark ground already, and the −2 on the block.",
        ),
        ("The upper right", "There the block lies under −1, 1, 0 and 1, which add up to 1 only."),
        ("At all alike", "Then the kernel would have to be the same on all sides, and it is not."),
    ),
    choice(
        "Which of these three flips its kernel?",
        ("numpy.convolve", "In NumPy and SciPy the name holds what it says.", True),
        ("cv2.filter2D", "Image processing writes its kernels down as they are to slide."),
        ("torch's conv2d", "It has the name. But its kernels are learned: they need no flip."),
        (
            "All three",
            "OpenCV does not even speak of a convolution, and a layer has the name only.",
        ),
    ),
    choice(
        "Will the flip change the output?",
        (
            "Yes: everything moves up or down",
            "The weights move from the first row to the last.",
            True,
        ),
        (
            "No: the kernel is symmetric",
            "It is, if you swap its sides. But a turn also brings its first row to the bottom.",
        ),
        (
            "Yes: left and right change places",
            "They do, and nobody sees it: both sides are alike. Look at the rows.",
        ),
    ),
    choice(
        "Which of these does not treat all places alike?",
        ("Keeping every second pixel", "After a shift by one it keeps the others.", True),
        ("The median of a window", "It sorts, but it does so at each place in the same way."),
        ("x² at each pixel", "It bends the brightness, at each place in the same way."),
        ("Sobel", "It looks to one side, but at each place to the same."),
    ),
    choice(
        "Which of these is linear?",
        ("A mirror", "It moves pixels about, and leaves their values as they are.", True),
        (
            "Adding 3 to each pixel",
            "Add two outputs, and the 3 is in them twice. Add the inputs first: once.",
        ),
        ("The median of a window", "Which pixel is in the middle depends on all of them."),
        ("x² at each pixel", "Twice the light makes it four times as bright."),
    ),
    choice(
        "You have its answer to an impulse. What do you know of the operator?",
        (
            "Its answer to every picture",
            "Shifted, multiplied and added, impulses make any picture.",
            True,
        ),
        (
            "Its answer to this impulse",
            "And it treats all places alike: so you know it at the other places, too.",
        ),
        (
            "Its answer to an impulse anywhere",
            "And it is linear: what is more than a sum of impulses?",
        ),
    ),
    choice(
        "A 3×3 mean of a 3×3 mean: which one kernel does both?",
        (
            "5×5, largest in the middle",
            "Each output reads the middle by nine ways, and a corner by one.",
            True,
        ),
        (
            "5×5, all weights equal",
            "The size is right. But the middle is read nine times, and a corner once.",
        ),
        ("3×3, all weights equal", "The second mean reads outputs that have looked further out."),
        ("9×9, largest in the middle", "Sizes do not multiply. One cell of reach and one are two."),
    ),
    choice(
        "What shape do the weights of the joint kernel have?",
        ("A bell", "Many ways lead to the middle, and few to the rim.", True),
        (
            "A roof with straight sides",
            "That is what two passes make. From the third on the sides bend.",
        ),
        (
            "A box, only wider",
            "Already the second pass reads the middle three times, and an end once.",
        ),
        ("A spike in the middle", "Each pass spreads what is there: the middle gets lower."),
    ),
    choice(
        "Does the same hold for correlation?",
        ("No", "The brackets decide which kernels get turned.", True),
        ("Yes", "It is only a flip. But each correlation turns what stands second once more."),
    ),
]
