// anywidget's wheel carries an AMD module. esbuild's `inject` turns its free `define` into this one.
export let factory;

export function define(_dependencies, body) {
  factory = body;
}
