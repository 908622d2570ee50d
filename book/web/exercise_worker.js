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

/** Take what is printed, byte by byte, and hand on each line. @param {Uint8Array} bytes */
function print([byte]) {
  if (byte !== LINE_END) {
    if (line.length < MOST_BYTES) line.push(byte);
    return;
  }
  lines += 1;
  if (lines <= MOST_LINES) self.postMessage({ printed: new TextDecoder().decode(new Uint8Array(line)) });
  line = [];
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

/** Run one answer, and return its state, words and case. All travels as text: JavaScript's numbers are not Python's. */
function run(job) {
  for (const [name, text] of Object.entries(job)) python.globals.set(name, text);
  python.runPython("verdict = page.run(source, exercise, scope, elsewhere)");
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
