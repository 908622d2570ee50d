// Stands in for sanitize-html (130 kB): the descriptions on our pages are plain text, so anything else is shown as typed.
const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

export default (text) => text.replace(/[&<>]/g, (character) => ESCAPES[character]);
