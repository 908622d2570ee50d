"""The names that a figure gives to the ipywidgets controls around it, whenever they come."""

import base64

from convcourse.explorers.parts.modules import module_text

MODULE = module_text("parts/accessibility").encode()
FIGURE = """<div class="cc-explorer"><div class="cc-question">Why?</div><div class="cc-view"></div>
</div><script type="module">
import {{ nameControls }} from "data:text/javascript;base64,{}";
globalThis.root = document.querySelector(".cc-explorer");
globalThis.looks = 0;
const look = root.querySelectorAll.bind(root);
root.querySelectorAll = (names) => {{
  looks += names.includes("jupyter-widgets");
  return look(names);
}};
globalThis.controller = new AbortController();
nameControls(root, controller.signal);
globalThis.ready = true;
</script>"""
ROW = '<div class="cc-controls"></div>'
SLIDER = """<div class="jupyter-widgets widget-slider"><label class="widget-label">Size</label>
<div class="track"><div class="noUi-handle"></div></div><div class="widget-readout"></div></div>"""
PLAY = '<div class="jupyter-widgets widget-play"><button><i class="fa fa-play"></i></button></div>'


def test_controls_are_named_whenever_they_come_and_drawing_asks_for_no_names(browser):
    page = browser.new_page()
    page.set_content(FIGURE.format(base64.b64encode(MODULE).decode()))
    page.wait_for_function("globalThis.ready")

    def put(into, html, where="beforeend"):
        """Put a part into another, as JupyterLab does one after the other."""
        page.evaluate("([at, html, where]) => root.querySelector(at)"
                      ".insertAdjacentHTML(where, html)", [into, html, where])  # fmt: skip

    put(".cc-question", ROW, "afterend")
    put(".cc-controls", SLIDER)
    handle = page.locator(".noUi-handle")
    handle.and_(page.get_by_label("Size", exact=True)).wait_for(state="attached")
    page.locator(".widget-readout").and_(page.get_by_label("Size")).wait_for(state="attached")
    page.evaluate("root.querySelector('.track').innerHTML = '<div class=\"noUi-handle\"></div>'")
    handle.and_(page.get_by_label("Size", exact=True)).wait_for(state="attached")
    put(".cc-controls", PLAY)
    page.get_by_role("button", name="Play or pause").wait_for(state="attached")
    before = page.evaluate("looks")
    put(".cc-view", "<p>drawn</p>")
    put(".cc-view p", "<b>once more</b>")
    assert page.evaluate("new Promise((done) => setTimeout(() => done(looks)))") == before
    page.evaluate("controller.abort()")
    put(".cc-controls", SLIDER)
    assert page.evaluate("new Promise((done) => setTimeout(() => done(looks)))") == before
    page.close()
