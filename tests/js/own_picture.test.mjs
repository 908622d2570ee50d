// What is said of a picture that a reader brought.
import assert from "node:assert/strict";
import test from "node:test";
import { fittedWords } from "../../convcourse/explorers/own_picture.js";

test("of a picture that had to fit it is said whether it was cropped, and which way it was scaled", () => {
  assert.equal(fittedWords([96, 96], [96, 96]), "");
  assert.equal(fittedWords([300, 1200], [64, 256]), " was scaled down from 300×1200 to 64×256 (rows × columns). It");
  assert.match(fittedWords([32, 32], [96, 96]), /scaled up from 32×32 to 96×96/);
  assert.match(fittedWords([600, 800], [96, 96]), /cropped from 600×800 .* square .*, and scaled down to 96×96\. It$/);
  assert.match(fittedWords([60, 80], [96, 96]), /cropped from 60×80 .*scaled up/);
  assert.doesNotMatch(fittedWords([96, 200], [96, 96]), /scaled/);
});
