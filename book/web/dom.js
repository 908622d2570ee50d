// What the page's own controls are made of: elements, in the classes of ipywidgets' own.

/** An element with properties and children. */
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** The classes of a widget's element: those of its kind, and those that Python gave it. */
export const classes = (model, ...own) => [...own, ...(model.get("_dom_classes") ?? [])].join(" ");

/** A control's element: its parts in a row. */
export const control = (model, kind, ...parts) =>
  element("div", { className: classes(model, "jupyter-widgets", "widget-inline-hbox", kind) }, ...parts);

/** Call `show` now and whenever one of these traits changes. */
export function follow(model, names, show) {
  for (const name of names) model.on(`change:${name}`, show);
  show();
}

/** The name of a control. */
export const label = (text) => element("label", { className: "widget-label", hidden: !text }, text);

/** How a page is moved for a reader: calmly, or at once where motion is to be little. @returns {ScrollBehavior} */
export const behavior = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth");
