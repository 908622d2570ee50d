// node woff2.mjs unpack|pack FILE …: writes beside each file what it is as TrueType (.ttf), or as WOFF2 (.woff2).
import { readFile, writeFile } from "node:fs/promises";
import wawoff2 from "wawoff2";

const [task, ...files] = process.argv.slice(2);
const [convert, suffix] = task === "unpack" ? [wawoff2.decompress, ".ttf"] : [wawoff2.compress, ".woff2"];
for (const file of files) {
  await writeFile(file.replace(/\.\w+$/, suffix), await convert(await readFile(file)));
}
process.exit(); // its WebAssembly would wait for more
