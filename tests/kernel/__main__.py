"""Compiles the kernel of the networks in the page: ``python -m tests.kernel`` writes it anew.

What it writes, ``kernel.js`` beside ``kernel_source.ts``, is kept with the course, so neither a
reader nor a build needs the compiler. A test compiles the source again and compares.
"""

import base64
import subprocess
import sys
import tempfile
from pathlib import Path

from book.assets import alone_in, fetch_packages
from book.build import build_folder
from book.failures import BuildError, tell_os_error
from book.node import node_command
from convcourse.explorers.parts.modules import ROOM

PINS = Path(__file__).parent
ROOT = PINS.parents[1]
SOURCE = ROOM / "parts" / "network" / "kernel_source.ts"
COMPILED = SOURCE.with_name("kernel.js")
#: No runtime, no checks and no exports beside the functions and their memory.
OPTIONS = [
    "-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "1", "--enable", "simd",
    "--use", "abort=",
]  # fmt: skip
MODULE = """// What kernel_source.ts is compiled to, by `python -m tests.kernel`; {size} bytes.

export const KERNEL =
  "{bytes}";
"""


def compiled() -> bytes:
    """Return the WebAssembly module that the source makes, fetching its compiler once."""
    cache = build_folder(ROOT) / "_build" / "kernel"
    with alone_in(cache):
        fetch_packages(PINS, cache / "workshop")
    script = cache / "workshop" / "node_modules" / "assemblyscript" / "bin" / "asc.js"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "kernel.wasm"
        command = [*node_command(), str(script), str(SOURCE), *OPTIONS, "--outFile", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, encoding="utf8")
        if done.returncode:
            raise BuildError(f"{SOURCE.name} does not compile:\n{done.stdout}{done.stderr}")
        return out.read_bytes()


def module_of(kernel: bytes) -> str:
    """Return the JavaScript module that carries a compiled kernel."""
    return MODULE.format(size=f"{len(kernel):,}", bytes=base64.b64encode(kernel).decode("ascii"))


def main() -> None:
    """Compile the source, and write what comes of it beside it."""
    try:
        text = module_of(compiled())
    except BuildError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(tell_os_error(error) or f"{type(error).__name__}: {error}")
    COMPILED.write_text(text, encoding="utf8")
    print(f"{COMPILED.name}: {len(text):,} characters")


if __name__ == "__main__":
    main()
