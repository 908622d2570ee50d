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
    "the largest of each map": module(
        CONV + "\nself.out = nn.Linear(8, 2)",
        "return self.out(self.conv(x).max(dim=2)[0].max(dim=2)[0])",
    ),
    "places of the largest": module(
        CONV, "y, places = F.max_pool2d(self.conv(x), 2, return_indices=True)\nreturn F.relu(y)"
    ),
    "as large as another": module(
        CONV, "x = self.conv(x)\nreturn F.relu(x.mean((2, 3), keepdim=True).expand_as(x))"
    ),
    "another order, copied": module(
        CONV + "\nself.out = nn.Linear(7200, 2)",
        "y = self.conv(x).permute(0, 2, 3, 1).contiguous()\nreturn self.out(y.view(y.size(0), -1))",
    ),
    "a list that a Sequential registers": module(
        "self.parts = [nn.Conv2d(3, 8, 3), nn.ReLU()]\nself.net = nn.Sequential(*self.parts)",
        "return self.net(x)",
    ),
    "an error that is caught": module(
        CONV, "try:\n    return self.conv(x)\nexcept RuntimeError:\n    raise"
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
    "a view behind permute": (
        module(CONV + "\nself.out = nn.Linear(7200, 8)",
               "y = self.conv(x).permute(0, 2, 3, 1)\nreturn self.out(y.view(y.size(0), -1))"),
        "view", "reshape copies them", "y.view: reshape",
    ),
    "a batch that is mixed": (
        module(CONV + "\nself.out = nn.Linear(7200, 8)",
               "x = self.conv(x)\nreturn self.out(x.view(-1, 1800))"),
        "in_features", "expects 7200 numbers", "x.view: 7200 numbers",
    ),
    "a border of another name": (
        "nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, padding_mode='reflection'))",
        "setting", "none that Conv2d knows: zeros, reflect", "0: padding_mode='reflect'",
    ),
}  # fmt: skip

#: Lines that torch refuses, each with the kind and the words that are told of its message alone.
MESSAGES = {
    "torch.empty(2, 3, 4, 5).permute(0, 2, 3, 1).view(2, -1)": ("view", "behind permute"),
    "nn.Linear(4, 2).load_state_dict(nn.Linear(4, 3).state_dict())":
        ("weights", "weight is (3, 4) in the file, and (2, 4) in the network"),
    "nn.BatchNorm2d(8)(torch.empty(2, 8))": ("axes", "expects 4 axes, with the batch, but gets 2"),
    "nn.BatchNorm1d(8)(torch.empty(2, 8, 3, 3))":
        ("axes", "expects 2 or 3 axes, with the batch, but gets 4"),
    "nn.BatchNorm1d(8)(torch.empty(1, 8))": ("batch of one", "one number for each channel"),
    "nn.BatchNorm2d(8, track_running_stats=False)(torch.empty(2, 3, 4, 4))":
        ("features", "weights for 8 channels, but 3 arrive"),
    "F.cross_entropy(torch.empty(6, 3), torch.zeros(2, dtype=torch.long))":
        ("batch mixed", "6 rows come out for 2 pictures"),
    "F.cross_entropy(torch.empty(2, 3), torch.tensor([0, 3]))": ("classes", "a label is 3"),
    "nn.ReLU().fc": ("missing", "self.fc"),
    "nn.Module()(torch.empty(1))": ("missing", "class Module has no forward"),
    "nn.Conv2d(3, 8)": ("argument", "Conv2d lacks kernel_size"),
    "nn.Conv2d(3, 8, 3, groups=2)": ("groups", "in_channels cannot be divided"),
    "torch.stack([torch.empty(3, 4, 4), torch.empty(3, 5, 4)])":
        ("merge", "(3, 4, 4) and (3, 5, 4) cannot be stacked"),
    "nn.Conv2d(3, 8, 3)(torch.empty(1, 1, 9, 9))":
        ("channels", "expects 3 channels, but 1 arrives"),
}  # fmt: skip

#: Networks with what a reader found told wrong, or not at all: the source, the picture, the fault's
#: kind, its words, its first repair, and its sign.
FOUND = {
    "a plain list of layers": (
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.convs = [nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)]
                self.head = nn.Linear(32, 10)

            def forward(self, x):
                for conv in self.convs:
                    x = F.relu(conv(x))
                return self.head(x.mean((2, 3)))
        """,
        (3, 32, 32), "unregistered",
        "self.convs is a plain list: torch does not see the 2 layers",
        "self.convs: nn.ModuleList", "!",
    ),
    "a plain dict of layers": (
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.parts = {
                    "a": nn.Conv2d(3, 16, 3, padding=1), "b": nn.Conv2d(16, 32, 3, padding=1)
                }
                self.head = nn.Linear(32, 10)

            def forward(self, x):
                x = self.parts["b"](F.relu(self.parts["a"](x)))
                return self.head(x.mean((2, 3)))
        """,
        (3, 32, 32), "unregistered",
        "self.parts is a plain dict: torch does not see the 2 layers",
        "self.parts: nn.ModuleDict", "!",
    ),
    "squeeze without an axis": (
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(3, 16, 3, padding=1)
                self.gap = nn.AdaptiveAvgPool2d(1)
                self.fc = nn.Linear(16, 10)

            def forward(self, x):
                x = self.gap(F.relu(self.conv(x))).squeeze()
                return F.log_softmax(self.fc(x), dim=1)
        """,
        (3, 32, 32), "batch squeezed",
        "drops each axis of length 1",
        ".squeeze: squeeze((2, 3))", "!",
    ),
    "a U-Net with one class for all its ways up": (
        """
        class Double(nn.Module):
            def __init__(self, i, o):
                super().__init__()
                self.net = nn.Sequential(
                    nn.Conv2d(i, o, 3, padding=1), nn.ReLU(),
                    nn.Conv2d(o, o, 3, padding=1), nn.ReLU(),
                )

            def forward(self, x):
                return self.net(x)


        class Up(nn.Module):
            def __init__(self, i, o):
                super().__init__()
                self.up = nn.ConvTranspose2d(i, i // 2, 2, stride=2)
                self.conv = Double(i, o)

            def forward(self, x, skip):
                x = self.up(x)
                x = torch.cat([skip, x], dim=1)
                return self.conv(x)


        class UNet(nn.Module):
            def __init__(self):
                super().__init__()
                self.pool = nn.MaxPool2d(2)
                self.d1, self.d2 = Double(3, 16), Double(16, 32)
                self.d3, self.d4 = Double(32, 64), Double(64, 128)
                self.u3, self.u2, self.u1 = Up(128, 64), Up(64, 32), Up(32, 16)
                self.out = nn.Conv2d(16, 1, 1)

            def forward(self, x):
                a = self.d1(x)
                b = self.d2(self.pool(a))
                c = self.d3(self.pool(b))
                d = self.d4(self.pool(c))
                x = self.u3(d, c)
                x = self.u2(x, b)
                x = self.u1(x, a)
                return self.out(x)
        """,
        (3, 250, 250), "merge",
        "32 maps of 125×125 and 32 maps of 124×124",
        "a picture of 256×256 pixels", "✗",
    ),
    "a U-Net that can be given the pixel": (
        """
        class DoubleConv(nn.Module):
            def __init__(self, i, o):
                super().__init__()
                self.net = nn.Sequential(
                    nn.Conv2d(i, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True),
                    nn.Conv2d(o, o, 3, padding=1), nn.BatchNorm2d(o), nn.ReLU(inplace=True),
                )

            def forward(self, x):
                return self.net(x)


        class UNet(nn.Module):
            def __init__(self):
                super().__init__()
                self.pool = nn.MaxPool2d(2)
                self.d1 = DoubleConv(3, 16)
                self.d2 = DoubleConv(16, 32)
                self.d3 = DoubleConv(32, 64)
                self.u2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
                self.c2 = DoubleConv(64, 32)
                self.u1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
                self.c1 = DoubleConv(32, 16)
                self.out = nn.Conv2d(16, 1, 1)

            def forward(self, x):
                a = self.d1(x)
                b = self.d2(self.pool(a))
                c = self.d3(self.pool(b))
                x = self.u2(c)
                x = self.c2(torch.cat([x, b], dim=1))
                x = self.u1(x)
                x = self.c1(torch.cat([x, a], dim=1))
                return self.out(x)
        """,
        (3, 250, 250), "merge",
        "32 maps of 124×124 and 32 maps of 125×125",
        "u2: output_padding=1", "✗",
    ),
    "a block that adds another size": (
        """
        class Block(nn.Module):
            def __init__(self, i, o, stride):
                super().__init__()
                self.conv1 = nn.Conv2d(i, o, 3, stride=stride, padding=1, bias=False)
                self.bn1 = nn.BatchNorm2d(o)
                self.conv2 = nn.Conv2d(o, o, 3, padding=1, bias=False)
                self.bn2 = nn.BatchNorm2d(o)

            def forward(self, x):
                identity = x
                out = F.relu(self.bn1(self.conv1(x)))
                out = self.bn2(self.conv2(out))
                out += identity
                return F.relu(out)


        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.stem = nn.Conv2d(3, 16, 3, padding=1)
                self.layer1 = Block(16, 16, 1)
                self.layer2 = Block(16, 32, 2)
                self.fc = nn.Linear(32, 10)

            def forward(self, x):
                x = self.layer2(self.layer1(F.relu(self.stem(x))))
                return self.fc(F.adaptive_avg_pool2d(x, 1).flatten(1))
        """,
        (3, 32, 32), "merge",
        "32 maps of 16×16 and 16 maps of 32×32 cannot be added",
        "a 1×1 convolution, self.shortcut, for identity", "✗",
    ),
    "a bias before each batch norm": (
        """
        cfg = [64, "M", 128, "M", 256, 256, "M", 512, 512, "M", 512, 512, "M"]


        def make_layers(cfg):
            layers, c = [], 3
            for v in cfg:
                if v == "M":
                    layers += [nn.MaxPool2d(2, 2)]
                else:
                    layers += [nn.Conv2d(c, v, 3, padding=1), nn.BatchNorm2d(v), nn.ReLU(True)]
                    c = v
            return nn.Sequential(*layers)


        class VGG(nn.Module):
            def __init__(self):
                super().__init__()
                self.features = make_layers(cfg)
                self.classifier = nn.Linear(512, 10)

            def forward(self, x):
                return self.classifier(self.features(x).flatten(1))
        """,
        (3, 32, 32), "bias before batch norm",
        "does nothing in training",
        "in all 8 layers: bias=False", "!",
    ),
    "an autoencoder whose field is larger than the digit": (
        """
        class AE(nn.Module):
            def __init__(self):
                super().__init__()
                self.encoder = nn.Sequential(
                    nn.Conv2d(1, 16, 3, stride=3, padding=1), nn.ReLU(), nn.MaxPool2d(2, stride=2),
                    nn.Conv2d(16, 8, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2, stride=1),
                )
                self.decoder = nn.Sequential(
                    nn.ConvTranspose2d(8, 16, 3, stride=2), nn.ReLU(True),
                    nn.ConvTranspose2d(16, 8, 5, stride=3, padding=1), nn.ReLU(True),
                    nn.ConvTranspose2d(8, 1, 2, stride=2, padding=1), nn.Tanh(),
                )

            def forward(self, x):
                return self.decoder(self.encoder(x))
        """,
        (1, 28, 28), "field larger than picture",
        "30×30 pixels, is larger than the picture of 28×28",
        None, "i",
    ),
}  # fmt: skip
FOUND = {name: (dedent(one[0]).strip("\n"), *one[1:]) for name, one in FOUND.items()}

#: What the doctor cannot judge: layers that it does not know, and one that is new to it.
UNTOLD = dedent(
    """
    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv1d(3, 16, 5)
            self.lstm = nn.LSTM(16, 32, batch_first=True)
            self.fc = nn.Linear(32, 5)

        def forward(self, x):
            x = F.relu(self.conv(x)).transpose(1, 2)
            out, _ = self.lstm(x)
            return self.fc(out[:, -1])
    """
).strip("\n")

#: Keras's functional lines, with the shapes that its rules give.
MERGED = """
inputs = keras.Input(shape=(32, 32, 3))
a = layers.Conv2D(8, 3, padding="same")(inputs)
b = layers.Conv2D(8, 1)(inputs)
c = layers.Concatenate()([a, b])
d = layers.Conv2D(16, 1)(c)
e = layers.Add()([c, d])
f = layers.add([d, e])
g = layers.concatenate([e, f])
outputs = layers.Dense(10)(layers.GlobalAveragePooling2D()(g))
model = keras.Model(inputs, outputs)
""".strip()
