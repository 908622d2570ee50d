"""Networks in the styles that people paste, with what the doctor finds in each.

A source makes the network itself: an expression, or a text whose last class does.
"""

from textwrap import dedent, indent

SHAPE = (3, 32, 32)


def module(init, forward, base="nn.Module", start="super().__init__()"):
    """Return a class of these lines."""
    init, forward = (indent(dedent(one).strip("\n"), " " * 8) for one in (init, forward))
    return (
        f"class Net({base}):\n    def __init__(self):\n        {start}\n{init}\n\n"
        f"    def forward(self, x):\n{forward}\n"
    )


CONV = "self.conv = nn.Conv2d(3, 8, 3)"

#: Networks that torch runs: a name, the source, and what of the doctor is asked for.
RUNNING = {
    "a block with *args and **kwargs": """
        def block(i, o, *args, **kwargs):
            return nn.Sequential(nn.Conv2d(i, o, *args, **kwargs), nn.BatchNorm2d(o), nn.ReLU())

        class Net(nn.Sequential):
            def __init__(self):
                super().__init__(block(3, 4, kernel_size=3, bias=False), block(4, 2, 3, bias=False))
        """,
    "extended": module(
        "self.net = nn.Sequential()\nself.net.append(nn.Conv2d(3, 8, 3))\n"
        "self.net.extend([nn.Flatten(), nn.Linear(7200, 10)])",
        "return self.net(x)",
    ),
    "built on a class of the source": "class Base(nn.Module):\n    def __init__(self, width):\n"
    "        super().__init__()\n        self.conv = nn.Conv2d(3, width, 3)\n\n"
    "    def forward(self, x):\n        return self.head(self.conv(x))\n\n\n"
    "class Net(Base):\n    def __init__(self):\n        super().__init__(8)\n"
    "        self.head = nn.Conv2d(8, 2, 1)\n\n    def forward(self, x):\n"
    "        return super().forward(x)\n",
    "old way to begin": module(CONV, "return self.conv(x)", start="nn.Module.__init__(self)"),
    "another name for self": module(CONV, "return self.conv(x)").replace("self", "this"),
    "buffer, and weights begun": module(
        CONV + "\nself.register_buffer('middle', torch.zeros(1))\nfor m in self.modules():\n"
        "    if isinstance(m, nn.Conv2d):\n        nn.init.kaiming_normal_(m.weight)",
        "return self.conv(x - self.middle)",
    ),
    "shapes compared": module(
        "self.down = nn.MaxPool2d(3)\nself.up = nn.Upsample(scale_factor=2)",
        "y = self.up(self.down(x))\nif y.shape[2:] != x.shape[2:]:\n"
        "    y = F.interpolate(y, size=x.shape[2:])\nreturn torch.cat([x, y], dim=1)",
    ),
    "every second pixel": module(CONV, "return self.conv(x)[:, :4, ::2, 1:-1]"),
    "one place of each map": module(
        CONV + "\nself.out = nn.Linear(8, 2)", "return self.out(self.conv(x)[:, :, 0, -1])"
    ),
    "a loop that depends on the picture": module(
        "self.conv = nn.Conv2d(3, 3, 3)",
        "while x.shape[-1] > 20:\n    x = self.conv(x)\nreturn x",
    ),
}
RUNNING = {name: dedent(source).strip("\n") for name, source in RUNNING.items()}

#: Networks that torch refuses: the source, the fault's kind, its words, and its first repair.
REFUSED = {
    "a list": (
        "nn.Sequential([nn.Conv2d(3, 8, 3), nn.ReLU()])",
        "no layer", "gets a list", "a * in front of the list",
    ),
    "a class": (
        "nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU)",
        "no layer", "nn.ReLU is a class, and no layer yet", "nn.ReLU() instead of nn.ReLU",
    ),
    "a function": (
        "nn.Sequential(nn.Conv2d(3, 8, 3), F.relu)",
        "no layer", "F.relu is a function", "nn.ReLU() instead of F.relu",
    ),
    "other letters": (
        "nn.Sequential(nn.Conv2D(3, 8, 3), nn.Relu())",
        "misspelt", "torch.nn has no Conv2D: it is Conv2d", "Conv2d instead of Conv2D; "
        "ReLU instead of Relu",
    ),
    "a layer without self": (
        module(CONV, "return conv(x)"),
        "missing", "it is self.conv", "self.conv instead of conv",
    ),
    "forward without self": (
        module(CONV, "return self.conv(x)").replace("forward(self, x)", "forward(x)"),
        "no self", "forward(x) lacks self", "self first in forward",
    ),
    "a misspelt __init__": (
        module(CONV, "return self.conv(x)").replace("def __init__", "def _init_"),
        "missing", "_init_ is never called", "__init__ instead of _init_",
    ),
    "super without brackets": (
        module(CONV, "return self.conv(x)", start="super.__init__()"),
        "super", "before super().__init__()", "super() instead of super",
    ),
    "another class in super": (
        module(CONV, "return self.conv(x)", start="super(CNN, self).__init__()"),
        "super", "this class is Net", "super() without names",
    ),
}  # fmt: skip
