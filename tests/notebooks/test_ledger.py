"""The ledger refuses proofs that prove nothing, and looks for each number of a claim."""

import pytest

from tests.notebooks import ledger


def read(monkeypatch, folder, text):
    """Return the claims of a ledger that has this text."""
    (folder / "00.txt").write_text(text, encoding="utf8")
    monkeypatch.setattr(ledger, "FOLDER", folder)
    return ledger.read_ledger("00")


@pytest.mark.parametrize(
    "proof",
    [
        'len("ab") == 2',
        'x.shape == (2,) and len(["max", "mean"]) == 2',
        "2 == len((3, 4))",
        "gx.ndim == 2 and len((gx, gy)) == 2",
        'len("=" * 2) == 2',
        "x.size == 2 and 2 == 2",
        "[2][0] == 2",
        "1e6 == 1_000_000",
    ],
)
def test_proof_that_is_always_true_is_refused(proof, monkeypatch, tmp_path):
    with pytest.raises(ValueError, match=r"00\.txt, line 2: true whatever the chapter does"):
        read(monkeypatch, tmp_path, f"Two kernels.\n    {proof}\n")


@pytest.mark.parametrize(
    "proof",
    [
        "len(kernels) == 2",
        "len([*kernels]) == 2",
        "8 * 8 == 64",
        "[1, 2, 1][::-1] == [1, 2, 1]",
        "80 != 0",
        "x[0] == 0",
    ],
)
def test_proof_that_computes_is_taken(proof, monkeypatch, tmp_path):
    (claim,) = read(monkeypatch, tmp_path, f"A sentence.\n    {proof}\n")
    assert claim.proofs == [proof]


def test_reason_beside_a_proof_vouches_only_for_its_own_numbers(monkeypatch, tmp_path):
    (claim,) = read(
        monkeypatch,
        tmp_path,
        "Two kernels of 3×3 on 5 photos.\n    w.shape == (3, 3)\n    given: two kernels\n",
    )
    assert claim.unproven_numbers() == ["5"]
