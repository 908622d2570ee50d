// The worker that runs a reader's answer, in MicroPython. It is a classic one made of a text: from disk a page may start
// no other. Before this text stands `micropython`, a promise of MicroPython's `loadMicroPython` (book/exercises/scripts.py).

/** What Python may take at the start, and the room for its calls, in bytes. It takes more when it needs more. */
const HEAP = 8 << 20;
const CALLS = 32 << 10;
/** What an answer may print, in lines and in bytes of one; a loop that prints would fill the page. */
const MOST_LINES = 200;
const MOST_BYTES = 2000;
const LINE_END = 10;

let python;
let lines = 0;
/** @type {number[]} */
let line = [];

/** Take what is printed, byte by byte, and hand on each line; one that is too long at once, for it may never end. */
function print([byte]) {
  if (byte === LINE_END) {
    if (line.length <= MOST_BYTES) endLine();
    line = [];
  } else if (line.length <= MOST_BYTES) {
    line.push(byte);
    if (line.length > MOST_BYTES) endLine(" … cut");
  }
}

/** Hand on the line that is printed; what comes after the last is told to be missing, once. */
function endLine(end = "") {
  lines += 1;
  if (lines > MOST_LINES + 1) return;
  const bytes = new Uint8Array(line.slice(0, MOST_BYTES));
  const text = new TextDecoder().decode(bytes, { stream: true }); // a sign that is cut in half is left out
  self.postMessage({ printed: lines > MOST_LINES ? `… cut: ${MOST_LINES} lines are shown` : text + end });
}

/** Write the runtime's files, by their places in it. @param {Record<string, string>} files */
function mount(files) {
  for (const [place, text] of Object.entries(files)) {
    const parts = `runtime/${place}`.split("/");
    for (let n = 1; n < parts.length; n++) {
      const folder = `/${parts.slice(0, n).join("/")}`;
      if (!python.FS.analyzePath(folder).exists) python.FS.mkdir(folder);
    }
    python.FS.writeFile(`/${parts.join("/")}`, text);
  }
}

/** Give MicroPython its module, which the page has compiled. */
const instantiating = (wasm) => (imports, receive) => {
  WebAssembly.instantiate(wasm, imports).then((instance) => receive(instance, wasm));
  return {};
};

async function start({ wasm, files, known }) {
  const load = await globalThis.micropython;
  const instantiateWasm = instantiating(wasm);
  const room = { heapsize: HEAP, pystack: CALLS };
  python = await load({ instantiateWasm, ...room, linebuffer: false, stdout: print, stderr: print });
  mount(files);
  python.globals.set("known", known);
  python.runPython("import sys\nsys.path.insert(0, '/')\nfrom runtime import page\npage.start(known)");
}

/** A sign beyond ASCII that no name of Python's may have, or not at its start: MicroPython takes it for a letter. */
const FOREIGN = /[^\p{ASCII}\p{XID_Continue}]|[\uff10-\uff19]/gu;

/** Run one answer, and return its state, words and case. All travels as text: JavaScript's numbers are not Python's. */
function run(job) {
  const foreign = job.source.match(FOREIGN)?.join("") ?? "";
  for (const [name, text] of Object.entries({ ...job, foreign })) python.globals.set(name, text);
  try {
    python.runPython("verdict = page.run(source, exercise, scope, elsewhere, answers, foreign)");
  } finally {
    if (line.length && line.length <= MOST_BYTES) endLine();
    line = [];
  }
  return JSON.parse(python.globals.get("verdict"));
}

self.onmessage = async ({ data }) => {
  try {
    if (data.start) {
      await start(data.start);
      self.postMessage({ ready: true });
    } else {
      self.postMessage({ verdict: run(data.run) });
    }
  } catch (error) {
    self.postMessage({ failed: `${error.type ?? error.name}: ${error.message}` });
  }
};
