// Runs the page's Python in Node, by the worker's own script. On stdin comes {parts, answers, files, program}: the parts of
// book/exercises/scripts.py; answers to be judged as a page asks, one after the other; then, if there is one, a program,
// which leaves JSON in `result`. Printed is {verdicts, printed, result}.
import { text } from "node:stream/consumers";
import vm from "node:vm";
import { inflateSync } from "node:zlib";

const { parts, answers = [], program } = JSON.parse(await text(process.stdin));

const { stdout } = process;
delete globalThis.process; // MicroPython looks there whether it is in Node
/** What the worker says, one after the other. */
const said = [];
let heard = () => {};
Object.assign(globalThis, {
  self: globalThis,
  WorkerGlobalScope: class {},
  importScripts() {},
  location: { href: "blob:nodedata" },
  postMessage(message) {
    said.push(message);
    heard();
  },
});
vm.runInThisContext(parts.worker);

/** Send the worker a message and return its answer, without what it printed before. */
async function ask(message) {
  const answer = new Promise((done) => (heard = () => "printed" in said.at(-1) || done(said.at(-1))));
  await globalThis.onmessage({ data: message });
  const got = await answer;
  if (got.failed) throw new Error(got.failed);
  return got;
}

const wasm = await WebAssembly.compile(inflateSync(Buffer.from(parts.wasm, "base64")));
await ask({ start: { wasm, files: parts.files, known: parts.known } });
const verdicts = [];
for (const run of answers) verdicts.push((await ask({ run })).verdict);

let result = null;
if (program) {
  const python = vm.runInThisContext("python");
  python.runPython(program);
  result = JSON.parse(python.globals.get("result"));
}
const printed = said.filter((message) => "printed" in message).map((message) => message.printed);
stdout.write(JSON.stringify({ verdicts, printed, result }));
