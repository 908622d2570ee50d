"""Networks made at random as source, right ones and broken ones, for the doctor's tests."""

import random
import re


def pair(rng, values):
    """Return a setting: one number, or one for rows and one for columns."""
    return (
        str(rng.choice(values))
        if rng.random() < 0.7
        else f"({rng.choice(values)}, {rng.choice(values)})"
    )


def settings(rng, **choices):
    """Return some of the settings, each as a keyword."""
    return "".join(
        f", {name}={pair(rng, values)}" for name, values in choices.items() if rng.random() < 0.5
    )


def convolution(rng, channels):
    """Return a convolution and its channels; now and then groups, words for padding, slips."""
    out = rng.choice([4, 6, 8])
    given = channels if rng.random() < 0.96 else channels + 1
    extra = settings(rng, stride=[1, 2, 3], dilation=[1, 1, 2])
    if rng.random() < 0.2:
        extra += f", padding={rng.choice(['same', 'valid'])!r}"
    else:
        extra += settings(rng, padding=[0, 1, 2, 3])
    if rng.random() < 0.15:
        extra += f", groups={rng.choice([1, 2, 4])}"
    if rng.random() < 0.3:
        extra += f", bias={rng.random() < 0.5}"
    return f"nn.Conv2d({given}, {out}, {pair(rng, [1, 2, 3, 5, 7])}{extra})", out


def transposed(rng, channels):
    """Return a transposed convolution and its channels."""
    out = rng.choice([2, 4, 6])
    extra = settings(
        rng, stride=[1, 2, 3], padding=[0, 1, 2], output_padding=[0, 0, 1, 2], dilation=[1, 1, 2]
    )
    return f"nn.ConvTranspose2d({channels}, {out}, {pair(rng, [1, 2, 3, 4, 5])}{extra})", out


def between(rng, channels):
    """Return a layer that keeps the channels."""
    return rng.choice(
        [
            "nn.ReLU()",
            "nn.LeakyReLU(0.1)",
            "nn.Tanh()",
            "nn.Dropout(0.2)",
            "nn.Identity()",
            f"nn.BatchNorm2d({channels if rng.random() < 0.95 else channels + 2})",
            f"nn.GroupNorm(2, {channels})",
            f"nn.MaxPool2d({pair(rng, [1, 2, 3])}"
            + settings(rng, stride=[1, 2, 3], padding=[0, 1, 2], dilation=[1, 1, 2])
            + rng.choice(["", ", ceil_mode=True"])
            + ")",
            f"nn.AvgPool2d({pair(rng, [1, 2, 3])}"
            + settings(rng, stride=[1, 2], padding=[0, 1])
            + rng.choice(["", ", ceil_mode=True"])
            + ")",
            f"nn.AdaptiveAvgPool2d({pair(rng, [1, 2, 4, 7])})",
            f"nn.Upsample(scale_factor={rng.choice(['2', '1.5', '(2, 3)'])}"
            + rng.choice(["", ", mode='bilinear'"])
            + ")",
            f"nn.ZeroPad2d({rng.choice(['1', '(1, 0, 2, 0)', '-1'])})",
            f"nn.ReflectionPad2d({rng.choice([1, 2, 5])})",
        ]
    )


def head(rng):
    """Return the layers at the end: flattened, and one or two linear ones, right by chance."""
    first = rng.choice([16, 32, 36, 64, 100])
    layers = ["nn.Flatten()"] if rng.random() < 0.8 else []
    layers += [f"nn.Linear({first}, 12)", "nn.ReLU()"]
    return [*layers, f"nn.Linear({rng.choice([12, 12, 12, 10])}, 5)"]


def stack(seed):
    """Return the source of an nn.Sequential, and the picture's shape."""
    rng = random.Random(seed)
    channels = rng.choice([1, 3, 4])
    shape = (channels, rng.randint(4, 40), rng.randint(4, 40))
    layers = []
    for _ in range(rng.randint(1, 7)):
        kind = rng.random()
        if kind < 0.45:
            text, channels = convolution(rng, channels)
        elif kind < 0.6:
            text, channels = transposed(rng, channels)
        else:
            text = between(rng, channels)
        layers.append(text)
    if rng.random() < 0.4:
        layers += head(rng)
    return f"nn.Sequential({', '.join(layers)})", shape


VALUES = [
    "0", "-1", "1", "2", "7", "10**9", "2**40", "1.5", "None", "True", "'same'", "(2, 3)", "(2,)",
    "()", "[1]", "{}", "x", "self.nothing", "lambda: 1", "[1]*10**9", "10**10**10", "1/0",
    "range(10**12)", "...", "1j", "f'{x}'", "*[1, 2]", "nn.ReLU", "nn.ReLU()", "1e308",
]  # fmt: skip
SIGNS = [
    "(",
    ")",
    "[",
    ",",
    "\n",
    "    ",
    "-",
    "**",
    "\\",
    "'",
    "\0",
    "@",
    "lambda: ",
    "…",
    "self.",
]


def mutilated(seed, sources):
    """Return one of the sources with values or signs that do not belong there."""
    rng = random.Random(seed)
    text = rng.choice(sources)
    for _ in range(rng.randint(1, 3)):
        places = [one.span() for one in re.finditer(r"(?<![\w.])\d+|\bx\b|nn\.\w+", text)]
        if places and rng.random() < 0.8:
            start, end = rng.choice(places)
            text = text[:start] + rng.choice(VALUES) + text[end:]
        else:
            place = rng.randint(0, len(text))
            text = text[:place] + rng.choice(SIGNS) + text[place:]
    return text


def hostile():
    """Return texts that want time, memory, depth, or to be run."""
    return [
        "", " \n ", "hello world", "🙂🙂", "nn.Sequential()", "(" * 100_000, "-" * 100_000 + "1",
        "x" + ".a" * 50_000, "not " * 30_000 + "1", "nn.ReLU(),\n" * 10_000, "Error: " * 20_000,
        "nn.Sequential(" * 59 + "nn.ReLU()" + ")" * 59, "nn.Sequential(nn.ReLU(), exec('1/0'))",
        "class A(nn.Module):\n def forward(self, x):\n  return self.forward(x)",
        "class A(nn.Module):\n def __init__(self):\n  super().__init__()\n  self.a = A()\n"
        " def forward(self, x):\n  return self.a(x)",
        "class A(nn.Module):\n def forward(self, x):\n  for i in range(10**9):\n"
        "   for j in range(10**9):\n    x = F.relu(x)\n  return x",
        "a = [1]\n" + "a = a + a\n" * 100 + "nn.Sequential(nn.ReLU())",
        "a = 9\n" + "a = a**9\n" * 20 + "nn.Sequential(nn.Conv2d(a, a, a))",
        "nn.Sequential(*[nn.ReLU()] * 10**9)", "nn.Sequential(nn.Conv2d(3, 8, 10**9))",
        "nn.Sequential(nn.Conv2d(3, 3, 3, stride=2**31 - 1))",
        "nn.Sequential(nn.ConvTranspose2d(3, 8, 2**30, stride=2**30), nn.Flatten())",
        "c = nn.Sequential(nn.ReLU())\nc.append(c)\nc", "a = []\na.append(a)\nnn.Conv2d(a, a, a)",
        "b = nn.Sequential(nn.ReLU())\n" + "b = nn.Sequential(b, b)\n" * 40 + "b",
        "class A(A): pass\nA()", "nn.Sequential(nn.LayerNorm([2**40] * 1000))",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (0x0 and 0x0)",
        "RuntimeError: shape '[-1, 0]' is invalid for input of size 5",
    ]  # fmt: skip
