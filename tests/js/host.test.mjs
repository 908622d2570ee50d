import assert from "node:assert/strict";
import { test } from "node:test";

import { pythonBehind } from "../../convcourse/explorers/parts/host.js";
import { isOwnKey } from "../../convcourse/explorers/parts/keys.js";

const key = (name, ...held) => ({ key: name, ...Object.fromEntries(held.map((one) => [`${one}Key`, true])) });

test("what moves, edits and writes is a figure's own, and the page keeps the rest", () => {
  for (const name of ["x", "d", "A", "1", "½", "Enter", "Escape", " ", "Home", "ArrowUp", "Tab", "Delete"])
    assert.ok(isOwnKey(key(name)), name);
  for (const name of ["Enter", "c", "v", "x", "a", "z", "y", "ArrowLeft", "Backspace"])
    assert.ok(isOwnKey(key(name, "ctrl")), name);
  for (const name of ["Enter", "z", "ArrowUp", "End"])
    assert.ok(isOwnKey(key(name, "ctrl", "shift")) && isOwnKey(key(name, "meta", "shift")), name);
  assert.ok(isOwnKey(key("@", "ctrl", "alt")) && isOwnKey(key("Enter", "alt")) && isOwnKey(key("Enter", "shift")));
  for (const name of ["s", "b", "p", "f", "k"])
    assert.ok(!isOwnKey(key(name, "ctrl")) && !isOwnKey(key(name, "meta")), name);
  for (const name of ["c", "x", "F", "["]) assert.ok(!isOwnKey(key(name, "ctrl", "shift")), name);
  assert.ok(!isOwnKey(key("1", "alt")) && !isOwnKey(key("F9")) && !isOwnKey(key("F11")));
});

/** A model as a figure in JupyterLab has it, and what changes about its kernel. */
function behind(status = "idle", comm_live = true, kernel = true) {
  const heard = new Set();
  const manager = {
    kernel: kernel
      ? { status, statusChanged: { connect: (act) => heard.add(act), disconnect: (act) => heard.delete(act) } }
      : null,
  };
  const layout = { comm_live, on: (_, act) => heard.add(act), off: (_, act) => heard.delete(act) };
  const model = { get: (name) => (name === "layout" ? layout : null), widget_manager: manager };
  const controller = new AbortController();
  let ends = 0;
  const python = pythonBehind(model, controller.signal, () => (ends += 1));
  const tell = () => heard.forEach((act) => act());
  return { python, manager, layout, tell, controller, heard, ends: () => ends };
}

test("Python hears a figure as long as the kernel that made it lives, and no other", () => {
  const { python, manager, layout, tell, ends } = behind();
  assert.ok(python.hears() && !python.ended());
  manager.kernel.status = "busy";
  tell();
  assert.ok(python.hears() && ends() === 0);
  layout.comm_live = false; // what JupyterLab does when its kernel is restarted
  tell();
  tell();
  assert.deepEqual([python.hears(), python.ended(), ends()], [false, true, 1]);
});

for (const status of ["dead", "autorestarting", "restarting", "terminating"]) {
  test(`a kernel that is ${status} hears nothing, nor does the next one`, () => {
    const { python, manager, tell, ends } = behind();
    manager.kernel.status = status;
    tell();
    manager.kernel.status = "idle";
    tell();
    assert.deepEqual([python.hears(), python.ended(), ends()], [false, true, 1]);
  });
}

test("a page without a kernel never had Python behind it", () => {
  for (const { python, tell, ends } of [behind("idle", false), behind("idle", true, false), behind("dead")]) {
    tell();
    assert.deepEqual([python.hears(), python.ended(), ends()], [false, false, 0]);
  }
  const bare = pythonBehind({ get: () => undefined }, new AbortController().signal, assert.fail);
  assert.ok(!bare.hears());
});

test("nobody listens once a view is gone", () => {
  const { controller, heard } = behind();
  assert.ok(heard.size > 0);
  controller.abort();
  assert.equal(heard.size, 0);
});
