// Reads [[question, [text, …]], …] on stdin, and prints what the quiz replies to each text.
import { text } from "node:stream/consumers";

import { reply } from "../../convcourse/explorers/static/quiz.js";

const asked = JSON.parse(await text(process.stdin));
console.log(JSON.stringify(asked.map(([question, given]) => given.map((one) => reply(question, one)))));
