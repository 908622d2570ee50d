"""The settings under which one machine computes as another would."""

from dataclasses import dataclass, field

#: What OpenMP, OpenBLAS and MKL take as their number of threads.
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
#: Notebooks whose seed belongs to the lesson, and why.
SEED_IS_TAUGHT = {"13_feature_maps": "a table has the kernels of one untrained network"}


@dataclass(frozen=True)
class Setting:
    """Environment variables, a number of threads, and what is added to each seed."""

    name: str
    variables: dict = field(default_factory=dict)
    threads: int = 1
    reseed: int = 0

    @property
    def environment(self):
        """Return the variables, those for the number of threads among them."""
        # Waiting threads sleep: two on one busy core would else wait for each other by turns.
        quiet = {"OMP_WAIT_POLICY": "PASSIVE"} if self.threads > 1 else {}
        return self.variables | dict.fromkeys(THREADS, str(self.threads)) | quiet


def _of(**variables):
    return Setting(" ".join(f"{name}={value}" for name, value in variables.items()), variables)


#: The oldest processor that can be had, for each library at once.
OLDEST = dict(
    ATEN_CPU_CAPABILITY="default",
    ONEDNN_MAX_CPU_ISA="SSE41",
    OPENBLAS_CORETYPE="Nehalem",
    MKL_CBWR="COMPATIBLE",
    NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4",
)

GRID = [
    Setting("as it is"),
    _of(ATEN_CPU_CAPABILITY="default"),
    _of(ATEN_CPU_CAPABILITY="avx2"),
    _of(ONEDNN_MAX_CPU_ISA="SSE41"),
    _of(ONEDNN_MAX_CPU_ISA="AVX2"),
    _of(ONEDNN_MAX_CPU_ISA="AVX512_CORE"),
    _of(OPENBLAS_CORETYPE="Nehalem"),
    _of(OPENBLAS_CORETYPE="Haswell"),
    _of(OPENBLAS_CORETYPE="SkylakeX"),
    _of(MKL_CBWR="COMPATIBLE"),
    _of(NPY_DISABLE_CPU_FEATURES="X86_V3 X86_V4"),
    Setting("the oldest of each", OLDEST),
    Setting("two threads", threads=2),
    Setting("two threads, the oldest of each", OLDEST, threads=2),
    *(Setting(f"seeds + {n}", reseed=n) for n in (1, 2, 3)),
]

#: Without torch's own switch, which makes a training take twice as long and changes it no more.
OLDER = {name: value for name, value in OLDEST.items() if name != "ATEN_CPU_CAPABILITY"}

#: What `make test` runs: other trainings altogether, one of them as an older processor has it.
QUICK = [
    Setting("seeds + 1", reseed=1),
    Setting("seeds + 2, an older processor", OLDER, reseed=2),
]
