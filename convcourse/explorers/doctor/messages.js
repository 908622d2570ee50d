// What an error message of torch or Keras says by itself, without the network; see `errors.py`.
import { equal, oneOrTwo, prod, shown } from "./settings.js";

const numbers = (text) => (text.match(/\d+/g) ?? []).map(Number);
const told = (kind, message, ...repairs) => ({
  kind,
  message,
  repairs: repairs.map(([words, code]) => ({ message: words, code, shape: null })),
});

function matrices(_all, ...found) {
  const [rows, got, expected, made] = found.map(Number);
  const times = got ? Math.floor(expected / got) : 0;
  if (got && got < expected && expected % got === 0 && rows % times === 0 && times > 1) {
    return told(
      "not flattened",
      `Linear gets rows of ${got} numbers, ${rows} of them, and expects ${expected}: the maps were not flattened ` +
        `(${rows} = ${rows / times} × ${times}, and ${times} × ${got} = ${expected})`,
      ["flatten the maps, but not the batch, before the layer", "x = x.flatten(1)"],
    );
  }
  if (rows > 1 && got && rows * got === expected) {
    return told(
      "not flattened",
      `Linear expects ${expected} = ${rows} × ${got} numbers for each picture, and gets ${rows} rows of ${got}: the ` +
        "picture has no batch axis, or was not flattened",
      ["flatten the picture to one row", "x = x.flatten().unsqueeze(0)"],
    );
  }
  const takes = [`the layer takes ${got} numbers`, `nn.Linear(${got}, ${made})`];
  if (got > 1 && got < 256 && rows % got === 0 && rows / got > 1) {
    return told(
      "in_features",
      `Linear expects ${expected} numbers for each picture, but ${got} arrive, in ${rows} rows: these look like maps of ` +
        `${got}×${got} that nothing has flattened`,
      ["flatten the maps, and let the layer find their number out", `nn.Flatten(), nn.LazyLinear(${made})`],
      takes,
    );
  }
  return told(
    "in_features",
    `Linear expects ${expected} numbers for each picture, but ${got} arrive (in ${rows} ${rows === 1 ? "row" : "rows"})`,
    takes,
    ["the layer finds the number out at the first picture", `nn.LazyLinear(${made})`],
  );
}

function weights(_all, groups, transposed, weighed, given_, wanted, came) {
  const [weight, given] = [numbers(weighed), numbers(given_)];
  const [expected, got] = [Number(wanted), Number(came)];
  if (given.length === 4 && given[3] === expected && given[1] !== expected) {
    return told(
      "channels",
      `the convolution expects ${expected} channels in axis 1, but that has ${got}: the channels are in the last axis of ` +
        shown(given),
      ["put the channels before the rows", "x = x.permute(0, 3, 1, 2)"],
    );
  }
  const kernel = weight.length === 4 ? shown(oneOrTwo(weight.slice(2))) : "3";
  const out = transposed ? weight[1] * Number(groups || 1) : weight[0];
  const name = transposed ? "nn.ConvTranspose2d" : "nn.Conv2d";
  const repairs = [[`the layer takes ${got} channel${got === 1 ? "" : "s"}`, `${name}(${got}, ${out}, ${kernel})`]];
  if (equal([expected, got], [3, 1])) repairs.push(["repeat the grey three times", "x = x.expand(-1, 3, -1, -1)"]);
  if (equal([expected, got], [1, 3])) repairs.push(["turn the picture grey", "x = x.mean(1, keepdim=True)"]);
  return told(
    "channels",
    `the convolution expects ${expected} channel${expected === 1 ? "" : "s"}, but ${got} arrive${got === 1 ? "s" : ""} ` +
      `(${shown(given)})`,
    ...repairs,
  );
}

function kernels(_all, first, second) {
  const [room, kernel] = [numbers(first), numbers(second)];
  const fits = oneOrTwo(kernel.map((k, i) => Math.min(k, room[i])));
  const more = oneOrTwo(kernel.map((k, i) => Math.max(Math.ceil((k - room[i]) / 2), 0)));
  return told(
    "kernel larger than input",
    `a kernel of ${kernel.join("×")} meets maps of ${room.join("×")} with their padding: by here the network has made them ` +
      "too small",
    ["a smaller kernel", `kernel_size=${shown(fits)}`],
    ["more padding", `padding=${shown(more)}`],
  );
}

const pooled = (_all, sizes) =>
  told(
    "kernel larger than input",
    `maps of ${numbers(sizes).slice(-2).join("×")} are too small for this layer's window: there is a pooling too many, or ` +
      "the picture is too small",
    ["pool to one number for each map, whatever arrives", "nn.AdaptiveAvgPool2d(1)"],
  );

function twoSizes(_all, ...found) {
  const [a, b, axis] = found.map(Number);
  const where = { 1: "channels", 2: "rows", 3: "columns" }[axis] ?? `sizes of axis ${axis}`;
  const code = axis === 2 || axis === 3 ? `x = F.interpolate(x, size=(${b}, ${b}))` : `nn.Conv2d(${a}, ${b}, 1)`;
  return told("merge", `${a} ${where} meet ${b}: two tensors that are added or compared differ by ${Math.abs(a - b)}`, [
    `bring both to ${b} before they meet`,
    code,
  ]);
}

const joined = (_all, axis, expected, got) =>
  told(
    "merge",
    `tensors that are joined along axis ${axis} need equal other sizes, but ${Number(got)} meets ${Number(expected)}: one ` +
      "went through a layer that rounds down",
    ["bring the second to the first's size", "b = F.interpolate(b, size=a.shape[2:])"],
  );

function axes(_all, found) {
  const sizes = numbers(found);
  const side = sizes.length ? Math.floor(Math.sqrt(sizes.at(-1))) : 0;
  const repairs = [];
  if ([1, 2].includes(sizes.length) && side > 1 && side * side === sizes.at(-1)) {
    repairs.push(["make maps of the numbers", `x = x.view(-1, 1, ${side}, ${side})`]);
  } else if (sizes.length === 2) repairs.push(["add the axes of batch and channels", "x = x[None, None]"]);
  else if (sizes.length === 3) repairs.push(["add the axis of the batch", "x = x[None]"]);
  return told("axes", `the convolution expects (batch, channels, rows, columns), but gets ${shown(sizes)}`, ...repairs);
}

function poolPadding(_all, padding, kernel) {
  const half = Math.floor(kernel / 2);
  return told(
    "pooling padding",
    `the pooling's padding of ${Number(padding)} is more than half of its kernel of ${Number(kernel)}`,
    [`at most ${half}`, `padding=${half}`],
  );
}

const outputPadding = () =>
  told(
    "output_padding",
    "output_padding has to be smaller than the stride, or than the dilation: it chooses between sizes that a stride leaves open",
    ["at most stride - 1", "output_padding=0"],
  );

function view(_all, sizes, whole) {
  const fixed = prod((sizes.match(/-?\d+/g) ?? []).map((one) => Math.max(Number(one), 1)));
  return told("view", `[${sizes}] takes multiples of ${fixed} numbers, and there are ${Number(whole)}`, [
    "one row for each picture",
    "x = x.view(x.size(0), -1)",
  ]);
}

const features = (_all, got, expected) =>
  told("features", `the batch norm expects ${Number(expected)} channels, but ${Number(got)} arrive`, [
    `it takes ${Number(got)}`,
    `nn.BatchNorm2d(${Number(got)})`,
  ]);

const normed = (_all, got, expected) =>
  told("features", `the normalization has weights for ${Number(expected)} channels, but ${Number(got)} arrive`, [
    `it takes ${Number(got)}`,
    `nn.BatchNorm2d(${Number(got)})`,
  ]);

const strides = () =>
  told(
    "view",
    "view needs the numbers to lie in memory in the order of the axes, and behind permute, transpose or a slice they do not",
    ["reshape copies them where it has to", "x = x.reshape(x.size(0), -1)"],
    ["put them in order first", "x = x.contiguous().view(x.size(0), -1)"],
  );

const loaded = (_all, name, kept, own) =>
  told(
    "weights",
    `${name} is ${shown(numbers(kept))} in the file, and ${shown(numbers(own))} in the network: the file is of a ` +
      "network with another size there",
    [`leave ${name} out, and train it anew`, `del state[${shown(name)}]\nmodel.load_state_dict(state, strict=False)`],
  );

function fourAxes(_all, expected, got) {
  const name = { 2: "BatchNorm1d", 4: "BatchNorm2d" }[got];
  return told(
    "axes",
    `the normalization expects ${expected.match(/\d/g).join(" or ")} axes, with the batch, but gets ${got}`,
    ...(name ? [[`nn.${name} takes ${got} axes`, `nn.${name}(…)`]] : []),
  );
}

const oneValue = (_all, sizes) =>
  told(
    "batch of one",
    `batch norm has one number for each channel, of ${shown(numbers(sizes))}: while it trains it needs two at least ` +
      "for a mean and a variance",
    ["no batch of one picture", "DataLoader(data, batch_size=32, drop_last=True)"],
    ["to predict, switch training off", "model.eval()"],
  );

const batches = (_all, got, expected) =>
  told(
    "batch mixed",
    `${Number(got)} rows come out for ${Number(expected)} pictures: a view before the last layers has mixed the ` +
      "pictures with their numbers",
    ["one row for each picture", "x = x.view(x.size(0), -1)"],
  );

const attribute = (_all, owner, name) =>
  told(
    "missing",
    `forward uses self.${name}, but __init__ of ${owner} makes no ${name}: it is misspelt, or __init__ is`,
    [`make ${name} in __init__`, `self.${name} = …`],
  );

const unready = () =>
  told("super", "a layer is set before the class is made ready for layers", [
    "first in __init__",
    "super().__init__()",
  ]);

const noForward = (_all, name) =>
  told("missing", `class ${name} has no forward: it is misspelt, or stands inside of another function`, [
    "as far in as __init__",
    "def forward(self, x):",
  ]);

function lacking(_all, made, stated) {
  const names = [...stated.matchAll(/'(\w+)'/g)].map(([, name]) => name).join(" and ");
  return told("argument", `${made ?? "the layer"} lacks ${names}: it has no default`);
}

const divisible = (_all, name) =>
  told("groups", `${name} cannot be divided into so many groups`, ["one group, as by default", "groups=1"]);

function bounds(_all, stated) {
  const label = Number(stated);
  return told(
    "classes",
    `a label is ${label}, but the last layer has only ${label} outputs or fewer: labels count from 0`,
    [`${label + 1} outputs at least`, `nn.Linear(…, ${label + 1})`],
  );
}

const unequal = (_all, a, b) =>
  told("merge", `${shown(numbers(a))} and ${shown(numbers(b))} cannot be stacked: all sizes have to be equal`, [
    "bring all pictures to one size",
    "transforms.Resize((224, 224))",
  ]);

const same = () =>
  told(
    "same with stride",
    "padding='same' wants a stride of 1: with a larger one the output cannot have the input's size",
    ["half of an odd kernel, 1 for 3×3", "padding=1"],
  );

const negative = (_all, kernel, size) =>
  told(
    "kernel larger than input",
    `a window of ${Number(kernel)} meets maps of ${Number(size)}: by here the network has made them too small`,
    ["keep the size", 'padding="same"'],
  );

function kerasAxis(_all, axis, expected, shape) {
  const got = numbers(shape);
  const arrive = got.length && [-1, got.length].includes(Number(axis)) ? `${got.at(-1)}` : `(${shape})`;
  const words = `the layer expects ${Number(expected)} numbers along axis ${Number(axis)}, but ${arrive} arrive`;
  if (got.length > 1 && prod(got) === Number(expected)) {
    return told("in_features", words, ["flatten the maps before the layer", "layers.Flatten()"]);
  }
  return told(
    "in_features",
    `${words}: when the model was built, the pictures had another size, or the layer before it another number of outputs`,
    ["build the model anew, for the pictures that arrive", "keras.Input(shape=(rows, columns, channels))"],
    ["one number for each map in place of Flatten, whatever the size", "layers.GlobalAveragePooling2D()"],
  );
}

const kerasAxes = (_all, expected, got) =>
  told("axes", `the layer expects ${expected} axes, with the batch, but gets ${got}`, [
    "the channels are an axis, too",
    "x = x[..., None]",
  ]);

function targets(_all, first, second) {
  const [a, b] = [numbers(first), numbers(second)];
  return told(
    "size",
    `the target has ${shown(a)}, the output ${shown(b)}: the network does not make the size that it is compared with`,
    [
      "bring the output to the target's size",
      b.length === 4 ? "y = F.interpolate(y, size=target.shape[2:])" : "y = y.view_as(target)",
    ],
  );
}

const devices = () =>
  told(
    "no shape",
    "the picture and the weights are on different devices or of different types; the sizes are not what it complains of",
    ["move the picture to the weights", "x = x.to(next(model.parameters()).device)"],
  );

const [N, SIZES] = ["(\\d{1,12})", "\\[([\\d, ]{1,60})\\]"];
/** @type {[string, (...found: any[]) => any][]} */
const KNOWN = [
  [`mat1 and mat2 shapes cannot be multiplied \\(${N}x${N} and ${N}x${N}\\)`, matrices],
  [`size mismatch, m1: \\[${N} x ${N}\\], m2: \\[${N} x ${N}\\]`, matrices],
  [`must have same reduction dim, but got \\[${N}, ${N}\\] X \\[${N}, ${N}\\]`, matrices],
  [
    `Given (?:groups=${N}, |(transposed)=1, )weight of size ${SIZES},? expected input${SIZES} to have ${N} channels, but got ${N} channels`,
    weights,
  ],
  ["padded input size per channel: \\((\\d{1,9} x \\d{1,9})\\)\\. Kernel size: \\((\\d{1,9} x \\d{1,9})\\)", kernels],
  [
    "Given input size: \\((\\d{1,9}x\\d{1,9}x\\d{1,9})\\)\\. Calculated output size: \\([-\\dx]{1,40}\\)\\. Output size is too small",
    pooled,
  ],
  [`size of tensor a \\(${N}\\) must match the size of tensor b \\(${N}\\) at non-singleton dimension (\\d)`, twoSizes],
  [`must match except in dimension (\\d)\\. (?:Expected size|Got) ${N} (?:but got size|and) ${N}`, joined],
  [`Expected 3D \\(unbatched\\) or 4D \\(batched\\) input to conv\\w*, but got input of size: ${SIZES}`, axes],
  [
    `Expected 4-dimensional input for 4-dimensional weight [^\\n]{0,80}but got \\d-dimensional input of size ${SIZES}`,
    axes,
  ],
  [
    `pad should be at most half of effective kernel size, but got pad=${N}, kernel_size=${N} and dilation=${N}`,
    poolPadding,
  ],
  [
    `pad should be smaller than (?:or equal to )?half of kernel size, but got padW = ${N}, padH = \\d{1,9}, kW = ${N}, kH = ${N}`,
    poolPadding,
  ],
  ["output padding must be smaller than either stride or dilation", outputPadding],
  [`shape '\\[([-\\d, ]{1,60})\\]' is invalid for input of size ${N}`, view],
  [`running_mean should contain ${N} elements not ${N}`, features],
  ["padding='same' is not supported for strided convolutions", same],
  [`weight should contain ${N} elements not ${N}`, normed],
  ["view size is not compatible with input tensor's size and stride", strides],
  [
    `size mismatch for ([\\w.]{1,80}): copying a param with shape torch\\.Size\\(${SIZES}\\) from checkpoint, the shape in current model is torch\\.Size\\(${SIZES}\\)`,
    loaded,
  ],
  ["expected (\\dD(?: or \\dD)?) input \\(got (\\d)D input\\)", fourAxes],
  [`Expected more than 1 value per channel when training, got input size (?:torch\\.Size\\()?${SIZES}`, oneValue],
  [`Expected input batch_size \\(${N}\\) to match target batch_size \\(${N}\\)`, batches],
  ["AttributeError: '(\\w{1,60})' object has no attribute '(\\w{1,60})'", attribute],
  ["cannot assign module before Module\\.__init__\\(\\) call", unready],
  ['Module \\[(\\w{1,60})\\] is missing the required "forward" function', noForward],
  ["(?:\\b(\\w{1,60})\\.)?__init__\\(\\) missing \\d required positional arguments?: ([^:]{1,80})", lacking],
  ["Error: (in_channels|out_channels) must be divisible by groups", divisible],
  [`Target ${N} is out of bounds`, bounds],
  [`stack expects each tensor to be equal size, but got ${SIZES} at entry \\d{1,9} and ${SIZES} at entry`, unequal],
  [`Negative dimension size caused by subtracting ${N} from ${N}`, negative],
  [
    `expected axis (-?\\d) of input shape to have value ${N},? but received input with shape [\\[(]([^\\])\\n]{1,60})[\\])]`,
    kerasAxis,
  ],
  ["expected (?:min_)?ndim=(\\d), found ndim=(\\d)", kerasAxes],
  [
    `target size \\(torch\\.Size\\(${SIZES}\\)\\) (?:that is different to|must be the same as) (?:the )?input size \\(torch\\.Size\\(${SIZES}\\)\\)`,
    targets,
  ],
  ["Input type \\([\\w.]{1,60}\\) and (?:weight|bias) type \\([\\w.]{1,60}\\) should be the same", devices],
];
const PATTERNS = KNOWN.map(([pattern, tell]) => ({ pattern: new RegExp(pattern, "i"), tell }));

/** What a network has, and a message has not; a network may name errors, too. */
const NETWORK = /^\s*(class|def) \w+|Sequential\s*\(/m;

/** What the first message in a text tells, null where there is none that is known. */
export function messageOf(text) {
  const words = text.slice(0, 100000).replace(/\s+/g, " ");
  const found = PATTERNS.map(({ pattern, tell }) => ({ match: pattern.exec(words), tell })).filter(
    ({ match }) => match,
  );
  if (!found.length) return null;
  const first = found.reduce((a, b) => (b.match.index < a.match.index ? b : a));
  return first.tell(...first.match);
}

/** Whether a text is a message, and not the source of a network. */
export const looksLikeError = (text) =>
  messageOf(text) !== null || (/\b\w*(Error|Exception)\b\s*:/.test(text) && !NETWORK.test(text));
