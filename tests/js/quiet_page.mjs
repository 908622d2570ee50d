// A page on which nothing happens, for modules that make their elements before they compute: every element takes
// whatever is done to it, and only pictures are read, from the bytes that Python decoded.

/** Something that has every property and method, which are such things again; what is set on it is kept. */
function nothing(kept = {}) {
  return new Proxy(function quiet() {}, {
    get(_, name) {
      if (name in kept) return kept[name];
      if (name === "then") return undefined; // not a promise
      if (name === Symbol.iterator) return function* none() {};
      if (name === Symbol.toPrimitive) return () => "";
      kept[name] = nothing();
      return kept[name];
    },
    set: (_, name, value) => {
      kept[name] = value;
      return true;
    },
    apply: () => nothing(),
    construct: () => nothing(),
  });
}

function canvas() {
  let shown = null;
  const pen = nothing({ drawImage: (bitmap) => (shown = bitmap), getImageData: () => ({ data: shown.rgba.slice() }) });
  return nothing({ getContext: () => pen });
}

/** Put the page in place; `pictures` are {bytes, width, height, rgba}, the bytes and the pixels in base64. */
export function install(pictures) {
  const known = new Map(
    pictures.map(({ bytes, width, height, rgba }) => [
      bytes,
      { width, height, rgba: Uint8ClampedArray.from(Buffer.from(rgba, "base64")), close() {} },
    ]),
  );
  const document = nothing({ createElement: (tag) => (tag === "canvas" ? canvas() : nothing()), activeElement: null });
  const others = [
    "window",
    "matchMedia",
    "ResizeObserver",
    "MutationObserver",
    "IntersectionObserver",
    "getComputedStyle",
    "requestAnimationFrame",
    "cancelAnimationFrame",
    "ImageData",
  ];
  Object.assign(globalThis, { document, ...Object.fromEntries(others.map((name) => [name, nothing()])) });
  globalThis.createImageBitmap = async (blob) => {
    const key = Buffer.from(await blob.arrayBuffer()).toString("base64");
    if (!known.has(key)) throw new Error("a picture that Python did not send");
    return known.get(key);
  };
}
