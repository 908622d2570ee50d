// Reads {module, questions, asked} on stdin: runs the quiz's module as a page gets it, and prints its reply to each answer.
import { text } from "node:stream/consumers";

const { module, questions, asked } = JSON.parse(await text(process.stdin));
const { reply } = await import(`data:text/javascript,${encodeURIComponent(module)}`);

console.log(JSON.stringify(asked.map(([place, given]) => reply(questions[place], given))));
