/** What `explorer` of frame.js was given by this module, as a page gets it. */
export async function partsOf(module) {
  const marked = module.replace(
    /^function explorer\(/m,
    "function explorer(own) { globalThis.given = own; }\nfunction shown(",
  );
  await import(`data:text/javascript,${encodeURIComponent(marked)}`);
  return globalThis.given;
}
