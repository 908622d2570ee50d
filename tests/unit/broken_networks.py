"""Networks that do not fit, of the kinds that people ask about in public, written anew.

The sizes are those of the questions, whose addresses stand beside them.
"""

from dataclasses import dataclass
from textwrap import dedent


@dataclass(frozen=True)
class Asked:
    """A question: a source and a picture, and what the doctor has to say."""

    where: str
    source: str
    shape: tuple | None
    kind: str
    words: str
    repair: str
    fatal: bool = True


def asked(where, source, *rest, **more):
    """Return a question whose source is indented as the code around it."""
    return Asked(where, dedent(source).strip("\n"), *rest, **more)


QUESTIONS = [
    asked(
        "androidkt.com/fix-runtimeerror-mat1-and-mat2-shapes-cannot-be-multiplied",
        """
        class CNN(nn.Module):
            def __init__(self):
                super(CNN, self).__init__()
                self.first = nn.Sequential(nn.Conv2d(1, 16, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(2))
                self.second = nn.Sequential(nn.Conv2d(16, 32, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(2))
                self.out = nn.Linear(1050, 10)

            def forward(self, x):
                x = self.second(self.first(x))
                x = x.view(x.size(0), -1)
                return self.out(x), x
        """,
        (1, 28, 28), "in_features", "expects 1050 numbers (in_features=1050), but 1568 numbers",
        "out: in_features=1568",
    ),
    asked(
        "blog.youkuaiyun.com/Learn_signal/article/details/126722129",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Sequential(nn.Conv2d(1, 16, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2))
                self.conv2 = nn.Sequential(nn.Conv2d(16, 32, 3, 1, 1), nn.ReLU(), nn.MaxPool2d(2))
                self.out = nn.Linear(128, 4)

            def forward(self, x):
                x = self.conv1(x)
                x = self.conv2(x)
                output = self.out(x)
                return output
        """,
        (1, 24, 24), "in_features",
        "32 maps of 6×6, 1152 numbers once they are flattened, arrive",
        "flatten what out gets, in_features=1152",
    ),
    asked(
        "www.bytezonex.com/archives/QBoC8wIS.html",
        """
        class ConvNet(nn.Module):
            def __init__(self, num_classes=10):
                super(ConvNet, self).__init__()
                self.conv1 = nn.Conv2d(in_channels=3, out_channels=16, kernel_size=3)
                self.conv2 = nn.Conv2d(in_channels=16, out_channels=24, kernel_size=4)
                self.dropout = nn.Dropout2d(p=0.3)
                self.fc1 = nn.Linear(16 * 5 * 5, num_classes)

            def forward(self, x):
                x = F.max_pool2d(F.relu(self.conv1(x)), 2)
                x = F.max_pool2d(F.relu(self.conv2(self.dropout(x))), 2)
                x = x.view(x.size(0), 5 * 5 * 16)
                return F.log_softmax(self.fc1(x), dim=1)
        """,
        (3, 28, 28), "view", "a picture has 600 numbers here, 24 maps of 5×5",
        "x.view: one row for each picture; fc1: in_features=600",
    ),
    asked(
        "www.wenzhangge.com/post/28944.html",
        """
        class ConvNet(nn.Module):
            def __init__(self, num_classes=4):
                super(ConvNet, self).__init__()
                self.conv1 = nn.Conv2d(3, 4, 3, padding=1)
                self.conv2 = nn.Conv2d(4, 8, 3, padding=1)
                self.pool = nn.MaxPool2d(2, 2)
                self.fc = nn.Linear(8 * 32 * 32, num_classes)

            def forward(self, X):
                X = self.pool(F.relu(self.conv1(X)))
                X = self.pool(F.relu(self.conv2(X)))
                X = X.view(-1, 8 * 32 * 32)
                return self.fc(X)
        """,
        (3, 256, 256), "batch mixed", "makes 4 rows of one picture", "fc: in_features=32768",
        fatal=False,
    ),
    asked(
        "github.com/pytorch/pytorch/issues/103423",
        """
        class Lenet(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv = nn.Conv2d(in_channels=3, out_channels=16, kernel_size=2, padding=2)
                self.pool = nn.MaxPool2d(padding=2, kernel_size=2)

            def forward(self, x):
                return self.pool(self.conv(x))
        """,
        (3, 32, 32), "pooling padding", "padding=2 is more than half of its kernel of 2",
        "pool: padding=1",
    ),
    asked(
        "github.com/pytorch/pytorch/issues/3298",
        "nn.Sequential(nn.MaxPool2d(4, stride=4, padding=3))",
        (1, 20, 20), "pooling padding", "padding=3 is more than half of its kernel of 4",
        "0: padding=2",
    ),
    asked(
        "github.com/pytorch/pytorch/issues/44942",
        "nn.Sequential(nn.Conv2d(1, 1, (3, 3), padding=(2, 2), dilation=(2, 2), bias=False),\n"
        "              nn.MaxPool2d((3, 3), stride=1, padding=(2, 2), dilation=(2, 2)))",
        (1, 28, 28), "pooling padding", "padding=(2, 2) is more than half of its kernel of (3, 3)",
        "1: padding=1",
    ),
    asked(
        "github.com/pytorch/pytorch/issues/67551",
        "nn.Sequential(nn.Conv2d(3, 64, (7, 7), stride=(2, 2), padding='same'), nn.ReLU())",
        (3, 224, 224), "same with stride", "padding='same' with stride=(2, 2): torch refuses",
        "0: padding=3",
    ),
    asked(
        "github.com/pytorch/pytorch/issues/56328",
        "nn.Sequential(nn.ConvTranspose2d(3, 4, kernel_size=3, output_padding=1))",
        (3, 8, 8), "output_padding", "output_padding=1 has to be smaller than the stride 1",
        "0: output_padding=0",
    ),
    asked(
        "github.com/ptrblck/pytorch_misc/issues/2",
        """
        class Block(nn.Module):
            def __init__(self, inside, outside):
                super().__init__()
                self.conv = nn.Conv2d(inside, outside, 3, padding=1)

            def forward(self, x):
                return F.relu(self.conv(x))


        class UNet(nn.Module):
            def __init__(self):
                super().__init__()
                self.down1 = Block(3, 16)
                self.down2 = Block(16, 32)
                self.bottom = Block(32, 64)
                self.up2 = nn.ConvTranspose2d(64, 32, 2, stride=2)
                self.merge2 = Block(64, 32)
                self.up1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
                self.merge1 = Block(32, 16)

            def forward(self, x):
                a = self.down1(x)
                b = self.down2(F.max_pool2d(a, 2))
                c = self.bottom(F.max_pool2d(b, 2))
                x = self.merge2(torch.cat([self.up2(c), b], dim=1))
                return self.merge1(torch.cat([self.up1(x), a], dim=1))
        """,
        (3, 222, 222), "merge", "32 maps of 110×110 and 32 maps of 111×111 cannot be joined",
        "up2: output_padding=1",
    ),
    asked(
        "github.com/qubvel-org/segmentation_models.pytorch/issues/57",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)
                self.deep = nn.Conv2d(8, 8, 3, stride=2, padding=1)
                self.up = nn.Upsample(scale_factor=2)
                self.last = nn.Conv2d(16, 1, 1)

            def forward(self, x):
                a = self.down(x)
                b = self.up(self.deep(a))
                return self.last(torch.cat((b, a), 1))
        """,
        (3, 350, 525), "merge", "8 maps of 176×264 and 8 maps of 175×263",
        "up: size=(175, 263)",
    ),
    asked(
        "github.com/Lasagne/Lasagne/issues/668",
        "nn.Sequential(nn.Conv2d(3, 16, 11, 3), nn.Sigmoid(),\n"
        "              nn.ConvTranspose2d(16, 3, 11, 3), nn.Sigmoid())",
        (3, 250, 250), "size", "250×250 pixels go in, 248×248 come out", "2: output_padding=2",
        fatal=False,
    ),
    asked(
        "www.e-learn.cn/qa/answer/389272/1161311.html",
        """
        model = Sequential()
        model.add(Convolution2D(32, (3, 3), activation='relu', input_shape=(1, 28, 28)))
        model.add(Convolution2D(32, (3, 3), activation='relu'))
        model.add(MaxPooling2D(pool_size=(2, 2)))
        model.add(Flatten())
        model.add(Dense(10, activation='softmax'))
        """,
        (1, 28, 28), "input shape", "is not that of the picture, (28, 28, 1): Keras puts the",
        "input_shape=(28, 28, 1)",
    ),
    asked(
        "github.com/junyanz/pytorch-CycleGAN-and-pix2pix/issues/1051",
        "RuntimeError: Given groups=1, weight of size [64, 1, 7, 7], expected input[5, 64, 70, 70] "
        "to have 1 channels, but got 64 channels instead",
        None, "channels", "expects 1 channel, but 64 arrive", "the layer takes 64 channels",
    ),
    asked(
        "github.com/zshuai8/FedGMM_ICML2023/issues/2",
        "RuntimeError: Given groups=1, weight of size [32, 3, 3, 3], expected "
        "input[128, 32, 32, 3] to have 3 channels, but got 32 channels instead",
        None, "channels", "the channels are in the last axis", "put the channels before the rows",
    ),
    asked(
        "github.com/bigmb/Unet-Segmentation-Pytorch-Nest-of-Unets/issues/55",
        "RuntimeError: Sizes of tensors must match except in dimension 1. Expected size 61 but got "
        "size 60 for tensor number 1 in the list.",
        None, "merge", "60 meets 61", "bring the second to the first's size",
    ),
    asked(
        "blog.youkuaiyun.com/Learn_signal/article/details/126722129, its message",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (5760x6 and 128x4)",
        None, "in_features", "in 5760 rows: these look like maps of 6×6",
        "flatten the maps, and let the layer find their number out",
    ),
    asked(
        "github.com/micmic123/QmapCompression/issues/6",
        "UserWarning: Using a target size (torch.Size([1, 3, 500, 500])) that is different to the "
        "input size (torch.Size([1, 3, 512, 512])).",
        None, "size", "the target has (1, 3, 500, 500), the output (1, 3, 512, 512)",
        "bring the output to the target's size",
    ),
]  # fmt: skip

#: Sources that are right: not one fault.
SOUND = [
    asked(
        "the classifier of torch's own first tutorial",
        """
        class Net(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(3, 6, 5)
                self.pool = nn.MaxPool2d(2, 2)
                self.conv2 = nn.Conv2d(6, 16, 5)
                self.fc1 = nn.Linear(16 * 5 * 5, 120)
                self.fc2 = nn.Linear(120, 84)
                self.fc3 = nn.Linear(84, 10)

            def forward(self, x):
                x = self.pool(F.relu(self.conv1(x)))
                x = self.pool(F.relu(self.conv2(x)))
                x = torch.flatten(x, 1)
                x = F.relu(self.fc1(x))
                x = F.relu(self.fc2(x))
                return self.fc3(x)


        net = Net()
        """,
        (3, 32, 32), "", "", "",
    ),
    asked(
        "a residual block, made in a loop",
        """
        class Block(nn.Module):
            def __init__(self, channels):
                super().__init__()
                self.conv1 = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
                self.norm = nn.BatchNorm2d(channels)
                self.conv2 = nn.Conv2d(channels, channels, 3, padding="same")

            def forward(self, x):
                out = F.relu(self.norm(self.conv1(x)))
                out += x
                return self.conv2(out)


        class Net(nn.Module):
            def __init__(self, depth=3, width=8, classes=10):
                super().__init__()
                layers = [nn.Conv2d(3, width, 3, padding=1), nn.ReLU()]
                for _ in range(depth):
                    layers.append(Block(width))
                self.body = nn.Sequential(*layers)
                self.head = nn.Linear(width, classes)

            def forward(self, x):
                x = self.body(x)
                x = F.adaptive_avg_pool2d(x, 1).flatten(1)
                return self.head(x)
        """,
        (3, 32, 32), "", "", "",
    ),
]  # fmt: skip
