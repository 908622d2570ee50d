// Reads the models of a page on stdin and prints which belong together, and all of them with their texts whole.
import { text } from "node:stream/consumers";
import { groups, wholeModels } from "../../book/web/states.js";

const models = JSON.parse(await text(process.stdin));
const together = Object.fromEntries(Object.entries(groups(models)).map(([id, ids]) => [id, [...ids].sort()]));
console.log(JSON.stringify({ together, whole: wholeModels(models, Object.keys(models)) }));
