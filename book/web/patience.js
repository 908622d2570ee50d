// anywidget (0.11.0) gives a figure two seconds to start, and a busy or old machine takes longer. esbuild's `define` puts
// this in place of its clock: on a page without a kernel a figure starts or fails, and nothing else is waited for.
export const patience = () => new AbortController().signal;
