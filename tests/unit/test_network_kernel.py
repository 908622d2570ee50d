"""The compiled kernel of the networks in the page is what its source makes."""

import json
import re

import pytest

from tests.kernel import __main__ as kernel


def test_source_compiles_to_the_bytes_that_are_kept():
    assert kernel.COMPILED.read_text(encoding="utf8") == kernel.module_of(kernel.compiled()), (
        "kernel.js is not what kernel_source.ts makes; write it anew with: python -m tests.kernel"
    )


def test_source_with_a_fault_is_refused_with_what_the_compiler_says(tmp_path, monkeypatch):
    broken = tmp_path / "kernel_source.ts"
    broken.write_text("export function f(): i32 { return unknown; }", encoding="utf8")
    monkeypatch.setattr(kernel, "SOURCE", broken)
    with pytest.raises(kernel.BuildError, match="Cannot find name 'unknown'"):
        kernel.compiled()


def test_compiler_is_pinned_exactly():
    pins = json.loads((kernel.PINS / "package.json").read_text(encoding="utf8"))["devDependencies"]
    assert set(pins) == {"assemblyscript"}
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", pin) for pin in pins.values())
    locked = json.loads((kernel.PINS / "package-lock.json").read_text(encoding="utf8"))["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in pins} == pins
